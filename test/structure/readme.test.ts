import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

it("the README links only to files that are published with it", () => {
  const { files }: { readonly files: readonly string[] } = JSON.parse(read("package.json"));
  // npm publishes these whatever `files` says.
  const published = [...files, "README.md", "LICENSE"];
  const links = Array.from(read("README.md").matchAll(/\]\((?!https?:)([^)#]+)/g), ([, link = ""]) => link);
  expect(links.length).toBeGreaterThan(2);
  expect(links.filter((link) => !published.includes(link))).toEqual([]);
  const root = fileURLToPath(new URL("../../", import.meta.url));
  expect(links.filter((link) => !existsSync(root + link))).toEqual([]);
});
