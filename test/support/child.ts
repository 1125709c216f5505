import { type ChildProcess, execFile, spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs a compiled file of this folder as a process of its own; gives what it printed. */
export async function runChild(name: string, env: Readonly<Record<string, string>>): Promise<string> {
  const running = run(process.execPath, [pathOf(name)], { env: { PATH: "", ...env }, timeout: 120_000 });
  // Fifty at once would keep the processor from other files' tests, some of which watch the clock.
  if (running.child.pid !== undefined) setPriority(running.child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  return (await running).stdout.trim();
}

/** Starts one and waits for its first line. */
export async function startChild(name: string, env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [pathOf(name)], {
    env: { PATH: "", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code}`)));
    child.stdout.once("data", () => resolve());
  });
  return child;
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../../dist/test/support/${name}.js`, import.meta.url));
}
