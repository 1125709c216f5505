import { ConfigError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { type Next, nextOf, type Relation, type Said } from "./next.ts";

/** One answer of a list as the service gave it. */
export interface ReadPage<T> {
  readonly items: readonly T[];
  /** Whether the answer is the list itself, with nothing around it. */
  readonly bare: boolean;
  readonly next: Next;
  /** Whether nothing is said of another page, neither before nor after this one. */
  readonly alone: boolean;
  /** How many there are of everything, or of pages, where the service says so. */
  readonly total: number | undefined;
  readonly pages: number | undefined;
}

/**
 * Reads a page: the list, bare or under the collection's name, and what is said of the one that `relation` leads to.
 *
 * @throws ConfigError (`INVALID_VALUE`) when the answer has no such list, or several and none is named.
 */
export function readPage<T>(
  body: unknown,
  headers: Readonly<Record<string, string>>,
  { collection, relation }: { readonly collection: string | undefined; readonly relation: Relation },
): ReadPage<T> {
  const header = headers.link;
  if (isList<T>(body)) {
    const said = { fields: {}, name: "", header };
    return { items: body, bare: true, ...around(said, relation), total: undefined, pages: undefined };
  }
  const fields = isRecord(body) ? body : {};
  const name = collection ?? onlyList(fields);
  const items = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!isList<T>(items)) throw notThere(name, fields);
  const next = around({ fields, name, header }, relation);
  return { items, bare: false, ...next, total: countIn(fields.total), pages: countIn(fields.pages) };
}

function around(said: Said, relation: Relation): Pick<ReadPage<unknown>, "next" | "alone"> {
  const next = nextOf(said, relation);
  return { next, alone: next.kind === "unsaid" && nextOf(said, "next").kind === "unsaid" };
}

/** What tells an item from all others; undefined when it has nothing of the kind. */
export function idOf(item: unknown): string | undefined {
  return firstOf(item, ["id", "uuid"]);
}

/** What a list goes on after: an item's id, or the name of what has none; undefined when it has neither. */
export function markerOf(item: unknown): string | undefined {
  return firstOf(item, ["id", "uuid", "name", "subdir"]);
}

/** Which version of an object an item is, in object storage's list of all of them. */
export function versionOf(item: unknown): string | undefined {
  return firstOf(item, ["version_id"]);
}

function firstOf(item: unknown, names: readonly string[]): string | undefined {
  const [inner, ...more] = isRecord(item) ? Object.values(item) : [];
  // Key pairs and their like are wrapped one by one.
  const fields = isRecord(inner) && more.length === 0 ? inner : item;
  if (!isRecord(fields)) return undefined;
  const values = names.map((name) => fields[name]);
  const found = values.find((value) => (typeof value === "string" && value !== "") || typeof value === "number");
  return found === undefined ? undefined : String(found);
}

function countIn(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function isList<T>(value: unknown): value is readonly T[] {
  return Array.isArray(value);
}

function listsIn(fields: Readonly<Record<string, unknown>>): readonly string[] {
  const isLinks = (name: string): boolean => name === "links" || name === "next" || name.endsWith("_links");
  return Object.keys(fields).filter((name) => Array.isArray(fields[name]) && !isLinks(name));
}

function onlyList(fields: Readonly<Record<string, unknown>>): string {
  const [name, ...others] = listsIn(fields);
  if (name !== undefined && others.length === 0) return name;
  throw notThere(undefined, fields);
}

function notThere(name: string | undefined, fields: Readonly<Record<string, unknown>>): ConfigError {
  const lists = listsIn(fields).join(", ");
  const wanted = name === undefined ? "no single list" : `no list "${name}"`;
  const text = `The answer has ${wanted} to page through; ${lists ? `\`collection\` may be one of ${lists}` : "it has none at all"}.`;
  return new ConfigError("INVALID_VALUE", text, { key: "collection" });
}
