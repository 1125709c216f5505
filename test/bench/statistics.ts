/** The value below which a share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (sorted.length - 1) * share;
  const [low = Number.NaN, high = low] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at % 1);
}

/** The middle of the values with its quartiles. */
export function summary(values: readonly number[]): { readonly value: number; readonly spread: [number, number] } {
  return { value: quantile(values, 0.5), spread: [quantile(values, 0.25), quantile(values, 0.75)] };
}

/** Runs two measurements in turn, each as often first as the other, so that noise hits both. */
export async function interleaved<T>(
  pairs: number,
  measure: { readonly ours: () => Promise<T>; readonly theirs: () => Promise<T> },
): Promise<{ readonly ours: T; readonly theirs: T }[]> {
  const results: { ours: T; theirs: T }[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    if (pair % 2 === 0) {
      const ours = await measure.ours();
      results.push({ ours, theirs: await measure.theirs() });
    } else {
      const theirs = await measure.theirs();
      results.push({ ours: await measure.ours(), theirs });
    }
  }
  return results;
}
