import type { AgentOptions } from "../transport/agent.ts";

/** A file as it was read. */
export interface FileContent {
  readonly text: string;
  /** Permission bits, where the platform has them. */
  readonly mode?: number | undefined;
}

/** How an address is reached. */
export type FetchWay = Pick<AgentOptions, "tls" | "proxy" | "addressFamily">;

/** What the configuration is read from, handed in so that reading it is a function of its inputs. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly cwd: string;
  /** The user's home directory. */
  readonly home: string;
  /** As Node names it: "linux", "darwin", "win32". */
  readonly platform: string;
  /** A file; undefined when there is none or it may not be read. */
  readFile(path: string): Promise<FileContent | undefined>;
  /** The names in a directory; undefined when there is none. */
  listFiles(path: string): Promise<readonly string[] | undefined>;
  /** The JSON a vendor publishes, got in the cloud's own way; throws when it cannot be had. */
  fetchJson(url: string, way: FetchWay): Promise<unknown>;
}

/** An environment variable; an empty one counts as unset. */
export function variable(around: Surroundings, name: string): string | undefined {
  return around.env[name] || undefined;
}
