import { ConfigError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { type CloudConfig, configOf } from "./cloud.ts";
import { type CloudFiles, readCloudFiles } from "./files.ts";
import { entryOf, merge } from "./merge.ts";
import type { Mapping } from "./parse.ts";
import { type Origin, Settings } from "./settings.ts";
import { type Surroundings, variable } from "./surroundings.ts";

const SELECTORS = new Set([
  "OS_CLOUD",
  "OS_CLOUD_NAME",
  "OS_REGION_NAME",
  "OS_CLIENT_CONFIG_FILE",
  "OS_CLIENT_SECURE_FILE",
]);

/**
 * A cloud of clouds.yaml: the one named, else that of `OS_CLOUD`, else the only one there is.
 *
 * @throws ConfigError (`CLOUD_NOT_FOUND`, `NO_CLOUD_CHOSEN`, `INVALID_FILE`, `MISSING_VALUE`, `INVALID_VALUE`).
 */
export async function namedCloud(around: Surroundings, name?: string): Promise<CloudConfig> {
  const files = await readCloudFiles(around);
  const chosen = name ?? variable(around, "OS_CLOUD") ?? onlyCloud(files);
  if (chosen !== undefined) return cloudOf(files, chosen, around);
  const text =
    "No cloud is chosen: set OS_CLOUD, or OS_AUTH_URL with OS_USERNAME and so on, or write a clouds.yaml in " +
    `${files.searched.join(", ")}.`;
  throw new ConfigError("NO_CLOUD_CHOSEN", text);
}

/**
 * The cloud of the environment: `OS_CLOUD` names one of clouds.yaml, else the other `OS_*` variables describe it.
 *
 * @throws ConfigError as {@link namedCloud}.
 */
export async function environmentCloud(around: Surroundings): Promise<CloudConfig> {
  if (variable(around, "OS_CLOUD") !== undefined) return namedCloud(around);
  return configOf(environmentValues(around), "environment", around);
}

/** Whether the environment names a cloud. */
export function isDescribed(around: Surroundings): boolean {
  return ["OS_CLOUD", "OS_AUTH_URL", "OS_AUTH_TYPE", "OS_ENDPOINT"].some((key) => variable(around, key) !== undefined);
}

/**
 * What applies when nothing is said: `OS_CLOUD`, else `OS_AUTH_URL` and its siblings, else the only cloud of
 * clouds.yaml, else undefined.
 *
 * @throws ConfigError as {@link namedCloud}.
 */
export async function defaultCloud(around: Surroundings): Promise<CloudConfig | undefined> {
  if (isDescribed(around)) return environmentCloud(around);
  const files = await readCloudFiles(around);
  const only = onlyCloud(files);
  return only === undefined ? undefined : cloudOf(files, only, around);
}

function environmentValues(around: Surroundings): Mapping {
  const relevant = Object.entries(around.env).filter(
    ([key, value]) => key.startsWith("OS_") && !SELECTORS.has(key) && !/^OS_(TEST|STD|LOG)/.test(key) && value !== "",
  );
  return Object.fromEntries(relevant.map(([key, value]) => [key.slice(3).toLowerCase(), value]));
}

function onlyCloud(files: CloudFiles): string | undefined {
  const names = Object.keys(files.clouds);
  if (names.length < 2) return names[0];
  const text = `${files.file} has several clouds: set OS_CLOUD, or name one of ${names.join(", ")}.`;
  throw new ConfigError("NO_CLOUD_CHOSEN", text, { file: files.file });
}

function cloudOf(files: CloudFiles, name: string, around: Surroundings): Promise<CloudConfig> {
  const origin: Origin = { cloud: name, file: files.file };
  if (!Object.hasOwn(files.clouds, name)) throw notFound(files, name);
  const cloud = entryOf(files.clouds, name) ?? {};
  if (!isRecord(cloud)) throw new Settings({}, origin).invalid("its value", "it must be a mapping");
  return configOf(withProfile(cloud, origin, files), origin, around);
}

function withProfile(cloud: Mapping, origin: Origin, files: CloudFiles): Mapping {
  const name = new Settings(cloud, origin).text("profile") ?? new Settings(cloud, origin).text("cloud");
  if (name === undefined) return cloud;
  const profile = entryOf(files.profiles, name);
  if (isRecord(profile)) return merge(profile, cloud);
  const known = Object.keys(files.profiles).join(", ");
  const problem = `clouds-public.yaml has no profile "${name}"${known && `; it has ${known}`}`;
  throw new Settings(cloud, origin).invalid("profile", problem);
}

function notFound(files: CloudFiles, name: string): ConfigError {
  const names = Object.keys(files.clouds).join(", ");
  const found =
    files.file === undefined
      ? `no clouds.yaml was found in ${files.searched.join(", ")}`
      : `${files.file} has ${names || "no clouds"}`;
  return new ConfigError("CLOUD_NOT_FOUND", `There is no cloud "${name}": ${found}.`, { file: files.file, key: name });
}
