import { isRecord } from "../errors/record.ts";
import { currentName } from "./keys.ts";
import type { Mapping } from "./parse.ts";

/** Where a value comes from. */
export type ConfigSource =
  | { readonly kind: "file"; readonly file: string; readonly line: number | undefined }
  | { readonly kind: "profile"; readonly name: string }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "option" }
  | { readonly kind: "default" };

/** Settings from one place. Keys have underscores, at the top and in "auth". */
export interface Layer {
  readonly values: Mapping;
  sourceOf(path: readonly string[]): ConfigSource;
}

/**
 * Makes a layer of settings as they are written, with hyphens or underscores. What a former name says is said under the
 * current one as well, so that layers can be laid over each other by current names alone.
 */
export function layerOf(written: Mapping, sourceOf: (path: readonly string[]) => ConfigSource): Layer {
  const { auth: below } = underscoredKeys(written);
  const auth = isRecord(below) ? current(below) : undefined;
  const { values, spelled } = current(written, auth?.values);
  return {
    values: auth === undefined ? values : { ...values, auth: auth.values },
    sourceOf: ([key = "", ...rest]) => {
      const inner = key === "auth" ? rest.map((name) => auth?.spelled.get(name) ?? name) : rest;
      return sourceOf([spelled.get(key) ?? key, ...inner]);
    },
  };
}

/** Several layers as one: a later layer's values replace an earlier one's, in "auth" key by key. */
export function stack(...layers: readonly Layer[]): Layer {
  const values = layers.reduce<Mapping>((below, { values: above }) => over(below, above), {});
  const origin = (path: readonly string[]): Layer | undefined => layers.findLast((layer) => has(layer.values, path));
  return { values, sourceOf: (path) => origin(path)?.sourceOf(path) ?? { kind: "default" } };
}

/** Lays one mapping over another: mappings are merged at every depth, all else is replaced, but not by an empty "auth:". */
export function merge(base: Mapping, above: Mapping): Mapping {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(above)) {
    const below = merged.get(key);
    if (key === "auth" && value === null) merged.set(key, below ?? null);
    else merged.set(key, isRecord(below) && isRecord(value) ? merge(below, value) : value);
  }
  return Object.fromEntries(merged);
}

/** The entry of a mapping if it is its own and not null. */
export function entryOf(mapping: Mapping, key: string): unknown {
  return Object.hasOwn(mapping, key) ? (mapping[key] ?? undefined) : undefined;
}

/** Whether a mapping has a path of keys, be the value null; the entries of a list have the keys "0", "1" and so on. */
export function has(mapping: Mapping, path: readonly string[]): boolean {
  let value: unknown = mapping;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return false;
    value = Reflect.get(value, key);
  }
  return true;
}

/** Whether a mapping says something under a key: null and "" say nothing. */
export function says(mapping: Mapping, key: string): boolean {
  return (entryOf(mapping, key) ?? "") !== "";
}

function over(below: Mapping, above: Mapping): Mapping {
  const merged = new Map([...Object.entries(below), ...Object.entries(above)]);
  const [lower, upper] = [entryOf(below, "auth"), entryOf(above, "auth")];
  if (isRecord(lower) && isRecord(upper)) merged.set("auth", { ...lower, ...upper });
  // "auth:" with nothing below it takes nothing away.
  else if (lower !== undefined && upper === undefined) merged.set("auth", lower);
  return Object.fromEntries(merged);
}

/** Values by current names, and how each was written. A former name beside "auth" says nothing against the current one in it. */
function current(
  written: Mapping,
  auth: Mapping = {},
): { readonly values: Mapping; readonly spelled: ReadonlyMap<string, string> } {
  const spelled = new Map(Object.keys(written).map((key) => [underscored(key), key]));
  const values = new Map(Object.entries(underscoredKeys(written)));
  const own = Object.fromEntries(values);
  for (const [key, value] of Object.entries(own)) {
    const now = currentName(key);
    if (now === undefined || !says(own, key) || says(own, now) || says(auth, now)) continue;
    values.set(now, value);
    spelled.set(now, spelled.get(key) ?? key);
  }
  return { values: Object.fromEntries(values), spelled };
}

function underscoredKeys(mapping: Mapping): Mapping {
  return Object.fromEntries(Object.entries(mapping).map(([key, value]) => [underscored(key), value]));
}

function underscored(key: string): string {
  return key.replaceAll("-", "_");
}
