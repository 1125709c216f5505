import { isRecord } from "../errors/record.ts";

/** What a page says of the one after it. */
export type Next =
  /** Path and query of the service's own link; its scheme and host are often a proxy's. */
  | { readonly kind: "link"; readonly path: string; readonly query: URLSearchParams }
  /** What to go on after. */
  | { readonly kind: "marker"; readonly marker: string }
  /** There is none. */
  | { readonly kind: "end" }
  /** It says nothing. */
  | { readonly kind: "unsaid" };

type Fields = Readonly<Record<string, unknown>>;

/** What leads on: forwards, or backwards through a list that is read from its end. */
export type Relation = "next" | "previous";

/** Where a page may say what is next to it. */
export interface Said {
  readonly fields: Fields;
  /** The list's. */
  readonly name: string;
  /** The header Link. */
  readonly header: string | undefined;
}

/** Reads what a page says of the next one, in any of the places where services say it. */
export function nextOf({ fields, name, header }: Said, relation: Relation): Next {
  const link = bodyLink(fields, name, relation) ?? headerLink(header, relation);
  if (link !== undefined) return { kind: "link", ...partsOf(link) };
  const marker = textOf(fields.next_marker) ?? (isRecord(fields.markers) ? textOf(fields.markers.next) : undefined);
  if (marker !== undefined) return { kind: "marker", marker };
  return saysNo(fields, relation) ? { kind: "end" } : { kind: "unsaid" };
}

/**
 * `<collection>_links` (Nova, Cinder, Neutron), `links` as an object or a list (Keystone, Designate, Zaqar), `next`
 * (Glance, Ironic).
 */
function bodyLink(fields: Fields, name: string, relation: Relation): string | undefined {
  return related(fields[`${name}_links`], relation) ?? related(fields.links, relation) ?? hrefOf(fields[relation]);
}

function related(links: unknown, relation: Relation): string | undefined {
  if (isRecord(links)) return hrefOf(links[relation]);
  if (!Array.isArray(links)) return undefined;
  return hrefOf(links.find((link) => isRecord(link) && link.rel === relation));
}

function hrefOf(link: unknown): string | undefined {
  return textOf(isRecord(link) ? link.href : link);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether the place of the next one is there and has null in it. */
function saysNo(fields: Fields, relation: Relation): boolean {
  return [fields, fields.links, fields.markers].some((holder) => isRecord(holder) && holder[relation] === null);
}

/** RFC 8288; several links are divided by commas, which their addresses and quoted parameters may have too. */
function headerLink(header: string | undefined, relation: Relation): string | undefined {
  for (const [, href, parameters = ""] of header?.matchAll(/<([^<>]*)>((?:[^,"<]|"[^"]*")*)/g) ?? []) {
    if (relationsOf(parameters).includes(relation)) return href;
  }
  return undefined;
}

function relationsOf(parameters: string): readonly string[] {
  for (const [, name = "", quoted, plain] of parameters.matchAll(/;\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|([^\s;"]+))/g)) {
    if (name.toLowerCase() === "rel") return (quoted ?? plain ?? "").toLowerCase().split(/\s+/);
  }
  return [];
}

/** Without "." and "..", which could lead from the list to anything at its address. */
function partsOf(href: string): { readonly path: string; readonly query: URLSearchParams } {
  const [, query = ""] = /^[^?#]*\??([^#]*)/.exec(href) ?? [];
  // A link need not say where the list is, and whatever stands for that is not looked at.
  const path = URL.canParse(href, "http://list") ? new URL(href, "http://list").pathname : "";
  return { path, query: new URLSearchParams(query) };
}
