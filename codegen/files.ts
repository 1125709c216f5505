import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Sources } from "./generate.ts";
import { GeneratorError } from "./problem.ts";

/** Where a generation reads and writes. */
export interface Places {
  /** The folder with discovery.yaml, helpers.ts, served.ts and openapi/. @default the generator's own */
  readonly codegen?: string;
  /** The folder with service-types.json and generated/. */
  readonly project: string;
}

/** Compiled, the generator has its texts in a folder of their own. */
const OWN = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "." : "./assets/", import.meta.url));

/**
 * Reads everything a generation needs.
 *
 * @throws GeneratorError when the project's folder has no service-types.json; the file system's other errors.
 */
export async function readSources(places: Places): Promise<Sources> {
  const folder = places.codegen ?? OWN;
  const own = (name: string): Promise<string> => readFile(join(folder, name), "utf8");
  const names = (await readdir(join(folder, "openapi"))).filter((name) => name.endsWith(".yaml")).sort();
  const openapi = await Promise.all(names.map(async (name) => [name, await own(join("openapi", name))] as const));
  const registry = await readIfThere(join(places.project, "service-types.json"));
  if (registry === undefined) {
    const problem = `is not in ${places.project}; the service-types authority publishes it, https://service-types.openstack.org/`;
    throw new GeneratorError("service-types.json", problem);
  }
  return {
    registry,
    facts: await own("discovery.yaml"),
    helpers: await own("helpers.ts"),
    served: await own("served.ts"),
    openapi: Object.fromEntries(openapi),
  };
}

/** The text of a file; undefined when there is none. */
export function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(unlessAbsent);
}

/** Names of the files in a folder that may not be there. */
export async function listIfThere(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(unlessAbsent);
  return names?.sort() ?? [];
}

function unlessAbsent(error: unknown): undefined {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}

/**
 * Replaces files together, in folders that are made when they are not there: all are written beside their places first,
 * and if that fails no file has changed. Should a replacement itself fail, what was replaced before it gets its old text
 * back.
 */
export async function replaceFiles(files: ReadonlyMap<string, string>): Promise<void> {
  const staged = [...files].map(([path, text]) => ({ path, text, beside: `${path}.new` }));
  const before = new Map<string, string | undefined>();
  try {
    for (const { path, text, beside } of staged) {
      before.set(path, await readIfThere(path));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(beside, text);
    }
  } catch (error) {
    await Promise.all(staged.map(({ beside }) => rm(beside, { force: true })));
    throw error;
  }
  const done: string[] = [];
  try {
    for (const { path, beside } of staged) {
      await rename(beside, path);
      done.push(path);
    }
  } catch (error) {
    for (const path of done) await restore(path, before.get(path));
    await Promise.all(staged.map(({ beside }) => rm(beside, { force: true })));
    throw error;
  }
}

async function restore(path: string, text: string | undefined): Promise<void> {
  if (text === undefined) await rm(path, { force: true });
  else await writeFile(path, text);
}
