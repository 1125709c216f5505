/** How a table is fitted to where it is printed. */
export interface TableOptions {
  /** Columns of the terminal; undefined: nothing is shortened. */
  readonly width: number | undefined;
  /** Index of the column that gives way when the terminal is narrow. */
  readonly flexible: number;
}

const GAP = 2;
const SMALLEST = 12;

/** Aligns rows, the first of which are the titles; a narrow terminal shortens the flexible column and nothing else. */
export function renderTable(rows: readonly (readonly string[])[], options: TableOptions): readonly string[] {
  const widths = fitted(widthsOf(rows), options);
  return rows.map((row) =>
    row
      .map((cell, column) => shortened(cell, widths[column] ?? 0).padEnd((widths[column] ?? 0) + GAP))
      .join("")
      .trimEnd(),
  );
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_, column) => Math.max(0, ...rows.map((row) => (row[column] ?? "").length)));
}

function fitted(widths: readonly number[], { width, flexible }: TableOptions): readonly number[] {
  if (width === undefined) return widths;
  const total = widths.reduce((sum, one) => sum + one + GAP, -GAP);
  const excess = Math.max(0, total - width);
  return widths.map((one, column) => (column === flexible ? Math.max(Math.min(one, SMALLEST), one - excess) : one));
}

function shortened(cell: string, width: number): string {
  return cell.length <= width ? cell : `${cell.slice(0, Math.max(0, width - 1))}…`;
}
