// Reads the tarball's file list from standard input: nothing may be in it that users do not need.
import { readFileSync } from "node:fs";

const ALLOWED = [
  /^package\/(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^package\/docs\/\w+\.md$/,
  /^package\/dist\/(src|generated)\/[\w./-]+\.d\.ts$/,
  /^package\/dist\/codegen\/[\w./-]+\.(js|d\.ts)$/,
  /^package\/dist\/lib\/[\w./-]+\.js$/,
  /^package\/dist\/codegen\/assets\/(openapi\/)?[\w-]+\.(yaml|ts)$/,
];
const NEEDED = [
  "package.json",
  "README.md",
  "LICENSE",
  "CHANGELOG.md",
  // README links to them.
  "docs/diagnostics.md",
  "docs/parity.md",
  "docs/reliability.md",
  "dist/lib/index.js",
  "dist/src/index.d.ts",
  "dist/codegen/assets/discovery.yaml",
];

const files = readFileSync(0, "utf8").trim().split("\n");
const surplus = files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file)));
const missing = NEEDED.filter((file) => !files.includes(`package/${file}`));
if (surplus.length > 0 || missing.length > 0) {
  console.error(`too much: ${surplus.join(", ") || "nothing"}; missing: ${missing.join(", ") || "nothing"}`);
  process.exit(1);
}
