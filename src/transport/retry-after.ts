/** Retry-After in either form, as ms from now; undefined when absent or unreadable. */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined || value.trim() === "") return undefined;
  const ms = Number(value) * 1000;
  if (!Number.isNaN(ms)) return ms < 0 || ms === Infinity ? undefined : Math.abs(ms);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
