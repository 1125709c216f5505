import { isRecord } from "../errors/record.ts";
import type { Mapping } from "./parse.ts";

/** Lays one mapping over another: mappings are merged at every depth, everything else is replaced. */
export function merge(base: Mapping, over: Mapping): Mapping {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    merged.set(key, isRecord(below) && isRecord(value) ? merge(below, value) : value);
  }
  return Object.fromEntries(merged);
}

/** The entry of a mapping if it is its own and not null. */
export function entryOf(mapping: Mapping, key: string): unknown {
  return Object.hasOwn(mapping, key) ? (mapping[key] ?? undefined) : undefined;
}
