import type { FaultGroup, FaultRow } from "./row.ts";

const BEGIN = "<!-- The tables are written by `npm run reliability -- --write`. -->";

/** What a row of the page says, without how long it took on some machine. */
export function cellsOf({ fault, sees, requests, took }: Omit<FaultRow, "play">): readonly string[] {
  return [fault, sees, String(requests), took].map((cell) => cell.replaceAll("|", "\\|"));
}

/** The matrix as tables; `msOf` tells how long a row took. */
export function tablesOf(matrix: readonly FaultGroup[], msOf: (row: FaultRow) => number): string {
  return matrix
    .map(({ title, rows }) => {
      const lines = rows.map((row) => `| ${[...cellsOf(row), String(msOf(row))].join(" | ")} |`);
      const head = "| fault | the caller sees | requests | took | ms here |\n| --- | --- | --- | --- | --- |";
      return `## ${title}\n\n${head}\n${lines.join("\n")}\n`;
    })
    .join("\n");
}

/** The page with new tables. */
export function withTables(page: string, tables: string): string {
  return `${page.slice(0, page.indexOf(BEGIN))}${BEGIN}\n\n${tables}`;
}

/** The groups of a page with the cells of their rows, without how long these took. */
export function tablesIn(page: string): Readonly<Record<string, readonly (readonly string[])[]>> {
  const sections = page.slice(page.indexOf(BEGIN)).split("\n## ").slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const [title = "", ...lines] = section.split("\n");
      const rows = lines.filter((line) => line.startsWith("| ")).slice(2);
      return [title, rows.map((row) => row.slice(2, -2).split(" | ").slice(0, -1))];
    }),
  );
}
