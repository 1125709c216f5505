import { Readable } from "node:stream";
import { HttpError, type HttpErrorCode } from "../errors/errors.ts";
import { redactUrl } from "../redaction/url.ts";
import { reasonOf } from "./aborted.ts";
import { codingsOf, decoded, isTooLong } from "./content-coding.ts";
import { serviceRequestId } from "./service-request-id.ts";
import { textOf } from "./text.ts";

/** What an HTTP answer was an answer to. */
export interface AnswerContext {
  readonly method: string;
  readonly url: string;
  readonly service: string | undefined;
  /** The longest body (bytes) that is read whole; 0: no limit. */
  readonly bodyLimit: number;
  /** Whether a redirect left the credentials behind. */
  readonly anonymous?: boolean | undefined;
}

/** Where an answer's bytes are: already here, or still coming. */
export type AnswerSource = readonly Buffer[] | Readable;

type RawHeaders = Record<string, string | string[] | undefined>;

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
  /** What a stream brought, for who asks again. */
  #sent: Promise<Buffer> | undefined;

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

  /** How often a header came, its name in lower case. @internal */
  count(name: string): number {
    const value = this.#raw[name];
    return Array.isArray(value) ? value.length : Number(value !== undefined);
  }

  /** The service's id for this request, whichever header carries it. */
  get requestId(): string | undefined {
    return serviceRequestId(this.#raw);
  }

  /**
   * The body as a stream with backpressure, as it was sent: a content coding is the reader's to undo. One that nobody
   * begins to read within half of the call's timeout, or goes on reading within all of it, is destroyed.
   */
  get body(): Readable {
    this.#body ??= this.#streamed();
    return this.#body;
  }

  /**
   * The whole body as bytes, without its content coding.
   *
   * @throws HttpError `BODY_TOO_LARGE` beyond the call's `bodyLimit`, `INVALID_BODY` when it cannot be decoded, or was
   *   discarded or read as a stream before.
   */
  bytes(): Promise<Buffer> {
    // A stream can be read once; who asks again gets what was read.
    this.#whole ??= this.#collect();
    return this.#whole;
  }

  /**
   * The first bytes of the body, for errors; the rest is given up. Of a coded body there is all or nothing: what is cut
   * cannot be decoded, and a short one may become a very long one.
   *
   * @internal
   */
  async beginning(bytes: number): Promise<Buffer> {
    const codings = this.#codings;
    if (this.#source instanceof Readable) {
      const sent = await firstOf(this.#source, bytes);
      return codings === undefined ? sent : Buffer.alloc(0);
    }
    const sent = Buffer.concat(this.#source);
    return codings === undefined || sent.length === 0 ? sent.subarray(0, bytes) : decoded(sent, codings, bytes);
  }

  /** Whether the credentials of the request were not shown to whoever answered. @internal */
  get anonymous(): boolean {
    return this.#context.anonymous === true;
  }

  /** Whether the body is here already. @internal */
  get isWhole(): boolean {
    return !(this.#source instanceof Readable);
  }

  /** The whole body as UTF-8 text, without a byte order mark. @throws HttpError as `bytes` does. */
  async text(): Promise<string> {
    return this.#decoded(this.#ready ?? (await this.bytes()));
  }

  /**
   * The body as JSON; undefined when it is empty. `T` is the caller's word and is not checked.
   *
   * @throws HttpError `INVALID_BODY` when the body is something else, `BODY_TOO_LARGE`.
   */
  async json<T = unknown>(): Promise<T> {
    const text = this.#decoded(this.#ready ?? (await this.bytes()));
    try {
      return text === "" ? (undefined as T) : JSON.parse(text);
    } catch {
      const type = this.headers["content-type"] ?? "no content type";
      // The parser's own error quotes the body, which may be a secret.
      const from = { body: text, cause: undefined };
      throw this.#failure("INVALID_BODY", `answered ${this.status} with ${type} instead of JSON`, from);
    }
  }

  /** Ends the answer without reading the rest; its connection is given up when there is a rest. */
  async discard(): Promise<void> {
    if (this.#source instanceof Readable) this.#source.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.discard();
  }

  /** The error of an answer longer than it may be. @internal */
  tooLarge(cause?: unknown): HttpError {
    const limit = `answered with more than ${this.#context.bodyLimit} bytes`;
    const advice = "give the call a larger bodyLimit, or await it and read its body as a stream";
    return this.#failure("BODY_TOO_LARGE", `${limit}; ${advice}`, { body: undefined, cause });
  }

  get #codings(): readonly string[] | undefined {
    const header = this.#raw["content-encoding"];
    return header === undefined ? undefined : codingsOf(String(header));
  }

  /** The body, when it came in one piece that needs no decoding. */
  get #ready(): Buffer | undefined {
    const source = this.#source;
    return source instanceof Readable || source.length !== 1 || this.#raw["content-encoding"] !== undefined
      ? undefined
      : source[0];
  }

  #decoded(bytes: Buffer): string {
    try {
      return textOf(bytes);
    } catch (cause) {
      const told = "answered with more text than a string can hold; await the call and read its body as a stream";
      throw this.#failure("BODY_TOO_LARGE", told, { body: undefined, cause });
    }
  }

  #streamed(): Readable {
    const source = this.#source;
    if (source instanceof Readable && this.#sent === undefined) return source;
    return Readable.from(source instanceof Readable ? onceOf(this.#sent) : source, { objectMode: false });
  }

  async #collect(): Promise<Buffer> {
    this.#sent = this.#joined();
    const bytes = await this.#sent;
    const codings = this.#codings;
    if (codings === undefined || bytes.length === 0) return bytes;
    try {
      return await decoded(bytes, codings, this.#context.bodyLimit);
    } catch (cause) {
      if (isTooLong(cause)) throw this.tooLarge(cause);
      const told = `answered ${this.status} with a body that is no ${codings.join(", ")}, as its content-encoding says`;
      throw this.#failure("INVALID_BODY", told, { body: undefined, cause });
    }
  }

  async #joined(): Promise<Buffer> {
    const source = this.#source;
    if (!(source instanceof Readable)) {
      const [only] = source;
      return source.length === 1 && only !== undefined ? only : Buffer.concat(source);
    }
    // What is left of it, perhaps nothing, would pass for all.
    if (source.readableDidRead) throw this.#gone("read as a stream");
    // Who had looked at the stream before would find it empty afterwards.
    this.#body = undefined;
    const { bodyLimit } = this.#context;
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of source) {
        chunks.push(chunk);
        size += chunk.length;
        if (bodyLimit > 0 && size > bodyLimit) throw this.tooLarge();
      }
    } catch (error) {
      throw source.destroyed && isPremature(error) ? this.#gone("discarded") : reasonOf(error);
    }
    return Buffer.concat(chunks);
  }

  /** The error of a body that is not there any more. */
  #gone(how: string): HttpError {
    const told = `answered ${this.status} with a body that has been ${how}, and a stream can be read once`;
    return this.#failure("INVALID_BODY", told, { body: undefined, cause: undefined });
  }

  #failure(
    code: HttpErrorCode,
    what: string,
    from: { readonly body: string | undefined; readonly cause: unknown },
  ): HttpError {
    return new HttpError(code, `${this.method} ${this.url} ${what}`, {
      status: this.status,
      method: this.method,
      url: this.url,
      service: this.#context.service,
      requestId: this.requestId,
      retryAfter: undefined,
      headers: this.headers,
      ...from,
    });
  }
}

/** Whether a stream ended for no reason of its own, as one does that is discarded. */
function isPremature(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
}

async function* onceOf(bytes: Promise<Buffer> | undefined): AsyncGenerator<Buffer> {
  if (bytes !== undefined) yield await bytes;
}

function joined(raw: RawHeaders): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

async function firstOf(source: Readable, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= bytes) break;
  }
  return Buffer.concat(chunks).subarray(0, bytes);
}
