import { join } from "node:path";
import { ConfigError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { entryOf, merge } from "./merge.ts";
import { type Mapping, parseMapping } from "./parse.ts";
import { type Surroundings, variable } from "./surroundings.ts";

const SUFFIXES = [".yaml", ".yml", ".json"];

/** The configuration files, read and merged. */
export interface CloudFiles {
  /** The clouds of clouds.yaml with secure.yaml laid over them. */
  readonly clouds: Mapping;
  /** The profiles of clouds-public.yaml. */
  readonly profiles: Mapping;
  /** The clouds.yaml that was found. */
  readonly file: string | undefined;
  /** Where files are looked for, in order. */
  readonly searched: readonly string[];
}

/**
 * Reads clouds.yaml, secure.yaml and clouds-public.yaml, each from the first place that has it.
 *
 * @throws ConfigError (`INVALID_FILE`, `INVALID_VALUE`).
 */
export async function readCloudFiles(around: Surroundings): Promise<CloudFiles> {
  const places = directories(around);
  const read = (base: string, override?: string): Promise<Found | undefined> => {
    const chosen = override === undefined ? undefined : variable(around, override);
    return firstOf([...(chosen ? [chosen] : []), ...candidates(places, base)], around);
  };
  const clouds = await read("clouds", "OS_CLIENT_CONFIG_FILE");
  const secure = await read("secure", "OS_CLIENT_SECURE_FILE");
  const shared = await read("clouds-public");
  const chosen = variable(around, "OS_CLIENT_CONFIG_FILE");
  return {
    clouds: merge(section(clouds, "clouds"), section(secure, "clouds")),
    profiles: section(shared, "public-clouds"),
    file: clouds?.file ?? secure?.file,
    searched: [...(chosen ? [chosen] : []), ...places],
  };
}

interface Found {
  readonly file: string;
  readonly content: Mapping;
}

function directories(around: Surroundings): readonly string[] {
  const config = variable(around, "XDG_CONFIG_HOME");
  const user = [...(config === undefined ? [] : [config]), join(around.home, ".config")];
  return [...new Set([around.cwd, ...user.map((directory) => join(directory, "openstack")), "/etc/openstack"])];
}

function candidates(places: readonly string[], base: string): readonly string[] {
  return places.flatMap((place) => SUFFIXES.map((suffix) => join(place, base + suffix)));
}

async function firstOf(paths: readonly string[], around: Surroundings): Promise<Found | undefined> {
  for (const file of paths) {
    const text = await around.readFile(file);
    if (text !== undefined) return { file, content: parseMapping(text, file) ?? {} };
  }
  return undefined;
}

function section(found: Found | undefined, name: string): Mapping {
  const value = found && entryOf(found.content, name);
  if (value === undefined) return {};
  if (isRecord(value)) return value;
  const text = `${found?.file}: "${name}" must be a mapping from names to clouds.`;
  throw new ConfigError("INVALID_VALUE", text, { file: found?.file, key: name });
}
