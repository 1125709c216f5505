import type { Query } from "../core/path.ts";
import { ConfigError } from "../errors/errors.ts";
import type { Answer } from "../transport/answer.ts";
import { markerOf, type ReadPage, readPage } from "./page.ts";

/** How a list is walked through. */
export interface PageOptions {
  /** The most items to give, of all pages together. @default all */
  readonly limit?: number;
  /** How many items to ask of the service at a time. @default what the service thinks right */
  readonly pageSize?: number;
  /** Begin after the item with this id (or name, where items have no id). */
  readonly marker?: string;
  /** The list's name in the answer, where that has several. */
  readonly collection?: string;
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where to go on, for another `paginate({ marker })`; undefined when this is the last page. */
  readonly marker: string | undefined;
}

/** A list that is asked for page by page while it is read; it may be read more than once, from its beginning. */
export interface Pages<T> extends AsyncIterable<T> {
  /** The same in pages. */
  pages(): AsyncIterable<Page<T>>;
  /** Everything at once. */
  toArray(): Promise<T[]>;
}

/** Where a walk has come to. */
interface Progress {
  /** The query of the next request. */
  query: Query;
  /** Whether the service makes links: then none means the end. */
  linked: boolean;
  readonly asked: Set<string>;
  readonly begun: Set<string>;
}

/** Asks for one page. */
type Ask = (query: Query) => PromiseLike<Answer>;

/** Makes the pages of a list. @throws ConfigError (`INVALID_VALUE`) for an option that cannot be used. */
export function pagesOf<T>(ask: Ask, query: Query | undefined, options: PageOptions): Pages<T> {
  checkPageOptions(options);
  return new Walk<T>(ask, query ?? {}, options);
}

class Walk<T> implements Pages<T> {
  readonly #ask: Ask;
  readonly #query: Query;
  readonly #options: PageOptions;

  constructor(ask: Ask, query: Query, options: PageOptions) {
    this.#ask = ask;
    this.#query = query;
    this.#options = options;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const { items } of this.pages()) yield* items;
  }

  async toArray(): Promise<T[]> {
    const all: T[] = [];
    for await (const item of this) all.push(item);
    return all;
  }

  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    const { pageSize, marker, limit = Number.POSITIVE_INFINITY } = this.#options;
    const query = { ...this.#query, ...(pageSize && { limit: pageSize }), ...(marker && { marker }) };
    const progress: Progress = { query, linked: false, asked: new Set(), begun: new Set() };
    for (let left = limit; left > 0; ) {
      progress.asked.add(keyOf(progress.query));
      const page = await this.#read(progress.query);
      // A service that does not know markers gives the same page again: everything has been seen.
      if (isRepeated(page, progress)) return;
      const next = nextQuery(page, progress);
      const items = page.items.slice(0, left);
      left -= items.length;
      if (items.length > 0) yield { items, marker: next && markerAfter(items, page, next) };
      if (next === undefined || progress.asked.has(keyOf(next))) return;
      progress.query = next;
    }
  }

  async #read(query: Query): Promise<ReadPage<T>> {
    const answer = await this.#ask(query);
    return readPage<T>(await answer.json(), answer.headers, this.#options.collection);
  }
}

/** The query of the next page: the service's own, else one that goes on after the last item of a full page. */
function nextQuery(page: ReadPage<unknown>, progress: Progress): Query | undefined {
  const { query } = progress;
  if (page.link !== undefined) {
    progress.linked = true;
    const names = new Set(page.link.keys());
    return { ...query, ...Object.fromEntries([...names].map((name) => [name, page.link?.getAll(name) ?? []])) };
  }
  if (progress.linked || page.items.length === 0 || !isFull(page, query)) return undefined;
  const marker = markerOf(page.items.at(-1));
  if (marker !== undefined) return { ...query, marker };
  const text = "The list has a full page whose items have neither id nor name to go on after: ask without pageSize.";
  throw new ConfigError("INVALID_VALUE", text, { key: "pageSize" });
}

/** Whether there may be more behind a page without a link: object storage, whose lists are bare, never says. */
function isFull({ items, bare }: ReadPage<unknown>, { limit }: Query): boolean {
  return limit === undefined ? bare : items.length === Number(limit);
}

function isRepeated({ items: [first] }: ReadPage<unknown>, { begun }: Progress): boolean {
  if (first === undefined) return false;
  const key = markerOf(first) ?? JSON.stringify(first);
  if (begun.has(key)) return true;
  begun.add(key);
  return false;
}

function markerAfter(items: readonly unknown[], page: ReadPage<unknown>, next: Query): string | undefined {
  const marker = items.length < page.items.length ? markerOf(items.at(-1)) : next.marker;
  return marker === undefined ? undefined : String(marker);
}

function keyOf(query: Query): string {
  return JSON.stringify(
    Object.entries(query)
      .map(([name, value]) => [name, ...(Array.isArray(value) ? value : [value]).map(String)])
      .sort(([one = ""], [other = ""]) => (one < other ? -1 : 1)),
  );
}

function checkPageOptions(options: PageOptions): void {
  for (const key of ["limit", "pageSize"] as const) {
    const value: unknown = options[key];
    if (value === undefined || (Number.isSafeInteger(value) && Number(value) > 0)) continue;
    throw new ConfigError("INVALID_VALUE", `The option ${key} must be a whole number above 0.`, { key });
  }
  for (const key of ["marker", "collection"] as const) {
    const value: unknown = options[key];
    if (value === undefined || (typeof value === "string" && value !== "")) continue;
    throw new ConfigError("INVALID_VALUE", `The option ${key} must be text.`, { key });
  }
}
