const SECONDS = /^\d+(?:\.\d+)?$/;
// RFC 9110: the form of today, and the two before it.
const DATES = [
  /^[a-z]{3}, \d\d [a-z]{3} \d{4} \d\d:\d\d:\d\d GMT$/i,
  /^[a-z]{6,9}, \d\d-[a-z]{3}-\d\d \d\d:\d\d:\d\d GMT$/i,
];
const WITHOUT_ZONE = /^[a-z]{3} [a-z]{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/i;

/**
 * Retry-After in either form, as ms from now; of several numbers the largest. undefined when absent or anything else: what
 * was not understood must not make for a request at once.
 */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const numbers = value.split(",").map((one) => one.trim());
  if (numbers.every((one) => SECONDS.test(one))) {
    const ms = Math.max(...numbers.map(Number)) * 1000;
    return Number.isFinite(ms) ? ms : undefined;
  }
  const date = dateOf(value.trim());
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function dateOf(text: string): number {
  if (WITHOUT_ZONE.test(text)) return Date.parse(`${text} GMT`);
  return DATES.some((form) => form.test(text)) ? Date.parse(text) : Number.NaN;
}
