import type { Row } from "./row.ts";

const WIDTH = 900;
const LEFT = 470;
const HEIGHT = 30;
const FULL = 2;

/** A bar for each ratio, with its quartiles and the budget as a line. */
export function picture(rows: readonly Row[]): string {
  const ratios = rows.filter(({ unit, value }) => unit === "×" && value <= FULL * 4);
  const height = ratios.length * HEIGHT + 50;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">
<title>Ratios to the other side, with quartiles and budgets</title>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
<text x="10" y="20" fill="#333">ratios to the other side; the mark is the budget, the thin line the quartiles</text>
${ratios.map((row, index) => bar(row, 40 + index * HEIGHT)).join("\n")}
</svg>
`;
}

function bar({ name, value, spread = [value, value], atLeast, atMost }: Row, y: number): string {
  const budget = atLeast ?? atMost;
  const middle = y + 9;
  const mark =
    budget === undefined
      ? ""
      : `<line x1="${at(budget)}" x2="${at(budget)}" y1="${y - 3}" y2="${y + 21}" stroke="#c33" stroke-width="2"/>`;
  return `<text x="10" y="${y + 14}" fill="#333">${name.replaceAll("&", "&amp;")}</text>
<rect x="${LEFT}" y="${y}" width="${at(value) - LEFT}" height="18" fill="#4a7fb5"/>
<line x1="${at(spread[0])}" x2="${at(spread[1])}" y1="${middle}" y2="${middle}" stroke="#123" stroke-width="2"/>${mark}
<text x="${at(value) + 8}" y="${y + 14}" fill="#333">${value.toFixed(2)} ×</text>`;
}

function at(value: number): number {
  return Math.round(LEFT + (Math.min(value, FULL) / FULL) * (WIDTH - LEFT - 70));
}
