/** What the configuration is read from, handed in so that reading it is a function of its inputs. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly cwd: string;
  /** The user's home directory. */
  readonly home: string;
  /** The text of a file; undefined when there is none or it may not be read. */
  readFile(path: string): Promise<string | undefined>;
}

/** An environment variable; an empty one counts as unset. */
export function variable(around: Surroundings, name: string): string | undefined {
  return around.env[name] || undefined;
}
