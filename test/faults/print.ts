// npm run reliability: plays every fault and prints what came of it; with --write into docs/reliability.md.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { MATRIX } from "./matrix.ts";
import { tablesOf, withTables } from "./page.ts";
import type { FaultRow } from "./row.ts";
import { type Outcome, observe } from "./stage.ts";

const { write } = parseArgs({ options: { write: { type: "boolean" } } }).values;
const AT_ONCE = 4;
const PAGE = new URL("../../docs/reliability.md", import.meta.url);

async function play(rows: readonly FaultRow[]): Promise<Map<FaultRow, Outcome>> {
  const outcomes = new Map<FaultRow, Outcome>();
  const waiting = [...rows];
  const player = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      outcomes.set(row, await observe(row.play));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, player));
  return outcomes;
}

// Waits are drawn by lot: here they are as long as they can be, so that they are told from none.
Math.random = () => 0.999;
const outcomes = await play(MATRIX.flatMap(({ rows }) => rows));
const seen = MATRIX.map(({ title, rows }) => ({
  title,
  rows: rows.map((row) => ({ ...row, ...outcomes.get(row) })),
}));
const ms = new Map(seen.flatMap(({ rows }) => rows.map((row) => [row as FaultRow, row.ms ?? 0])));
const tables = tablesOf(seen, (row) => ms.get(row) ?? 0);
if (write === true) writeFileSync(PAGE, withTables(readFileSync(PAGE, "utf8"), tables));
else console.log(tables);
