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

/** Reads what a page says of the next one, in any of the places where services say it. */
export function nextOf(fields: Fields, name: string, header: string | undefined): Next {
  const link = bodyLink(fields, name) ?? headerLink(header);
  if (link !== undefined) return { kind: "link", ...partsOf(link) };
  const marker = textOf(fields.next_marker) ?? (isRecord(fields.markers) ? textOf(fields.markers.next) : undefined);
  if (marker !== undefined) return { kind: "marker", marker };
  return saysNo(fields) ? { kind: "end" } : { kind: "unsaid" };
}

/** `<collection>_links` (Nova, Cinder, Neutron), `links` as an object or a list (Keystone, Designate, Zaqar), `next` (Glance, Ironic). */
function bodyLink(fields: Fields, name: string): string | undefined {
  return relNext(fields[`${name}_links`]) ?? relNext(fields.links) ?? hrefOf(fields.next);
}

function relNext(links: unknown): string | undefined {
  if (isRecord(links)) return hrefOf(links.next);
  if (!Array.isArray(links)) return undefined;
  return hrefOf(links.find((link) => isRecord(link) && link.rel === "next"));
}

function hrefOf(link: unknown): string | undefined {
  return textOf(isRecord(link) ? link.href : link);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether the place of the next one is there and has null in it. */
function saysNo(fields: Fields): boolean {
  return [fields, fields.links, fields.markers].some((holder) => isRecord(holder) && holder.next === null);
}

/** RFC 8288; several links are divided by commas, which their addresses and quoted parameters may have too. */
function headerLink(header: string | undefined): string | undefined {
  for (const [, href, parameters = ""] of header?.matchAll(/<([^<>]*)>((?:[^,"<]|"[^"]*")*)/g) ?? []) {
    if (relationsOf(parameters).includes("next")) return href;
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
