import { Readable } from "node:stream";
import type { TransportError } from "../errors/errors.ts";
import { Answer } from "./answer.ts";
import type { DispatchController, DispatcherLike, DispatchHandler } from "./dispatcher.ts";
import { closedFailure, timeoutFailure, transportFailure } from "./failure.ts";
import { type RequestBody, urlOf, type WireRequest } from "./request.ts";

/** Answers up to this size (bytes) are read whole before a streamed call settles. */
const WHOLE = 64 * 1024;

type Headers = Record<string, string | string[] | undefined>;

/** Sends one request once; settles as its mode says. It is over when `closing` aborts. */
export function exchange(dispatcher: DispatcherLike, request: WireRequest, closing?: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    new Exchange(request, { resolve, reject, closing }).start(dispatcher);
  });
}

class Exchange implements DispatchHandler {
  readonly #request: WireRequest;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #closing: AbortSignal | undefined;
  #controller: DispatchController | undefined;
  #status = 0;
  #headers: Headers = {};
  #chunks: Buffer[] = [];
  #size = 0;
  #stream: AnswerStream | undefined;
  #timer: NodeJS.Timeout | undefined;
  #done = false;
  #gone: Error | undefined;

  constructor(
    request: WireRequest,
    caller: {
      readonly resolve: (answer: Answer) => void;
      readonly reject: (reason: unknown) => void;
      readonly closing: AbortSignal | undefined;
    },
  ) {
    this.#request = request;
    this.#resolve = caller.resolve;
    this.#reject = caller.reject;
    this.#closing = caller.closing;
  }

  start(dispatcher: DispatcherLike): void {
    const { signal, timeout, method, origin, path, headers } = this.#request;
    if (signal?.aborted) {
      this.#settleWith(signal.reason);
      return;
    }
    if (this.#closing?.aborted) {
      this.#onClosing();
      return;
    }
    signal?.addEventListener("abort", this.#onAbort);
    this.#closing?.addEventListener("abort", this.#onClosing);
    if (timeout > 0) this.#timer = setTimeout(this.#onTimeout, timeout);
    try {
      const body = this.#wireBody(this.#request.body);
      dispatcher.dispatch({ origin, path, method, headers, ...(body === undefined ? {} : { body }) }, this);
    } catch (cause) {
      this.#settleWith(this.#failure(cause));
    }
  }

  onRequestStart(controller: DispatchController): void {
    this.#controller = controller;
    if (this.#gone !== undefined) controller.abort(this.#gone);
  }

  onResponseStart(_controller: DispatchController, status: number, headers: Headers): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: DispatchController, chunk: Buffer): void {
    // What is to be read whole has to be complete in time, however long it keeps dripping.
    if (this.#request.mode === "stream") this.#timer?.refresh();
    if (this.#stream !== undefined) {
      if (!this.#stream.push(chunk)) controller.pause();
      return;
    }
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    // Of a failure only the beginning is wanted, in either mode.
    const streams = this.#request.mode === "stream" || this.#status >= 400;
    if (streams && this.#size > WHOLE) this.#openStream(controller);
  }

  onResponseEnd(): void {
    if (this.#stream === undefined) {
      this.#finish();
      this.#resolve(this.#answer(this.#chunks));
    } else {
      this.#finish();
      this.#stream.push(null);
    }
  }

  onResponseError(_controller: DispatchController, error: Error): void {
    this.#settleWith(this.#gone ?? this.#failure(error));
  }

  #openStream(controller: DispatchController): void {
    const stream = new AnswerStream({
      more: () => {
        this.#timer?.refresh();
        controller.resume();
      },
      stop: (reason) => {
        this.#finish();
        controller.abort(reason);
      },
    });
    controller.pause();
    for (const chunk of this.#chunks) stream.push(chunk);
    this.#chunks = [];
    this.#stream = stream;
    this.#resolve(this.#answer(stream));
  }

  #answer(source: readonly Buffer[] | Readable): Answer {
    const { method, service } = this.#request;
    return new Answer(this.#status, this.#headers, { context: { method, url: urlOf(this.#request), service }, source });
  }

  /** A long upload is alive as long as it moves, so its chunks push the timeout back. */
  #wireBody(body: RequestBody | undefined): string | Buffer | Readable | undefined {
    if (body === undefined || typeof body === "string") return body;
    if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const source = typeof body === "function" ? body() : body;
    return Readable.from(this.#watched(source), { objectMode: false });
  }

  async *#watched(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.#timer?.refresh();
      yield chunk;
    }
  }

  readonly #onAbort = (): void => this.#cancel(this.#request.signal?.reason);

  readonly #onClosing = (): void => this.#cancel(closedFailure(this.#place()));

  readonly #onTimeout = (): void => this.#cancel(timeoutFailure(this.#place(), this.#request.timeout));

  #cancel(reason: unknown): void {
    this.#gone = reason instanceof Error ? reason : new Error("aborted", { cause: reason });
    this.#settleWith(reason);
    this.#controller?.abort(this.#gone);
  }

  #failure(cause: unknown): TransportError {
    return transportFailure(cause, this.#place());
  }

  #place(): { method: string; url: string; sent: boolean } {
    return { method: this.#request.method, url: urlOf(this.#request), sent: this.#controller !== undefined };
  }

  #settleWith(reason: unknown): void {
    if (this.#done) return;
    this.#finish();
    if (this.#stream === undefined) this.#reject(reason);
    else this.#stream.destroy(reason instanceof Error ? reason : new Error("aborted", { cause: reason }));
  }

  #finish(): void {
    this.#done = true;
    clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener("abort", this.#onAbort);
    this.#closing?.removeEventListener("abort", this.#onClosing);
  }
}

class AnswerStream extends Readable {
  readonly #more: () => void;
  readonly #stop: (reason: Error) => void;

  constructor(flow: { readonly more: () => void; readonly stop: (reason: Error) => void }) {
    super();
    // An answer that nobody reads must not end the process when it fails; who reads later still gets the error.
    this.on("error", () => undefined);
    this.#more = flow.more;
    this.#stop = flow.stop;
  }

  override _read(): void {
    this.#more();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (error !== null || !this.readableEnded) this.#stop(error ?? new Error("the answer was discarded"));
    callback(error);
  }
}
