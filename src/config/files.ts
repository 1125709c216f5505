import { ConfigError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { type ConfigSource, entryOf, has, type Layer, layerOf, merge } from "./layers.ts";
import { type Mapping, type ParsedFile, parseFile } from "./parse.ts";
import { candidatesFor, directoriesOf } from "./places.ts";
import { type Surroundings, variable } from "./surroundings.ts";

/** A configuration file with its permission bits. */
export interface ReadFile extends ParsedFile {
  readonly mode: number | undefined;
}

/** The configuration files, each from the first place that has it. */
export interface CloudFiles {
  readonly clouds: ReadFile | undefined;
  /** secure.yaml, which is laid over clouds.yaml. */
  readonly secure: ReadFile | undefined;
  /** clouds-public.yaml with profiles. */
  readonly shared: ReadFile | undefined;
  /** Where files are looked for, in order. */
  readonly searched: readonly string[];
}

/**
 * Reads clouds.yaml, secure.yaml and clouds-public.yaml.
 *
 * @throws ConfigError (`INVALID_FILE`).
 */
export async function readCloudFiles(around: Surroundings): Promise<CloudFiles> {
  const directories = directoriesOf(around);
  const read = (base: string, override?: string): Promise<ReadFile | undefined> => {
    const chosen = override === undefined ? undefined : variable(around, override);
    return firstOf([...(chosen ? [chosen] : []), ...candidatesFor(directories, base)], around);
  };
  const chosen = variable(around, "OS_CLIENT_CONFIG_FILE");
  return {
    clouds: await read("clouds", "OS_CLIENT_CONFIG_FILE"),
    secure: await read("secure", "OS_CLIENT_SECURE_FILE"),
    shared: await read("clouds-public"),
    searched: [...(chosen ? [chosen] : []), ...directories],
  };
}

/** The names of the clouds. @throws ConfigError (`INVALID_VALUE`) when "clouds" is no mapping. */
export function cloudNames(files: CloudFiles): readonly string[] {
  return Object.keys(merge(section(files.clouds, "clouds"), section(files.secure, "clouds")));
}

/**
 * One cloud's settings, those of secure.yaml laid over those of clouds.yaml; undefined when neither has it.
 *
 * @throws ConfigError (`INVALID_VALUE`) when it is no mapping.
 */
export function cloudLayer(files: CloudFiles, name: string): Layer | undefined {
  const open = section(files.clouds, "clouds");
  const secure = section(files.secure, "clouds");
  if (!Object.hasOwn(open, name) && !Object.hasOwn(secure, name)) return undefined;
  const values = merge(cloudIn(open, name, files.clouds), cloudIn(secure, name, files.secure));
  return layerOf(values, (path) => {
    const from = has(secure, [name, ...path]) ? files.secure : files.clouds;
    return sourceIn(from ?? files.secure, ["clouds", name, ...path]);
  });
}

/** A profile of clouds-public.yaml; undefined when it has none of that name. */
export function sharedProfile(files: CloudFiles, name: string): Layer | undefined {
  const profile = entryOf(section(files.shared, "public-clouds"), name);
  if (!isRecord(profile)) return undefined;
  return layerOf(profile, (path) => sourceIn(files.shared, ["public-clouds", name, ...path]));
}

/** A section of clouds.yaml that holds for every cloud. */
export function globalLayer(files: CloudFiles, name: string): Layer {
  return layerOf(section(files.clouds, name), (path) => sourceIn(files.clouds, [name, ...path]));
}

function cloudIn(clouds: Mapping, name: string, from: ParsedFile | undefined): Mapping {
  const cloud = entryOf(clouds, name) ?? {};
  if (isRecord(cloud)) return cloud;
  const line = from?.lineOf(["clouds", name]);
  throw new ConfigError("INVALID_VALUE", `${from?.file}:${line}: cloud "${name}" must be a mapping.`, {
    file: from?.file,
    line,
    key: name,
  });
}

async function firstOf(paths: readonly string[], around: Surroundings): Promise<ReadFile | undefined> {
  for (const file of paths) {
    const found = await around.readFile(file);
    if (found === undefined) continue;
    const parsed = parseFile(found.text, file);
    if (parsed !== undefined) return { ...parsed, mode: found.mode };
  }
  return undefined;
}

function section(found: ParsedFile | undefined, name: string): Mapping {
  const value = found && entryOf(found.content, name);
  if (value === undefined) return {};
  if (isRecord(value)) return value;
  const line = found?.lineOf([name]);
  const text = `${found?.file}:${line}: "${name}" must be a mapping from names to settings.`;
  throw new ConfigError("INVALID_VALUE", text, { file: found?.file, line, key: name });
}

function sourceIn(found: ParsedFile | undefined, path: readonly string[]): ConfigSource {
  return { kind: "file", file: found?.file ?? "", line: found?.lineOf(path) };
}

/** The names of the profiles of clouds-public.yaml. */
export function profileNames(files: CloudFiles): readonly string[] {
  return Object.keys(section(files.shared, "public-clouds"));
}
