/**
 * A value as JSON: dates as ISO text, URLs as text. What JSON would drop or change without a word is refused.
 *
 * @throws TypeError saying where.
 */
export function encodeJson(value: unknown): string {
  const text: string | undefined = JSON.stringify(value, checked);
  if (text === undefined) throw new TypeError(`there is no JSON for a ${typeof value}`);
  return text;
}

function checked(this: unknown, key: string, value: unknown): unknown {
  const at = key === "" ? "" : ` at "${key}"`;
  if (typeof value === "bigint") throw new TypeError(`a BigInt${at}; write it as text, or as a number if it is small`);
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError(`${value}${at}`);
  if (value instanceof Map || value instanceof Set) {
    throw new TypeError(`a ${value.constructor.name}${at}; make an object or a list of it`);
  }
  if (value === null && isInvalidDate(this, key)) throw new TypeError(`an invalid date${at}`);
  return value;
}

function isInvalidDate(holder: unknown, key: string): boolean {
  const original: unknown = typeof holder === "object" && holder !== null ? Reflect.get(holder, key) : undefined;
  return original instanceof Date;
}
