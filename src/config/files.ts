import { ConfigError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { type ConfigSource, entryOf, has, type Layer, layerOf, merge } from "./layers.ts";
import { fileAt } from "./origin.ts";
import { type Mapping, type ParsedFile, parseFile } from "./parse.ts";
import { candidatesFor, directoriesOf, pathsOf } from "./places.ts";
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
 * Reads clouds.yaml, secure.yaml and clouds-public.yaml. A secure.yaml beside the file of `OS_CLIENT_CONFIG_FILE`, where
 * Gophercloud has it, is taken when no other place has one.
 *
 * @throws ConfigError (`INVALID_FILE`).
 */
export async function readCloudFiles(around: Surroundings): Promise<CloudFiles> {
  const path = pathsOf(around);
  const directories = directoriesOf(around);
  const named = (name: string): readonly string[] => {
    const file = variable(around, name);
    return file === undefined ? [] : [path.resolve(around.cwd, file)];
  };
  const chosen = named("OS_CLIENT_CONFIG_FILE");
  const beside = candidatesFor(chosen.map(path.dirname), "secure");
  const secure = [...named("OS_CLIENT_SECURE_FILE"), ...candidatesFor(directories, "secure"), ...beside];
  return {
    clouds: await firstOf([...chosen, ...candidatesFor(directories, "clouds")], around),
    secure: await firstOf(secure, around),
    shared: await firstOf(candidatesFor(directories, "clouds-public"), around),
    searched: [...chosen, ...directories],
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
  return layerOf(values, (path) => sourceAmong(files, ["clouds", name, ...path]));
}

/**
 * A profile of clouds-public.yaml; undefined when it has none.
 *
 * @throws ConfigError (`INVALID_VALUE`) when it is no mapping.
 */
export function sharedProfile(files: CloudFiles, name: string): Layer | undefined {
  const profiles = section(files.shared, "public-clouds");
  if (!Object.hasOwn(profiles, name)) return undefined;
  const profile = entryOf(profiles, name) ?? {};
  if (!isRecord(profile)) throw notMapping("profile", files.shared, ["public-clouds", name]);
  return layerOf(profile, (path) => sourceIn(files.shared, ["public-clouds", name, ...path]));
}

/** A section that holds for every cloud, of clouds.yaml with secure.yaml laid over it. */
export function globalLayer(files: CloudFiles, name: string): Layer {
  const values = merge(section(files.clouds, name), section(files.secure, name));
  return layerOf(values, (path) => sourceAmong(files, [name, ...path]));
}

function cloudIn(clouds: Mapping, name: string, from: ParsedFile | undefined): Mapping {
  const cloud = entryOf(clouds, name) ?? {};
  if (isRecord(cloud)) return cloud;
  throw notMapping("cloud", from, ["clouds", name]);
}

function notMapping(what: string, from: ParsedFile | undefined, path: readonly [string, string]): ConfigError {
  const [, key] = path;
  const line = from?.lineOf(path);
  const text = `${fileAt(from?.file ?? "", line)}: ${what} "${key}" must be a mapping.`;
  return new ConfigError("INVALID_VALUE", text, { file: from?.file, line, key });
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
  const text = `${fileAt(found?.file ?? "", line)}: "${name}" must be a mapping from names to settings.`;
  throw new ConfigError("INVALID_VALUE", text, { file: found?.file, line, key: name });
}

function sourceAmong({ clouds, secure }: CloudFiles, path: readonly string[]): ConfigSource {
  const having = (one: ReadFile | undefined, wanted: readonly string[]): ReadFile | undefined =>
    one !== undefined && has(one.content, wanted) ? one : undefined;
  // What neither has would have to stand where the mapping around it is.
  const around = path.slice(0, -1);
  return sourceIn(having(secure, path) ?? having(clouds, around) ?? having(secure, around) ?? clouds, path);
}

function sourceIn(found: ParsedFile | undefined, path: readonly string[]): ConfigSource {
  return { kind: "file", file: found?.file ?? "", line: found?.lineOf(path) };
}

/** The names of the profiles of clouds-public.yaml. */
export function profileNames(files: CloudFiles): readonly string[] {
  return Object.keys(section(files.shared, "public-clouds"));
}
