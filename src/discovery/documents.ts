import type { Grant } from "../auth/method.ts";
import { Reporter } from "../diagnostics/reporter.ts";
import { type AnyOpenStackError, isOpenStackError } from "../errors/errors.ts";
import { jsonIn } from "../errors/record.ts";
import { redactUrl } from "../redaction/url.ts";
import { Flight } from "../transport/flight.ts";
import { parseDocument } from "./document.ts";
import type { VersionEntry } from "./entry.ts";

const UNUSABLE_FOR = 30_000;
const UNREACHABLE_FOR = 2_000;

/** What came back from a URL that may hold a version document. */
export interface FetchedDocument {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** One GET of a version document. */
export interface DocumentRequest {
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Whose credentials go along; undefined: nobody's. */
  readonly grant: Grant | undefined;
  readonly signal: AbortSignal;
}

/** Fetches one URL, whatever its status; throws when no answer came. */
export type FetchDocument = (request: DocumentRequest) => Promise<FetchedDocument>;

/** What is known about one URL. */
export interface DocumentResult {
  readonly url: string;
  readonly status: number | undefined;
  /** The versions listed there; undefined when there is no version document. */
  readonly entries: readonly VersionEntry[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Why there are no entries. */
  readonly reason: string;
  /** Set when the service could not be asked, so that its answer may be another one soon. */
  readonly failure: unknown;
  /** Whose credentials were refused: somebody else, or the same user with a new token, may be let in. */
  readonly refused?: Grant;
}

interface Kept {
  readonly result: DocumentResult;
  /** Epoch ms. */
  readonly since: number;
}

/** What a document is asked for and by whom. */
export interface DocumentQuery {
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Shown only to a service that wants to know who asks. */
  readonly grant: Grant;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Version documents by URL: each is fetched by one request at a time and kept; a URL without a document is asked again
 * after a while.
 */
export class DocumentCache {
  readonly #fetch: FetchDocument;
  readonly #reporter: Reporter;
  readonly #kept = new Map<string, Kept>();
  readonly #flights = new Map<string, Flight<DocumentResult>>();

  constructor(fetch: FetchDocument, reporter: Reporter = new Reporter()) {
    this.#fetch = fetch;
    this.#reporter = reporter;
  }

  /** The document at a URL. Rejects only with the signal's reason, or with an error that is the session's own. */
  async get(url: string, query: DocumentQuery): Promise<DocumentResult> {
    const key = url.replace(/\/+$/, "");
    const kept = this.#kept.get(key);
    if (kept !== undefined && isFresh(kept) && concerns(kept.result, query)) return kept.result;
    const flight = this.#flights.get(key);
    if (flight === undefined || flight.abandoned) return this.#depart(key, { url, ...query }).join(query.signal);
    const result = await flight.join(query.signal);
    return concerns(result, query) ? result : this.get(url, query);
  }

  #depart(key: string, { url, headers, grant }: DocumentQuery & { readonly url: string }): Flight<DocumentResult> {
    const flight = new Flight((signal) => this.#told({ url, headers, grant: undefined, signal }, grant));
    this.#flights.set(key, flight);
    flight.result
      .then((result) => this.#kept.set(key, { result, since: Date.now() }))
      .catch(() => undefined)
      .finally(() => {
        if (this.#flights.get(key) === flight) this.#flights.delete(key);
      });
    return flight;
  }

  async #told(request: DocumentRequest, grant: Grant): Promise<DocumentResult> {
    const started = performance.now();
    const result = await this.#ask(request, grant);
    this.#reporter.tell("osauth:discovery", () => ({
      url: redactUrl(result.url),
      status: result.status,
      versions: result.entries?.map(({ id }) => id),
      reason: result.entries === undefined ? result.reason : undefined,
      duration: performance.now() - started,
    }));
    return result;
  }

  async #ask(request: DocumentRequest, grant: Grant): Promise<DocumentResult> {
    try {
      const answer = await this.#fetch(request);
      if (answer.status !== 401) return read(request.url, answer);
      const result = read(request.url, await this.#fetch({ ...request, grant }));
      return result.status === 401 || result.status === 403 ? { ...result, refused: grant } : result;
    } catch (failure) {
      if (!isOpenStackError(failure) || isOwn(failure)) throw failure;
      return { url: request.url, status: undefined, entries: undefined, headers: {}, reason: failure.message, failure };
    }
  }
}

/** Whether a failure is the session's, because of its options or its end, and says nothing about the service. */
function isOwn({ name, code }: AnyOpenStackError): boolean {
  return name === "ConfigError" || code === "SESSION_CLOSED";
}

function concerns(result: DocumentResult, query: DocumentQuery): boolean {
  return result.refused === undefined || result.refused === query.grant;
}

/** Whether a result still holds; one from the future does not, since the clock was set back meanwhile. */
function isFresh({ result, since }: Kept): boolean {
  if (result.entries !== undefined) return true;
  const age = Date.now() - since;
  return age >= 0 && age < (result.failure === undefined ? UNUSABLE_FOR : UNREACHABLE_FOR);
}

function read(url: string, answer: FetchedDocument): DocumentResult {
  const { status, headers, text } = answer;
  const entries = status < 400 ? parseDocument({ body: jsonIn(text), headers, url }) : undefined;
  const reason = entries === undefined ? `HTTP ${status}${status < 400 ? ", not a version document" : ""}` : "";
  const failure = status >= 500 || status === 429 ? new Error(`HTTP ${status}`) : undefined;
  return { url, status, entries, headers, reason, failure };
}
