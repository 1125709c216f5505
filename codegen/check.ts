import { join } from "node:path";
import { listIfThere, readIfThere } from "./files.ts";

/** A file in generated/ that is not what the generator makes. */
export interface Stale {
  readonly name: string;
  /** What is wrong with it, in one line. */
  readonly difference: string;
}

/** Compares every file of a folder with what it should be. */
export async function findStale(folder: string, files: ReadonlyMap<string, string>): Promise<readonly Stale[]> {
  const stale: Stale[] = [];
  for (const [name, wanted] of files) {
    const found = await readIfThere(join(folder, name));
    if (found !== wanted) stale.push({ name, difference: found === undefined ? "missing" : difference(found, wanted) });
  }
  for (const name of await listIfThere(folder)) {
    if (!files.has(name)) stale.push({ name, difference: "not generated from anything" });
  }
  return stale;
}

/** How many lines differ and where the first one is. */
function difference(found: string, wanted: string): string {
  const [have, want] = [found.split("\n"), wanted.split("\n")];
  const first = want.findIndex((line, index) => line !== have[index]);
  const at = first < 0 ? want.length : first;
  const removed = countMissing(have, want);
  const added = countMissing(want, have);
  return `+${added} -${removed} lines; line ${at + 1} is ${quoted(have[at])}, should be ${quoted(want[at])}`;
}

function countMissing(lines: readonly string[], others: readonly string[]): number {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  }).length;
}

function quoted(line: string | undefined): string {
  return line === undefined ? "nothing" : JSON.stringify(line.trim().slice(0, 80));
}
