import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findStale } from "./check.ts";
import { parseFacts } from "./facts.ts";
import { type Places, readSources, replaceFiles } from "./files.ts";
import { generate } from "./generate.ts";
import { GeneratorError } from "./problem.ts";
import { parseRegistry } from "./registry.ts";
import { compareRegistries, describeReport } from "./report.ts";

const TIMEOUT = 30_000;

/** Runs the generator's command line; gives the exit code. */
async function main(args: readonly string[], places: Places): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { check: { type: "boolean" }, registry: { type: "string" } },
  });
  if (values.check === true && values.registry !== undefined) {
    throw new Error("--check looks at what is there, --registry replaces it; give one of them");
  }
  if (values.check === true) return check(places);
  return values.registry === undefined ? write(places) : update(places, values.registry);
}

async function write(places: Places): Promise<number> {
  const files = await generate(await readSources(places));
  const stale = await findStale(join(places.project, "generated"), files);
  if (stale.length > 0) await replaceFiles(below(places, files));
  console.log(
    stale.length === 0 ? "generated/ is up to date" : `generated: ${stale.map(({ name }) => name).join(", ")}`,
  );
  return 0;
}

async function check(places: Places): Promise<number> {
  const stale = await findStale(join(places.project, "generated"), await generate(await readSources(places)));
  for (const { name, difference } of stale) console.error(`generated/${name}: ${difference}`);
  if (stale.length > 0) console.error("generated/ is stale; run: npm run generate");
  else console.log("generated/ is up to date");
  return stale.length === 0 ? 0 : 1;
}

/** Replaces registry and generated files together, or neither. */
async function update(places: Places, from: string): Promise<number> {
  const sources = await readSources(places);
  const registry = await fetchRegistry(from);
  const report = compareRegistries(parseRegistry(sources.registry), parseRegistry(registry), parseFacts(sources.facts));
  const files = below(places, await generate({ ...sources, registry }));
  await replaceFiles(new Map([...files, [join(places.project, "service-types.json"), registry]]));
  console.log(describeReport(report));
  return 0;
}

async function fetchRegistry(from: string): Promise<string> {
  if (!/^https?:\/\//i.test(from)) return readFile(from, "utf8");
  const { request } = await import("undici");
  const { statusCode, body } = await request(from, { signal: AbortSignal.timeout(TIMEOUT) });
  const text = await body.text();
  if (statusCode !== 200) throw new GeneratorError(from, `answered HTTP ${statusCode}`);
  return text;
}

function below(places: Places, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].map(([name, text]) => [join(places.project, "generated", name), text]));
}

main(process.argv.slice(2), { project: process.cwd() }).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
