import { ConfigError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";

/** One answer of a list as the service gave it. */
export interface ReadPage<T> {
  readonly items: readonly T[];
  /** Whether the answer is the list itself, with nothing around it. */
  readonly bare: boolean;
  /** The query of the service's own link to the next page. */
  readonly link: URLSearchParams | undefined;
}

/**
 * Reads a page: the list, bare or under the collection's name, and the link to the next one in any of the places where
 * services put it. Only the link's query counts: scheme, host and path of links are often a proxy's or a lost prefix.
 *
 * @throws ConfigError (`INVALID_VALUE`) when the answer has no such list, or several and none is named.
 */
export function readPage<T>(
  body: unknown,
  headers: Readonly<Record<string, string>>,
  collection: string | undefined,
): ReadPage<T> {
  if (isList<T>(body)) return { items: body, bare: true, link: queryOf(headerLink(headers.link)) };
  const fields = isRecord(body) ? body : {};
  const name = collection ?? onlyList(fields);
  const items = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!isList<T>(items)) throw notThere(name, fields);
  return { items, bare: false, link: queryOf(bodyLink(fields, name) ?? headerLink(headers.link)) };
}

/** What a list goes on after: an item's id, or the name of what has none; undefined when it has neither. */
export function markerOf(item: unknown): string | undefined {
  const [inner, ...more] = isRecord(item) ? Object.values(item) : [];
  // Key pairs and their like are wrapped one by one.
  const fields = isRecord(inner) && more.length === 0 ? inner : item;
  if (!isRecord(fields)) return undefined;
  const found = [fields.id, fields.uuid, fields.name, fields.subdir].find(
    (value) => (typeof value === "string" && value !== "") || typeof value === "number",
  );
  return found === undefined ? undefined : String(found);
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

/** `<collection>_links` (Nova, Cinder, Neutron), `links` as an object or a list (Keystone, Designate, Zaqar), `next` (Glance, Ironic). */
function bodyLink(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  return relNext(fields[`${name}_links`]) ?? relNext(fields.links) ?? hrefOf(fields.next);
}

function relNext(links: unknown): string | undefined {
  if (isRecord(links)) return hrefOf(links.next);
  if (!Array.isArray(links)) return undefined;
  return hrefOf(links.find((link) => isRecord(link) && link.rel === "next"));
}

function hrefOf(link: unknown): string | undefined {
  const href = isRecord(link) ? link.href : link;
  return typeof href === "string" && href !== "" ? href : undefined;
}

/** RFC 8288; several links are divided by commas, which their addresses may have too. */
function headerLink(header: string | undefined): string | undefined {
  for (const [, href, parameters = ""] of header?.matchAll(/<([^>]*)>((?:\s*;[^,<]*)*)/g) ?? []) {
    if (/;\s*rel\s*=\s*"?([\w\s-]*\s)?next[\s"]*(;|$)/i.test(parameters)) return href;
  }
  return undefined;
}

function queryOf(href: string | undefined): URLSearchParams | undefined {
  if (href === undefined) return undefined;
  const [address = ""] = href.split("#");
  const at = address.indexOf("?");
  return new URLSearchParams(at < 0 ? "" : address.slice(at + 1));
}
