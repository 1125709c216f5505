// Measures every row of the budgets: npm run bench -- [--short] [--json] [--write]
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { page } from "./page.ts";
import { picture } from "./picture.ts";
import { isFarOff, type Plan, type Row } from "./row.ts";
import { coldStart } from "./rows/cold-start.ts";
import { hot } from "./rows/hot.ts";
import { keystoneauth } from "./rows/keystoneauth.ts";
import { paging } from "./rows/paging.ts";
import { roundTrips, storms } from "./rows/round-trips.ts";
import { startUp } from "./rows/start-up.ts";
import { transfer } from "./rows/transfer.ts";
import { typeChecking } from "./rows/types.ts";
import { startTarget } from "./target.ts";

const PARTS: readonly ((plan: Plan) => Promise<Row[]>)[] = [
  hot,
  keystoneauth,
  roundTrips,
  storms,
  paging,
  transfer,
  startUp,
  coldStart,
  typeChecking,
];

const flag = { type: "boolean", default: false } as const;
const { short, json, write } = parseArgs({ options: { short: flag, json: flag, write: flag } }).values;
const target = await startTarget();
const rows: Row[] = [];
try {
  for (const part of PARTS) {
    for (const row of await part({ short, target: target.url })) {
      rows.push(row);
      if (!json) console.log(line(row));
    }
  }
} finally {
  await target[Symbol.asyncDispose]();
}
if (json) console.log(JSON.stringify(rows, undefined, 2));
if (write) {
  await writeFile("docs/performance.svg", picture(rows));
  await writeFile("docs/performance.md", page(rows, target.kind));
}
const missed = rows.filter(isFarOff);
for (const row of missed) console.error(`far off its budget: ${line(row)}`);
process.exitCode = missed.length === 0 ? 0 : 1;

function line({ name, value, unit, spread, atLeast, atMost, notes }: Row): string {
  const budget = atLeast === undefined ? (atMost === undefined ? "" : ` (≤ ${atMost})`) : ` (≥ ${atLeast})`;
  const between = spread === undefined ? "" : ` [${spread.map((end) => end.toFixed(2)).join("–")}]`;
  return `${name}: ${unit === "" ? value : value.toFixed(2)}${unit}${between}${budget}${notes === undefined ? "" : ` · ${notes}`}`;
}
