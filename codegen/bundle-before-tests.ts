import { bundle } from "./bundle.ts";

/** Called by vitest once, before any test. */
export async function setup(): Promise<void> {
  await bundle();
}
