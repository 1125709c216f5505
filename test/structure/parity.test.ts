import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(join(root, "docs/parity.md"), "utf8");

interface Row {
  readonly item: string;
  readonly test: string;
  readonly file: string;
}

const rows: readonly Row[] = page.split("\n").flatMap((line) => {
  const [, item = "", test = "", file = ""] = /^\| (.*?) \|.*\| \[(.*)\]\((.*?)\) \|$/.exec(line) ?? [];
  return file === "" ? [] : [{ item, test: test.replaceAll("\\|", "|"), file }];
});

/** Everything a test file under `folder` says, by its path from the root. */
function sources(folder: string): readonly (readonly [string, string])[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  const tests = names.filter((name) => name.endsWith(".test.ts")).map((name) => join(folder, name));
  return tests.map((path) => [path, readFileSync(join(root, path), "utf8")] as const);
}

describe("docs/parity.md", () => {
  it("has a row for each line of its tables", () => {
    const lines = page.split("\n").filter((line) => line.startsWith("| ") && !/^\| (item|---)/.test(line));
    expect(rows.length).toBeGreaterThan(100);
    expect(rows).toHaveLength(lines.length);
  });

  it.each(rows.map((row) => [row.item, row] as const))("%s names a test there is", (_, { test, file }) => {
    const path = resolve(root, "docs", file);
    expect(existsSync(path)).toBe(true);
    expect(test).not.toBe("");
    const quoted = [test, test.replaceAll('"', '\\"')];
    expect(
      quoted.some((name) => readFileSync(path, "utf8").includes(name)),
      test,
    ).toBe(true);
  });

  it("leaves out no defect of the peers that a test is named after", () => {
    const named = sources("test").flatMap(([path, text]) =>
      [...text.matchAll(/"([^"\n]*protocol §(?:1|2|6|7)\.\d+ FIX: [^"\n]*)"/g)].map((match) => ({
        path,
        test: match[1] ?? "",
      })),
    );
    expect(named.length).toBeGreaterThan(40);
    const shown = ({ path, test }: (typeof named)[number]): boolean =>
      rows.some((row) => resolve(root, "docs", row.file) === resolve(root, path) && test.includes(row.test));
    const absent = named.filter((one) => !shown(one));
    expect(absent.map(({ path, test }) => `${path}: ${test}`)).toEqual([]);
  });
});
