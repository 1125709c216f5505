/** How a table is fitted to where it is printed. */
export interface TableOptions {
  /** Columns of the terminal; undefined: nothing is shortened. */
  readonly width: number | undefined;
  /** Index of the column that gives way first when the terminal is narrow. */
  readonly flexible: number;
}

const GAP = 2;
const SMALLEST_FLEXIBLE = 12;
const SMALLEST = 3;

/** Aligns rows, the first of which are the titles; on a narrow terminal the flexible column is shortened, then the widest ones. */
export function renderTable(rows: readonly (readonly string[])[], options: TableOptions): readonly string[] {
  const shown = rows.map((row) => row.map(printable));
  const widths = fitted(widthsOf(shown), options);
  return shown.map((row) =>
    row
      .map((cell, column) => shortened(cell, widths[column] ?? 0).padEnd((widths[column] ?? 0) + GAP))
      .join("")
      .trimEnd(),
  );
}

/** Text without control characters: what a server sends must not move the cursor of whoever looks at it. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_, column) => Math.max(0, ...rows.map((row) => (row[column] ?? "").length)));
}

function fitted(natural: readonly number[], { width, flexible }: TableOptions): readonly number[] {
  if (width === undefined) return natural;
  const widths = [...natural];
  const excess = (): number => widths.reduce((sum, one) => sum + one + GAP, -GAP) - width;
  const own = widths[flexible] ?? 0;
  widths[flexible] = Math.max(Math.min(own, SMALLEST_FLEXIBLE), own - Math.max(0, excess()));
  while (excess() > 0) {
    const widest = Math.max(...widths);
    if (widest <= SMALLEST) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function shortened(cell: string, width: number): string {
  return cell.length <= width ? cell : `${cell.slice(0, Math.max(0, width - 1))}…`;
}
