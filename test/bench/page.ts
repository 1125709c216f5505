import { availableParallelism, cpus, totalmem } from "node:os";
import { keeps, type Row } from "./row.ts";

/** docs/performance.md. */
export function page(rows: readonly Row[], target: string): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const machine = `${availableParallelism()} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`;
  return `# Performance

Made by \`npm run bench -- --write\` on ${new Date().toISOString().slice(0, 10)}: ${machine}, Node ${process.version.slice(1)}, answers from ${target}
on the same machine. Ratios are medians of interleaved pairs in one run, with their quartiles; the other side gets the same
connection pool, headers and target. Milliseconds and rates say something about this machine only. \`npm run bench\` measures
again; with \`--short\` it takes less than two minutes and fails when something is far off, with \`--json\` it prints numbers for
machines.

![Ratios to the budgets](performance.svg)

| what | measured | budget | |
| --- | --- | --- | --- |
${rows.map(cells).join("\n")}

"GET and JSON" is \`adapter.get(path).json()\` with a token and a microversion, through everything a session does for a request.
`;
}

function cells(row: Row): string {
  const { name, value, unit, spread, atLeast, atMost, notes = "" } = row;
  const between = spread === undefined ? "" : ` (${spread.map((end) => shown(end, unit)).join("–")})`;
  const budget =
    atLeast === undefined ? (atMost === undefined ? "" : `≤ ${shown(atMost, unit)}`) : `≥ ${shown(atLeast, unit)}`;
  const missed = budget === "" || keeps(row) ? "" : "missed; ";
  return `| ${name} | ${shown(value, unit)}${between} | ${budget} | ${missed}${notes} |`;
}

function shown(value: number, unit: string): string {
  if (unit === "") return String(value);
  return `${value.toFixed(unit === "MiB" || unit === "ms" ? 1 : 2)}${unit === "×" ? " ×" : ` ${unit}`}`;
}
