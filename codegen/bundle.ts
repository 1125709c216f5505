import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * Joins the compiled files of each entry into a few: a program that imports more than a hundred of them spends most of its
 * start on finding them. What several entries have in common is a file of its own, so that there is one of each class.
 */
export async function bundle(): Promise<void> {
  rmSync(`${ROOT}dist/lib`, { recursive: true, force: true });
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["dist/src/index.js", "dist/src/service-types/index.js", "dist/src/testing/index.js"],
    outbase: "dist/src",
    outdir: "dist/lib",
    bundle: true,
    write: false,
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
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, withClassNames(text));
  }
}

/** `Session=class _Session` is what esbuild makes of a class that speaks of itself, and Node would print the second name. */
function withClassNames(text: string): string {
  const renamed = new Set(Array.from(text.matchAll(/\b([A-Z]\w*)=class _\1\b/g), ([, name]) => name));
  return text.replace(/\b_([A-Z]\w*)\b/g, (whole, name: string) => (renamed.has(name) ? name : whole));
}
