import type { Query } from "../core/path.ts";
import { ConfigError } from "../errors/errors.ts";
import type { Answer } from "../transport/answer.ts";
import { markerOf, readPage } from "./page.ts";
import { type List, type Place, Progress, type Step } from "./progress.ts";

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
  /**
   * Where to go on, for another `paginate({ marker })`; undefined after the last page, and where a service counts. Among
   * versions of objects the `version_id` of the last item says the rest: `query: { version_marker }`.
   */
  readonly marker: string | undefined;
}

/** A list that is asked for page by page while it is read; it may be read more than once, from its beginning. */
export interface Pages<T> extends AsyncIterable<T> {
  /** The same in pages. */
  pages(): AsyncIterable<Page<T>>;
  /** Everything at once. */
  toArray(): Promise<T[]>;
}

/** How one list is asked for. */
interface Source extends List {
  /** Asks for one page. */
  readonly ask: (place: Place) => Promise<Answer>;
  readonly query: Query | undefined;
}

/** Makes the pages of a list. @throws ConfigError (`INVALID_VALUE`) for an option that cannot be used. */
export function pagesOf<T>(source: Source, options: PageOptions): Pages<T> {
  checkPageOptions(options);
  return new Walk<T>(source, options);
}

class Walk<T> implements Pages<T> {
  readonly #source: Source;
  readonly #options: PageOptions;

  constructor(source: Source, options: PageOptions) {
    this.#source = source;
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
    const { pageSize, marker, collection, limit = Number.POSITIVE_INFINITY } = this.#options;
    const query = { ...this.#source.query, ...(pageSize && { limit: pageSize }), ...(marker && { marker }) };
    const progress = new Progress(query, this.#source);
    for (let left = limit; left > 0; ) {
      const answer = await this.#source.ask(progress.place);
      const { relation } = progress;
      const page = progress.within(readPage<T>(await answer.json(), answer.headers, { collection, relation }));
      // A service that does not know markers gives the same page again: everything has been seen.
      if (progress.hasSeen(page, answer)) return;
      const step = progress.after(page);
      const items = progress.nearest(page.items, Math.min(left, page.items.length));
      left -= items.length;
      const cut = items.length < page.items.length;
      if (items.length > 0) yield { items, marker: cut ? markerOf(progress.lastOf(items)) : markerOfStep(step) };
      if (step === "stuck" && left > 0) throw stuck(pageSize);
      if (step === "end" || step === "stuck" || !progress.goOn(step)) return;
    }
  }
}

function markerOfStep(step: Step): string | undefined {
  if (typeof step === "string") return undefined;
  const { marker } = step.query;
  return marker === undefined ? undefined : String(marker);
}

function stuck(pageSize: number | undefined): ConfigError {
  const advice = pageSize === undefined ? "ask with a larger `limit` in the query" : "ask without pageSize";
  const text = `The list has a full page whose items have neither id nor name to go on after: ${advice}.`;
  return new ConfigError("INVALID_VALUE", text, { key: "pageSize" });
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
