import type { components } from "../../generated/identity.ts";
import { isRecord, type Unchecked } from "../errors/record.ts";

type Schemas = components["schemas"];

/** One URL of a service. */
export interface CatalogEndpoint {
  readonly id: string | undefined;
  /** "public", "internal" or "admin"; other names are kept. */
  readonly interface: string;
  /** Undefined: the endpoint is for every region. */
  readonly region: string | undefined;
  /** The entry's old `region` name where it is another than its `region_id`. */
  readonly regionName?: string;
  /** Without the user information, the query and the fragment that the catalog may have had. */
  readonly url: string;
}

/** One service of the catalog. */
export interface CatalogService {
  readonly type: string;
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly endpoints: readonly CatalogEndpoint[];
}

/** What a token gives access to. */
export type Catalog = readonly CatalogService[];

/** Reads Keystone's catalog; entries and endpoints that cannot be used are left out, and no catalog is an empty one. */
export function parseCatalog(value: unknown): Catalog {
  return records(value).flatMap((service: Unchecked<Schemas["CatalogService"]>) => {
    const type = textOf(service.type);
    if (type === undefined) return [];
    const endpoints = records(service.endpoints)
      .map(parseEndpoint)
      .filter((endpoint) => endpoint !== undefined);
    return [{ type, name: textOf(service.name), id: textOf(service.id), endpoints }];
  });
}

/** The short form of an interface's name: "publicURL" is "public". */
export function interfaceName(name: string): string {
  return name.replace(/URL$/, "");
}

function parseEndpoint(value: Unchecked<Schemas["CatalogEndpoint"]>): CatalogEndpoint | undefined {
  const url = textOf(value.url);
  const named = textOf(value.interface);
  if (url === undefined || named === undefined || !isHttpUrl(url)) return undefined;
  const regionName = textOf(value.region);
  const region = textOf(value.region_id) ?? regionName;
  return {
    id: textOf(value.id),
    interface: interfaceName(named),
    region,
    ...(regionName !== undefined && regionName !== region && { regionName }),
    url: onlyAddress(url),
  };
}

/** Without user information, query and fragment: no request has them, and whoever prints the URL would print a secret. */
function onlyAddress(text: string): string {
  if (!/[@?#]/.test(text)) return text;
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname}`;
}

function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value)) return [];
  const list: readonly unknown[] = value;
  return list.filter(isRecord);
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === "string" ? value.trim() : "";
  return text === "" ? undefined : text;
}

function isHttpUrl(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}
