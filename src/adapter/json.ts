import { shown } from "../errors/shown.ts";
import { isPlain } from "./check.ts";

/**
 * A value as JSON: dates as ISO text, URLs as text, without the members of objects that are undefined. What JSON would
 * drop or change without a word is refused.
 *
 * @throws TypeError saying where.
 */
export function encodeJson(value: unknown): string {
  const text: string | undefined = JSON.stringify(value, checked);
  if (text === undefined) throw new TypeError(`there is no JSON for ${shown(value)}`);
  return text;
}

function checked(this: unknown, key: string, value: unknown): unknown {
  const at = key === "" ? "" : ` at "${key}"`;
  switch (typeof value) {
    case "bigint":
      throw new TypeError(`a BigInt${at}; write it as text, or as a number if it is small`);
    case "function":
    case "symbol":
      throw new TypeError(`there is no JSON for a ${typeof value}${at}`);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${value}${at}`);
      break;
    case "undefined":
      if (Array.isArray(this)) throw new TypeError(`undefined${at} of a list; leave it out, or give null`);
      break;
    case "object":
      if (value !== null) requireOpen(value, at);
      else if (isInvalidDate(this, key)) throw new TypeError(`an invalid date${at}`);
      break;
  }
  return value;
}

function requireOpen(value: object, at: string): void {
  if (!isOpaque(value)) return;
  throw new TypeError(`a value of class ${value.constructor.name}${at}; make an object, a list or text of it`);
}

/** Whether it holds anything but what JSON would write of it. */
function isOpaque(value: object): boolean {
  if (Array.isArray(value) || isPlain(value)) return false;
  return value instanceof Error || ArrayBuffer.isView(value) || Object.keys(value).length === 0;
}

function isInvalidDate(holder: unknown, key: string): boolean {
  const original: unknown = typeof holder === "object" && holder !== null ? Reflect.get(holder, key) : undefined;
  return original instanceof Date;
}
