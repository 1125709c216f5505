import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const lib = fileURLToPath(new URL("../../dist/lib/", import.meta.url));

it("the joined files have lines short enough for Node to print when an error is not caught", () => {
  const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
  expect(files.length).toBeGreaterThan(2);
  for (const name of files) {
    const longest = Math.max(
      ...readFileSync(lib + name, "utf8")
        .split("\n")
        .map(({ length }) => length),
    );
    expect(longest, name).toBeLessThan(1_000);
  }
});
