// No key or name anybody misspells is longer, and the work grows with the square.
const LONGEST = 64;

// More than anybody reads.
const MOST_NAMES = 50;

/** Names for a message. */
export function listing(names: readonly string[]): string {
  const left = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(", ") + (left > 0 ? ` and ${left} more` : "");
}

/** The known word that a misspelt one is most like, if it is like one at all. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > LONGEST) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 4));
  let best: { readonly word: string; readonly steps: number } | undefined;
  const letters = lettersIn(word);
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    // A letter that only one of them has takes a step of its own, and most words differ in many.
    const others = lettersIn(candidate);
    if (countOf(letters & ~others) > limit || countOf(others & ~letters) > limit) continue;
    const steps = distance(word, candidate);
    if (steps <= limit && steps < (best?.steps ?? Number.POSITIVE_INFINITY)) best = { word: candidate, steps };
  }
  return best?.word;
}

/** Which letters a word has, one bit for each; a digit has that of some letter. */
function lettersIn(word: string): number {
  let bits = 0;
  for (let i = 0; i < word.length; i++) bits |= 1 << (word.charCodeAt(i) & 31);
  return bits;
}

function countOf(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** How many letters have to be added, left out, replaced or swapped. */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) row.push(cheapest({ a, b, i, j }, { before, last, row }));
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** The cheapest way to turn the first i letters of a into the first j of b. */
function cheapest(
  { a, b, i, j }: { readonly a: string; readonly b: string; readonly i: number; readonly j: number },
  rows: { readonly before: readonly number[]; readonly last: readonly number[]; readonly row: readonly number[] },
): number {
  const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
  const replaced = at(rows.last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
  const swaps = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  const swapped = swaps ? at(rows.before, j - 2) + 1 : Number.POSITIVE_INFINITY;
  return Math.min(at(rows.last, j) + 1, at(rows.row, j - 1) + 1, replaced, swapped);
}
