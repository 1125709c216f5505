import { recorded } from "../../src/config/machine.ts";
import type { Surroundings } from "../../src/config/surroundings.ts";

/** A place for loadConfig, without variables and published profiles; only the files given with it are there. */
export const HERE = { env: {}, published: {}, cwd: "/here", home: "/home/u", platform: "linux" } as const;

/** A machine with these environment variables and files, at the same place. */
export function machine(env: Record<string, string> = {}, files: Record<string, string> = {}): Surroundings {
  const { cwd, home, platform } = HERE;
  return {
    env,
    cwd,
    home,
    platform,
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
