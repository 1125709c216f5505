import { ConfigError } from "../errors/errors.ts";
import { type CloudConfig, configOf } from "./cloud.ts";
import { describesEnvironment, environmentLayer, selectorLayer } from "./environment.ts";
import { type CloudFiles, cloudLayer, cloudNames, globalLayer, readCloudFiles } from "./files.ts";
import { type Layer, layerOf, stack } from "./layers.ts";
import { listing, nearest } from "./nearest.ts";
import { proxyLayer } from "./network.ts";
import { fileAt, type Origin } from "./origin.ts";
import { overridden } from "./overrides.ts";
import { profileOf } from "./profile.ts";
import { chooseRegion } from "./region.ts";
import { type Surroundings, variable } from "./surroundings.ts";

/** What the caller asks of the configuration. */
export interface Choice {
  /** A cloud of clouds.yaml. */
  readonly cloud?: string | undefined;
  readonly region?: string | undefined;
  /** true: every `OS_*` variable holds over the cloud's own settings, also those that say who logs in. */
  readonly envOverrides?: boolean | undefined;
}

/**
 * A cloud of clouds.yaml: the one named, else that of `OS_CLOUD`, else the only one there is.
 *
 * @throws ConfigError (`CLOUD_NOT_FOUND`, `NO_CLOUD_CHOSEN`, `INVALID_FILE`, `MISSING_VALUE`, `INVALID_VALUE`).
 */
export async function namedCloud(around: Surroundings, choice: Choice = {}): Promise<CloudConfig> {
  const files = await readCloudFiles(around);
  const chosen = choice.cloud ?? variable(around, "OS_CLOUD") ?? onlyCloud(files);
  if (chosen === environmentName(around) && describesEnvironment(around)) return ofEnvironment(files, around, choice);
  if (chosen !== undefined) return cloudOf(chosen, { files, around, choice });
  const file = files.clouds?.file;
  const way = file === undefined ? `a clouds.yaml in ${files.searched.join(", ")}` : `one under "clouds:" in ${file}`;
  const text = `No cloud is chosen: set OS_CLOUD, or OS_AUTH_URL with OS_USERNAME and so on, or write ${way}.`;
  throw new ConfigError("NO_CLOUD_CHOSEN", text, { file });
}

/**
 * The cloud of the environment: `OS_CLOUD` names one of clouds.yaml, else the other `OS_*` variables describe it.
 *
 * @throws ConfigError as {@link namedCloud}.
 */
export async function environmentCloud(around: Surroundings, choice: Choice = {}): Promise<CloudConfig> {
  const named = variable(around, "OS_CLOUD");
  if (named !== undefined && named !== environmentName(around)) return namedCloud(around, { ...choice, cloud: named });
  return ofEnvironment(await readCloudFiles(around), around, choice);
}

/** Whether the environment names a cloud. */
export function isDescribed(around: Surroundings): boolean {
  return variable(around, "OS_CLOUD") !== undefined || describesEnvironment(around);
}

/**
 * What applies when nothing is said: `OS_CLOUD`, else `OS_AUTH_URL` and its siblings, else the only cloud of
 * clouds.yaml, else undefined.
 *
 * @throws ConfigError as {@link namedCloud}.
 */
export async function defaultCloud(around: Surroundings, choice: Choice = {}): Promise<CloudConfig | undefined> {
  if (isDescribed(around)) return environmentCloud(around, choice);
  const files = await readCloudFiles(around);
  const only = onlyCloud(files);
  return only === undefined ? undefined : cloudOf(only, { files, around, choice });
}

interface Places {
  readonly files: CloudFiles;
  readonly around: Surroundings;
  readonly choice: Choice;
}

/** @throws ConfigError (`INVALID_VALUE`) when a cloud of clouds.yaml has the environment's name. */
function ofEnvironment(files: CloudFiles, around: Surroundings, choice: Choice): Promise<CloudConfig> {
  const name = environmentName(around);
  const taken = cloudLayer(files, name)?.sourceOf([]);
  if (taken?.kind !== "file") {
    return assembled(environmentLayer(around), { origin: "environment", files, around, choice });
  }
  const { file, line } = taken;
  const text = `${fileAt(file, line)} has a cloud "${name}", which is the name of the environment's; set OS_CLOUD_NAME to another.`;
  throw new ConfigError("INVALID_VALUE", text, { file, line, key: name });
}

async function cloudOf(name: string, places: Places): Promise<CloudConfig> {
  const cloud = cloudLayer(places.files, name);
  if (cloud === undefined) throw notFound(places.files, name);
  const source = cloud.sourceOf([]);
  const { file, line } = source.kind === "file" ? source : { file: undefined, line: undefined };
  return assembled(cloud, { ...places, origin: { cloud: name, file, line } });
}

async function assembled(cloud: Layer, places: Places & { readonly origin: Origin }): Promise<CloudConfig> {
  const { files, around, choice, origin } = places;
  const above = choice.envOverrides === true ? environmentLayer(around) : selectorLayer(around);
  const { layer: profile, notes } = await profileOf({ files, around, origin, cloud, above });
  const option = layerOf({ region_name: choice.region }, () => ({ kind: "option" }));
  const region = chooseRegion({ cloud, profile, origin, asked: choice.region === undefined ? above : option });
  const below = stack(proxyLayer(around), globalLayer(files, "client"), profile, cloud);
  if (region === undefined) return configOf(overridden(below, above), { origin, around, files, notes });
  const name = layerOf({ region_name: region.name }, () => region.source);
  const settings = stack(overridden(stack(below, region.layer), above), name);
  return configOf(settings, { origin, around, files, notes });
}

function environmentName(around: Surroundings): string {
  return variable(around, "OS_CLOUD_NAME") ?? "envvars";
}

function onlyCloud(files: CloudFiles): string | undefined {
  const names = cloudNames(files);
  if (names.length < 2) return names[0];
  const file = files.clouds?.file ?? files.secure?.file;
  const text = `${file} has several clouds: set OS_CLOUD, or name one of ${listing(names)}.`;
  throw new ConfigError("NO_CLOUD_CHOSEN", text, { file });
}

function notFound(files: CloudFiles, name: string): ConfigError {
  const names = cloudNames(files);
  const like = nearest(name, names);
  const file = files.clouds?.file ?? files.secure?.file;
  const found =
    file === undefined
      ? `no clouds.yaml was found in ${files.searched.join(", ")}`
      : `${file} has ${listing(names) || noClouds(files)}${like === undefined ? "" : `; did you mean "${like}"`}`;
  return new ConfigError("CLOUD_NOT_FOUND", `There is no cloud "${name}": ${found}.`, { file, key: name });
}

function noClouds({ clouds }: CloudFiles): string {
  const sections = Object.keys(clouds?.content ?? {});
  if (clouds === undefined || sections.includes("clouds")) return "no clouds";
  const like = nearest("clouds", sections);
  const hint = like === undefined ? "" : `; did you mean it by "${like}:" in line ${clouds.lineOf([like])}`;
  return `no "clouds:"${hint}`;
}
