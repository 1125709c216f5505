import { Refused } from "../refused.ts";
import type { ResourceCall } from "./resources.ts";

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Query of the next page without "?"; undefined when the page is not full, so a full last page leads to an empty one. */
  readonly next: string | undefined;
}

/** What a page starts after and how it is counted. */
export interface PageOptions<T> {
  readonly keyOf: (item: T) => string;
  /** The most a page holds; 1000 unless told. */
  readonly most?: number;
}

/** Cuts the page out that `limit` and `marker` ask for. */
export function pageOf<T>(items: readonly T[], call: ResourceCall, options: PageOptions<T>): Page<T> | Refused {
  const { keyOf, most = 1000 } = options;
  const wanted = call.query.get("limit") ?? String(most);
  if (!/^\d+$/.test(wanted)) {
    return new Refused(400, `Invalid input for query parameters limit. Value: ${wanted}. It must be a whole number.`);
  }
  const limit = Math.min(Number(wanted), most);
  const marker = call.query.get("marker");
  const at = marker === null ? -1 : items.findIndex((item) => keyOf(item) === marker);
  if (marker !== null && at < 0) return new Refused(400, `marker [${marker}] not found`);
  const page = items.slice(at + 1, at + 1 + limit);
  const last = page.at(-1);
  if (last === undefined || page.length < limit) return { items: page, next: undefined };
  const query = new URLSearchParams(call.query);
  query.set("marker", keyOf(last));
  return { items: page, next: query.toString() };
}

/** The `<collection>_links` of Nova, Cinder and Neutron: nothing when this is the last page. */
export function pageLinks<T>(collection: string, page: Page<T>, call: ResourceCall): object {
  if (page.next === undefined) return {};
  return { [`${collection}_links`]: [{ rel: "next", href: `${urlOf(call)}?${page.next}` }] };
}

/** The absolute URL of a request, without its query. */
export function urlOf(call: ResourceCall): string {
  return `${call.origin}${call.mount}${call.path}`;
}

/** Those with the name the query asks for; all when it asks for none. */
export function named<T extends { readonly name: string | null }>(
  items: Iterable<T>,
  call: ResourceCall,
): readonly T[] {
  const name = call.query.get("name");
  return [...items].filter((item) => name === null || item.name === name);
}
