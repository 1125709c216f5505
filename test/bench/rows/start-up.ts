import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Plan, Row } from "../row.ts";
import { interleaved, summary } from "../statistics.ts";

const run = promisify(execFile);
const HEAVY = /node_modules\/(yaml|commander|ts-morph|openapi-typescript)\/|dist\/(codegen|src\/cli)\/|\/lib\/config-/;
const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** What importing the package costs over importing undici, and what it brings along. */
export async function startUp({ short }: Plan): Promise<Row[]> {
  const imported = async (name: string): Promise<number> => {
    const program = `const t = performance.now(); await import(${JSON.stringify(name)}); console.log(performance.now() - t);`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", program], { cwd: ROOT });
    return Number(stdout);
  };
  const pairs = await interleaved(short ? 9 : 21, { ours: () => imported("osauth"), theirs: () => imported("undici") });
  const { dependencies } = JSON.parse(await readFile(new URL("package.json", `file://${ROOT}`), "utf8"));
  return [
    {
      name: "import over importing undici",
      ...summary(pairs.map(({ ours, theirs }) => ours - theirs)),
      unit: "ms",
      atMost: 15,
      notes: `undici ${summary(pairs.map(({ theirs }) => theirs)).value.toFixed(0)} ms, which are spent when there is a session`,
    },
    {
      name: "files of yaml, the command line and the generator that are loaded by it",
      value: await heavy(),
      unit: "",
      atMost: 0,
    },
    { name: "runtime dependencies", value: Object.keys(dependencies).length, unit: "", atMost: 3 },
  ];
}

/** Tells of every module that is loaded, on any Node, by hooks in a thread of their own. */
async function heavy(): Promise<number> {
  const hooks = `export async function load(url, context, next) { console.error("loaded " + url); return next(url, context); }`;
  const program = `import { register } from "node:module";
register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hooks)}));
await import("osauth");`;
  const { stderr } = await run(process.execPath, ["--input-type=module", "-e", program], { cwd: ROOT });
  const loaded = stderr.split("\n").filter((line) => line.startsWith("loaded "));
  if (!loaded.some((line) => line.endsWith("/dist/lib/index.js"))) throw new Error("the loaded modules are not told");
  return loaded.filter((line) => HEAVY.test(line)).length;
}
