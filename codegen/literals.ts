import { isRecord } from "./fields.ts";

/** A value as the text of a TypeScript literal. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? "undefined";
  const fields = Object.entries(value).map(([key, field]) => `${property(key)}: ${literal(field)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** The narrowest type of a value, readonly all the way. */
export function literalType(value: unknown): string {
  if (Array.isArray(value)) return `readonly [${value.map(literalType).join(", ")}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? "undefined";
  const fields = Object.entries(value).map(([key, field]) => `readonly ${property(key)}: ${literalType(field)}`);
  return fields.length === 0 ? "Readonly<Record<never, never>>" : `{ ${fields.join("; ")} }`;
}

/** A key as it stands in an object or interface. */
export function property(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

/** Text that cannot end the comment it stands in. */
export function commented(text: string): string {
  return text.replaceAll("*/", "*\\/").replace(/[\r\n]+/g, " ");
}
