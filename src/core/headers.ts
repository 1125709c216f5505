/**
 * Lays headers over defaults, which give way to them. Both are names and values in turn; the given names are in lower case.
 */
export function overridden(defaults: readonly string[], given: readonly string[]): string[] {
  const names = new Set(given.filter((_, index) => index % 2 === 0));
  const headers = [...given];
  for (let i = 0; i + 1 < defaults.length; i += 2) {
    const name = defaults[i] ?? "";
    if (!names.has(name.toLowerCase())) headers.push(name, defaults[i + 1] ?? "");
  }
  return headers;
}
