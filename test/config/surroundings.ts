import { recorded } from "../../src/config/machine.ts";
import type { Surroundings } from "../../src/config/surroundings.ts";

/** A machine with these environment variables and files; its home is /home/u, its working directory /here. */
export function machine(env: Record<string, string> = {}, files: Record<string, string> = {}): Surroundings {
  return {
    env,
    cwd: "/here",
    home: "/home/u",
    platform: "linux",
    ...recorded.files(files),
    ...recorded.published({}),
  };
}

/** The error a promise ends with. */
export async function errorOf(run: Promise<unknown>): Promise<unknown> {
  return run.then(
    () => {
      throw new Error("nothing was thrown");
    },
    (error: unknown) => error,
  );
}
