import type { Query, QueryValue } from "../core/path.ts";
import { HttpError } from "../errors/errors.ts";
import type { Answer } from "../transport/answer.ts";
import type { Relation } from "./next.ts";
import { idOf, markerOf, type ReadPage, versionOf } from "./page.ts";

/** Where a page is. */
export interface Place {
  readonly query: Query;
  /** What its path has after that of the list; mostly nothing. */
  readonly below: string;
}

/** What comes after a page: another one, the end, or nothing although there may be more. */
export type Step = Place | "end" | "stuck";

/**
 * What says where a page is, and not what is on it. The rest of a query holds for all pages, though links may lack it, as
 * Barbican's lack every filter.
 */
const PLACES: ReadonlySet<string> = new Set(["marker", "offset", "page", "page_reverse"]);

/** What is known of a list before it is asked for. */
export interface List {
  /** Its path below the endpoint, encoded. */
  readonly path: () => string;
  /** How lists of its service continue, as far as that is known. */
  readonly style: string | null;
}

/** The times that Swift's versions lie between, of which no version is as new, or as old. */
const LAST_TIME = "9999999999.99999";
const FIRST_TIME = "0";

/** What Swift takes for yes. */
const YES = /^(?:true|1|yes|on|t|y)$/i;

/** Pages in a row that bring nothing new, after which a service that promises more is not believed. */
const PATIENCE = 100;

/** Where a walk through a list has come to. */
export class Progress {
  /** Where the next request goes. */
  place: Place;
  /** What leads on: Neutron gives a list from its end page by page, though each page in the list's order. */
  readonly relation: Relation;
  readonly #list: List;
  readonly #asked = new Set<string>();
  /** What pages began with. */
  readonly #begun = new Set<string>();
  /** Whether the service says where to go on: then nothing said means the end. */
  #led = false;
  #last: string | undefined;
  #barren = 0;

  constructor(query: Query, list: List) {
    this.place = { query, below: "" };
    this.relation = /^true$/i.test(String(query.page_reverse)) ? "previous" : "next";
    this.#list = list;
  }

  /**
   * A page as it would be with a limit: Neutron, asked without one for all there is, heeds no marker, and turns a list
   * that is read from its end round.
   */
  within<T>(page: ReadPage<T>): ReadPage<T> {
    const { limit, marker } = this.place.query;
    if (this.#asked.size > 0 || !page.alone || Number(limit ?? 0) > 0) return page;
    const items = this.relation === "next" ? page.items : [...page.items].reverse();
    const at = marker === undefined ? -1 : items.findIndex((item) => idOf(item) === String(marker));
    if (at < 0) return { ...page, items };
    return { ...page, items: this.relation === "next" ? items.slice(at + 1) : items.slice(0, at) };
  }

  /** The items nearest to the page before, of a page of which not all are wanted. */
  nearest<T>(items: readonly T[], most: number): readonly T[] {
    return this.relation === "next" ? items.slice(0, most) : items.slice(-most);
  }

  /** The item that the page after these goes on from. */
  lastOf<T>(items: readonly T[]): T | undefined {
    return items.at(this.relation === "next" ? -1 : 0);
  }

  /**
   * Whether a page has been seen before, and everything with it.
   *
   * @throws HttpError `INVALID_BODY` when page after page brings nothing new.
   */
  hasSeen(page: ReadPage<unknown>, answer: Answer): boolean {
    this.#asked.add(keyOf(this.place));
    this.#led ||= page.next.kind !== "unsaid";
    const [first] = page.items;
    // Where a service leads on, pages may look alike whose items have no ids; where names lead on, they differ.
    const key = first === undefined ? undefined : this.#led ? idOf(first) : placeOf(first);
    if (key === undefined) {
      const whole = JSON.stringify(page.items);
      this.#barren = first === undefined || whole === this.#last ? this.#barren + 1 : 0;
      this.#last = whole;
      if (this.#barren >= PATIENCE) throw endless(answer);
      return false;
    }
    this.#barren = 0;
    if (this.#begun.has(key)) return true;
    this.#begun.add(key);
    return false;
  }

  /** What comes after a page. */
  after(page: ReadPage<unknown>): Step {
    const { query, below } = this.place;
    switch (page.next.kind) {
      case "link":
        return this.#linked(page.next);
      case "marker":
        return { query: { ...query, marker: page.next.marker }, below };
      case "end":
        return "end";
      default:
        return this.#led || page.items.length === 0 ? "end" : this.#guess(page);
    }
  }

  /** Takes a step; false when it leads back. */
  goOn(place: Place): boolean {
    this.place = place;
    return !this.#asked.has(keyOf(place));
  }

  /** A proxy's paths, and those that have lost a prefix, are not the service's: only what they end with may be new. */
  #linked(link: { readonly path: string; readonly query: URLSearchParams }): Step {
    const names = [...new Set(link.query.keys())];
    const list = this.#list.path().replace(/\/$/, "");
    const path = link.path.replace(/\/$/, "");
    // A proxy's path may have the list's in it once more.
    const at = list === "" || path.endsWith(list) ? -1 : path.lastIndexOf(`${list}/`);
    const below = at < 0 ? "" : path.slice(at + list.length);
    if (names.length === 0 && below === this.place.below) return "end";
    const kept = Object.entries(this.place.query).filter(([name]) => !PLACES.has(name) || link.query.has(name));
    const said = names.map((name) => [name, link.query.getAll(name)] as const);
    return { query: Object.fromEntries<QueryValue>([...kept, ...said]), below };
  }

  /** Where a service says nothing, its way of paging does, and whether the page is full. */
  #guess(page: ReadPage<unknown>): Step {
    const { limit } = this.place.query;
    const full = limit === undefined ? undefined : page.items.length === Number(limit);
    switch (this.#list.style) {
      case "offset-limit":
        return full === false ? "end" : this.#byOffset(page);
      case "page-number":
        return this.#byNumber(page);
      case "swift-marker":
        // Object storage, whose lists are bare, never says.
        return (full ?? page.bare) ? this.#byMarker(page) : "end";
      default:
        return full ? this.#byMarker(page) : "end";
    }
  }

  #byOffset({ items, total }: ReadPage<unknown>): Step {
    const { query, below } = this.place;
    const offset = Number(query.offset ?? 0) + items.length;
    return offset >= (total ?? Infinity) ? "end" : { query: { ...query, offset }, below };
  }

  #byNumber({ pages }: ReadPage<unknown>): Step {
    const { query, below } = this.place;
    const page = Number(query.page ?? 1);
    return page < (pages ?? 0) ? { query: { ...query, page: page + 1 }, below } : "end";
  }

  #byMarker({ items, total }: ReadPage<unknown>): Step {
    const { query, below } = this.place;
    if (items.length >= (total ?? Infinity)) return "end";
    const last = this.lastOf(items);
    const marker = markerOf(last);
    if (marker === undefined) return "stuck";
    const beyond = YES.test(String(query.reverse)) ? FIRST_TIME : LAST_TIME;
    const version = this.#list.style === "swift-marker" ? { version_marker: versionMarkerOf(last, beyond) } : {};
    return { query: { ...query, marker, ...version }, below };
  }
}

/**
 * Where a list of all versions of objects goes on: they have a name in common, and that alone leads past all of them. The
 * one that is called null stands before the others in either direction, and Swift, asked for what follows it, leaves those
 * out; what follows a time `beyond` theirs is all of them.
 */
function versionMarkerOf(item: unknown, beyond: string): string | undefined {
  const version = versionOf(item);
  return version === "null" ? beyond : version;
}

/** What tells an item from all others of a list that goes on after it. */
function placeOf(item: unknown): string {
  const marker = markerOf(item);
  if (marker === undefined) return JSON.stringify(item);
  const version = versionOf(item);
  return version === undefined ? marker : JSON.stringify([marker, version]);
}

function keyOf({ query, below }: Place): string {
  const entries = Object.entries(query)
    .map(([name, value]) => [name, ...(Array.isArray(value) ? value : [value]).map(String)])
    .sort(([one = ""], [other = ""]) => (one < other ? -1 : 1));
  return JSON.stringify([below, entries]);
}

function endless(answer: Answer): HttpError {
  const { status, method, url, requestId, headers } = answer;
  const text = `${method} ${url} promises more with every page, but the last ${PATIENCE} brought nothing new`;
  const none = { service: undefined, body: undefined, retryAfter: undefined };
  return new HttpError("INVALID_BODY", text, { ...none, status, method, url, requestId, headers });
}
