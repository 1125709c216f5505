import { Readable } from "node:stream";
import { HttpError } from "../errors/errors.ts";
import { redactUrl } from "../redaction/url.ts";

/** What an HTTP answer was an answer to. */
export interface AnswerContext {
  readonly method: string;
  readonly url: string;
  readonly service: string | undefined;
}

/** Where an answer's bytes are: already here, or still coming. */
export type AnswerSource = readonly Buffer[] | Readable;

type RawHeaders = Record<string, string | string[] | undefined>;

const REQUEST_IDS = ["x-openstack-request-id", "x-compute-request-id", "openstack-request-id", "x-trans-id"];

/**
 * An HTTP answer. A body up to 64 KiB is already here; of a larger one read `body` (a stream), or call `json`, `text`,
 * `bytes` or `discard`; `await using` discards what is left.
 */
export class Answer {
  readonly status: number;
  readonly method: string;
  /** The URL that answered, without credentials. */
  readonly url: string;
  readonly #context: AnswerContext;
  readonly #raw: RawHeaders;
  readonly #source: AnswerSource;
  #headers: Readonly<Record<string, string>> | undefined;
  #body: Readable | undefined;
  #whole: Promise<Buffer> | undefined;

  constructor(
    status: number,
    headers: RawHeaders,
    from: { readonly context: AnswerContext; readonly source: AnswerSource },
  ) {
    this.status = status;
    this.#raw = headers;
    this.#source = from.source;
    this.#context = from.context;
    this.method = from.context.method;
    this.url = redactUrl(from.context.url);
  }

  /** Names in lower case; a header that came several times is joined with ", ". */
  get headers(): Readonly<Record<string, string>> {
    this.#headers ??= joined(this.#raw);
    return this.#headers;
  }

  /** The service's id for this request, whichever header carries it. */
  get requestId(): string | undefined {
    for (const name of REQUEST_IDS) {
      const value = this.#raw[name];
      if (typeof value === "string") return value;
    }
    return undefined;
  }

  /** The body as a stream with backpressure; one that nobody reads for the call's timeout is destroyed. */
  get body(): Readable {
    this.#body ??= this.#source instanceof Readable ? this.#source : Readable.from(this.#source, { objectMode: false });
    return this.#body;
  }

  /** The whole body as bytes. */
  bytes(): Promise<Buffer> {
    // A stream can be read once; who asks again gets what was read.
    this.#whole ??= collected(this.#source);
    return this.#whole;
  }

  /** The first bytes of the body, for errors; the rest is given up. @internal */
  async beginning(bytes: number): Promise<Buffer> {
    if (!(this.#source instanceof Readable)) return this.bytes();
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.#source) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= bytes) break;
    }
    return Buffer.concat(chunks).subarray(0, bytes);
  }

  /** The whole body as UTF-8 text. */
  async text(): Promise<string> {
    return (await this.bytes()).toString("utf8");
  }

  /**
   * The body as JSON; undefined when it is empty. `T` is the caller's word and is not checked.
   *
   * @throws HttpError `INVALID_BODY` when the body is something else.
   */
  async json<T = unknown>(): Promise<T> {
    const text = await this.text();
    try {
      return text === "" ? (undefined as T) : JSON.parse(text);
    } catch (cause) {
      throw this.#notJson(text, cause);
    }
  }

  /** Ends the answer without reading the rest; its connection is given up when there is a rest. */
  async discard(): Promise<void> {
    if (this.#source instanceof Readable) this.#source.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.discard();
  }

  #notJson(text: string, cause: unknown): HttpError {
    const type = this.headers["content-type"] ?? "no content type";
    return new HttpError(
      "INVALID_BODY",
      `${this.method} ${this.url} answered ${this.status} with ${type} instead of JSON`,
      {
        status: this.status,
        method: this.method,
        url: this.url,
        service: this.#context.service,
        requestId: this.requestId,
        body: text,
        retryAfter: undefined,
        headers: this.headers,
        cause,
      },
    );
  }
}

async function collected(source: AnswerSource): Promise<Buffer> {
  if (!(source instanceof Readable)) {
    const [only] = source;
    return source.length === 1 && only !== undefined ? only : Buffer.concat(source);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function joined(raw: RawHeaders): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}
