import type { Query } from "../core/path.ts";
import { HttpError } from "../errors/errors.ts";
import type { Answer } from "../transport/answer.ts";
import { idOf, markerOf, type ReadPage } from "./page.ts";

/** What comes after a page: a query, the end, or nothing although there may be more. */
export type Step = Query | "end" | "stuck";

/** Pages in a row that bring nothing new, after which a service that promises more is not believed. */
const PATIENCE = 100;

/** Where a walk through a list has come to. */
export class Progress {
  /** The query of the next request. */
  query: Query;
  readonly #style: string | null;
  readonly #asked = new Set<string>();
  /** What pages began with. */
  readonly #begun = new Set<string>();
  /** Whether the service says where to go on: then nothing said means the end. */
  #led = false;
  #last: string | undefined;
  #barren = 0;

  constructor(query: Query, style: string | null) {
    this.query = query;
    this.#style = style;
  }

  /**
   * Whether a page has been seen before, and everything with it.
   *
   * @throws HttpError `INVALID_BODY` when page after page brings nothing new.
   */
  hasSeen(page: ReadPage<unknown>, answer: Answer): boolean {
    this.#asked.add(keyOf(this.query));
    this.#led ||= page.next.kind !== "unsaid";
    const [first] = page.items;
    // Where a service leads on, pages may look alike whose items have no ids; where names lead on, they differ.
    const key = first === undefined ? undefined : this.#led ? idOf(first) : (markerOf(first) ?? JSON.stringify(first));
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
    const { query } = this;
    switch (page.next.kind) {
      case "link": {
        const { query: link } = page.next;
        const names = [...new Set(link.keys())];
        return { ...query, ...Object.fromEntries(names.map((name) => [name, link.getAll(name)])) };
      }
      case "marker":
        return { ...query, marker: page.next.marker };
      case "end":
        return "end";
      default:
        return this.#led || page.items.length === 0 ? "end" : this.#guess(page);
    }
  }

  /** Takes a step; false when it leads back. */
  goOn(query: Query): boolean {
    this.query = query;
    return !this.#asked.has(keyOf(query));
  }

  /** Where a service says nothing, its way of paging does, and whether the page is full. */
  #guess(page: ReadPage<unknown>): Step {
    const { query } = this;
    const count = page.items.length;
    const full = query.limit === undefined ? undefined : count === Number(query.limit);
    if (this.#style === "offset-limit") {
      const offset = Number(query.offset ?? 0) + count;
      return full === false || offset >= (page.total ?? Infinity) ? "end" : { ...query, offset };
    }
    if (this.#style === "page-number") {
      const number = Number(query.page ?? 1);
      return number < (page.pages ?? 0) ? { ...query, page: number + 1 } : "end";
    }
    // Object storage, whose lists are bare, never says.
    if (!(full ?? (page.bare && this.#style === "swift-marker")) || count >= (page.total ?? Infinity)) return "end";
    const marker = markerOf(page.items.at(-1));
    return marker === undefined ? "stuck" : { ...query, marker };
  }
}

function keyOf(query: Query): string {
  return JSON.stringify(
    Object.entries(query)
      .map(([name, value]) => [name, ...(Array.isArray(value) ? value : [value]).map(String)])
      .sort(([one = ""], [other = ""]) => (one < other ? -1 : 1)),
  );
}

function endless(answer: Answer): HttpError {
  const { status, method, url, requestId, headers } = answer;
  const text = `${method} ${url} promises more with every page, but the last ${PATIENCE} brought nothing new`;
  const none = { service: undefined, body: undefined, retryAfter: undefined };
  return new HttpError("INVALID_BODY", text, { ...none, status, method, url, requestId, headers });
}
