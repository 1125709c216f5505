import { fileURLToPath } from "node:url";
import { copyAssets } from "./assets.ts";
import { bundle } from "./bundle.ts";

/** What a build does after the compiler; vitest calls it once, before any test. */
export async function setup(): Promise<void> {
  copyAssets();
  await bundle();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup();
