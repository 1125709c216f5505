import { type Choice, defaultCloud, environmentCloud, isDescribed, namedCloud } from "./choose.ts";
import { type CloudConfig, withoutDetails } from "./cloud.ts";
import { machine, recorded } from "./machine.ts";
import type { FileContent, Surroundings } from "./surroundings.ts";

/** What {@link loadConfig} reads and how; everything left out is taken from this process and this machine. */
export interface LoadOptions extends Choice {
  /** Environment variables. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Files by absolute path, instead of the disk. */
  readonly files?: Readonly<Record<string, string | FileContent>>;
  /** Profiles by the address that publishes them, instead of the network. */
  readonly published?: Readonly<Record<string, unknown>>;
  /** Where clouds.yaml is looked for first. */
  readonly cwd?: string;
  /** The user's, for ~/.config/openstack. */
  readonly home?: string;
  /** As Node names it: "linux", "darwin", "win32". */
  readonly platform?: string;
  /** true: `values` says of every effective value where it comes from. */
  readonly explain?: boolean;
}

/** Reads a cloud's configuration. @throws ConfigError naming file, line and key. */
export async function loadConfig(options: LoadOptions = {}): Promise<CloudConfig> {
  const around = surroundings(options);
  const read = options.cloud === undefined ? await defaultCloud(around, options) : undefined;
  const config = read ?? (await namedCloud(around, options));
  return options.explain === true ? config : withoutDetails(config);
}

/** Reads a cloud of clouds.yaml: the one named, else `OS_CLOUD`'s, else the only one. @throws ConfigError. */
export function loadCloud(options: LoadOptions = {}): Promise<CloudConfig> {
  return namedCloud(surroundings(options), options);
}

/** Whether `OS_CLOUD` or other `OS_*` variables name a cloud. */
export function describesCloud(env: Surroundings["env"] = process.env): boolean {
  return isDescribed(surroundings({ env }));
}

/** Reads the cloud that `OS_CLOUD` names or `OS_*` variables describe. @throws ConfigError. */
export function loadEnvironment(options: LoadOptions = {}): Promise<CloudConfig> {
  return environmentCloud(surroundings(options), options);
}

function surroundings(options: LoadOptions): Surroundings {
  const { env, files, published, cwd, home, platform } = options;
  const here = machine();
  return {
    ...here,
    ...(env && { env }),
    ...(cwd && { cwd }),
    ...(home && { home }),
    ...(platform && { platform }),
    ...(files && recorded.files(files)),
    ...(published && recorded.published(published)),
  };
}
