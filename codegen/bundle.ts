import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * Joins the compiled files of each entry into a few: a program that imports more than a hundred of them spends most of its
 * start on finding them. What several entries have in common is a file of its own, so that there is one of each class.
 */
export async function bundle(): Promise<void> {
  rmSync(`${ROOT}dist/lib`, { recursive: true, force: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["dist/src/index.js", "dist/src/service-types/index.js", "dist/src/testing/index.js"],
    outbase: "dist/src",
    outdir: "dist/lib",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    // Names stay as they are, for those who read stack traces.
    minifyWhitespace: true,
    // Node prints the line that threw an error nobody caught.
    lineLimit: 120,
    minifySyntax: true,
    logLevel: "warning",
  });
}
