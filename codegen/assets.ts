import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Copies what the generator reads as text to its compiled form, into a folder where no compiler looks for it. */
export function copyAssets(): void {
  for (const name of ["discovery.yaml", "helpers.ts", "served.ts", "openapi"]) {
    const from = fileURLToPath(new URL(name, import.meta.url));
    cpSync(from, fileURLToPath(new URL(`../dist/codegen/assets/${name}`, import.meta.url)), { recursive: true });
  }
}
