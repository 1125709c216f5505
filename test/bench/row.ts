/** What a row of the budget table came to. */
export interface Row {
  readonly name: string;
  readonly value: number;
  /** "×" for ratios, "" for counts, else a unit. */
  readonly unit: string;
  /** The lower and the upper quartile, where it was measured several times. */
  readonly spread?: readonly [number, number];
  readonly atLeast?: number;
  readonly atMost?: number;
  /** What else was seen, for people. */
  readonly notes?: string;
}

/** How a run is made. */
export interface Plan {
  /** Fewer and shorter measurements. */
  readonly short: boolean;
  /** Where fixed answers come from. */
  readonly target: string;
}

/** How far a noisy machine may push a measurement off its budget before that counts as missed. */
const PATIENCE = 0.8;

/** Whether a row is within its budget. */
export function keeps({ value, atLeast = -Infinity, atMost = Infinity }: Row): boolean {
  return value >= atLeast && value <= atMost;
}

/** Whether something is wrong on any machine: a count that is not met, or a ratio that is far off. */
export function isFarOff(row: Row): boolean {
  const patience = row.unit === "" ? 1 : PATIENCE;
  if (row.unit !== "" && row.unit !== "×") return false;
  return !keeps({ ...row, value: row.atLeast === undefined ? row.value * patience : row.value / patience });
}
