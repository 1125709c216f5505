/** A value of the wrong kind, in a few words; what a text says is left out, since it may be a secret in the wrong place. */
export function shown(value: unknown): string {
  if (typeof value === "string") return value === "" ? '""' : "a string";
  if (typeof value === "number" || typeof value === "boolean" || value === undefined || value === null)
    return String(value);
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The same where nobody would write a secret, as for a switch or a number: a short word is shown. */
export function shownWord(value: unknown): string {
  return typeof value === "string" && /^[\w.-]{1,20}$/.test(value) ? `"${value}"` : shown(value);
}
