import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs a compiled example as a process of its own, as a user would; gives what it printed. */
export async function runExample(
  name: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<string> {
  const file = fileURLToPath(new URL(`../../dist/test/examples/${name}.js`, import.meta.url));
  const { PATH = "" } = process.env;
  const { stdout } = await run(process.execPath, [file, ...args], { env: { PATH, ...env }, timeout: 60_000 });
  return stdout.trim();
}
