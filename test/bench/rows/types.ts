import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Plan, Row } from "../row.ts";
import { summary } from "../statistics.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

interface Cost {
  readonly instantiations: number;
  readonly seconds: number;
}

const CALL = 'await session.adapter("compute").get("/servers/{id}", { path: { id: "1" } }).json();\n';
const EMPTY = 'import { Agent } from "undici";\nexport const agent: Agent = new Agent();\n';
const CONSUMER = `import { Agent } from "undici";
import { Session } from "osauth";
export const agent: Agent = new Agent();
const session: Session = await Session.connect();
${CALL}`;
const MORE = `${CONSUMER}await session.adapter("image").get("/images/{id}", { path: { id: "1" } }).json();\n`;

/** What type-checking a program costs that uses the package. */
export async function typeChecking({ short }: Plan): Promise<Row[]> {
  const seconds: number[] = [];
  let call = 0;
  for (let i = 0; i < (short ? 3 : 9); i++) {
    const empty = await checked(EMPTY);
    const consumer = await checked(CONSUMER);
    seconds.push(consumer.seconds - empty.seconds);
    call = (await checked(MORE)).instantiations - consumer.instantiations;
  }
  return [
    { name: "type instantiations of one more call", value: call, unit: "", atMost: 500 },
    { name: "type-checking over a file that imports undici", ...summary(seconds), unit: "s", atMost: 0.3 },
  ];
}

async function checked(source: string): Promise<Cost> {
  const folder = await mkdtemp(join(tmpdir(), "osauth-types-"));
  try {
    const compilerOptions = {
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      target: "ES2022",
      module: "NodeNext",
      types: ["node"],
      typeRoots: [join(ROOT, "node_modules/@types")],
      paths: { osauth: [join(ROOT, "dist/src/index.d.ts")], undici: [join(ROOT, "node_modules/undici/index.d.ts")] },
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.mts"] }));
    await writeFile(join(folder, "program.mts"), source);
    const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [compiler, "-p", folder, "--extendedDiagnostics"]);
    const told = (name: string): number => Number(new RegExp(`^${name}:\\s*([\\d.]+)`, "m").exec(stdout)?.[1]);
    return { instantiations: told("Instantiations"), seconds: told("Total time") };
  } finally {
    await rm(folder, { recursive: true });
  }
}
