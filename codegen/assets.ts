import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.ts";

// The generator reads these as text, so they travel with its compiled form, in a folder where no compiler looks for them.
for (const name of ["discovery.yaml", "helpers.ts", "served.ts", "openapi"]) {
  const from = fileURLToPath(new URL(name, import.meta.url));
  cpSync(from, fileURLToPath(new URL(`../dist/codegen/assets/${name}`, import.meta.url)), { recursive: true });
}

await bundle();
