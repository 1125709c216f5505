import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { MATRIX } from "./matrix.ts";
import { cellsOf, tablesIn, tablesOf, withTables } from "./page.ts";

const page = readFileSync(new URL("../../docs/reliability.md", import.meta.url), "utf8");

it("docs/reliability.md says what the tests expect; write it anew with npm run reliability -- --write", () => {
  expect(tablesIn(page)).toEqual(Object.fromEntries(MATRIX.map(({ title, rows }) => [title, rows.map(cellsOf)])));
});

it("every fault has a name of its own", () => {
  const names = MATRIX.flatMap(({ title, rows }) => rows.map(({ fault }) => `${title}: ${fault}`));
  expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
});

it("an outcome that changes makes the page stale", () => {
  const changed = MATRIX.map((group, index) =>
    index > 0 ? group : { ...group, rows: group.rows.map((row) => ({ ...row, requests: row.requests + 1 })) },
  );
  const stale = withTables(
    page,
    tablesOf(changed, () => 0),
  );
  expect(tablesIn(stale)).not.toEqual(tablesIn(page));
  expect(
    tablesIn(
      withTables(
        page,
        tablesOf(MATRIX, () => 1),
      ),
    ),
  ).toEqual(tablesIn(page));
});
