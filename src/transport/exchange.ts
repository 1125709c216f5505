import { Readable } from "node:stream";
import type { TransportError } from "../errors/errors.ts";
import { asError, reasonOf } from "./aborted.ts";
import { Answer, type AnswerSource } from "./answer.ts";
import { AnswerStream } from "./answer-stream.ts";
import { Clock, type Late } from "./clock.ts";
import type { DispatchController, DispatcherLike, DispatchHandler } from "./dispatcher.ts";
import { bodyFailure, closedFailure, type FailurePlace, timeoutFailure, transportFailure } from "./failure.ts";
import type { Gate } from "./gate.ts";
import { urlOf, type WireRequest } from "./request.ts";
import { type Upload, uploadOf } from "./upload.ts";

/** Answers up to this size (bytes) are read whole before a streamed call settles. */
const WHOLE = 64 * 1024;

type Headers = Record<string, string | string[] | undefined>;

/** What else an exchange heeds: it is over when `closing` aborts, and on the wire only while `gate` lets it. */
interface Around {
  readonly closing: AbortSignal | undefined;
  readonly gate: Gate | undefined;
}

/** Sends one request once; settles as its mode says. */
export function exchange(dispatcher: DispatcherLike, request: WireRequest, around: Around): Promise<Answer> {
  return new Promise((resolve, reject) => {
    new Exchange(request, { resolve, reject, around }).start(dispatcher);
  });
}

class Exchange implements DispatchHandler {
  readonly #request: WireRequest;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #closing: AbortSignal | undefined;
  readonly #gate: Gate | undefined;
  #controller: DispatchController | undefined;
  #status = 0;
  #headers: Headers = {};
  #chunks: Buffer[] = [];
  #size = 0;
  #stream: AnswerStream | undefined;
  #clock: Clock | undefined;
  #content: Upload["content"] | undefined;
  #done = false;
  #gone: Error | undefined;

  constructor(
    request: WireRequest,
    caller: {
      readonly resolve: (answer: Answer) => void;
      readonly reject: (reason: unknown) => void;
      readonly around: Around;
    },
  ) {
    this.#request = request;
    this.#resolve = caller.resolve;
    this.#reject = caller.reject;
    this.#closing = caller.around.closing;
    this.#gate = caller.around.gate;
  }

  start(dispatcher: DispatcherLike): void {
    const { signal, times } = this.#request;
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
    this.#clock = new Clock(times, this.#onLate);
    if (this.#gate === undefined) this.#send(dispatcher);
    else this.#gate.enter(this, () => this.#send(dispatcher));
  }

  onRequestStart(controller: DispatchController): void {
    this.#controller = controller;
    if (this.#gone !== undefined) controller.abort(this.#gone);
  }

  onResponseStart(_controller: DispatchController, status: number, headers: Headers): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    this.#clock?.begun();
    // What a HEAD tells of is not coming.
    const announced = this.#request.method === "HEAD" ? 0 : Number(headers["content-length"] ?? 0);
    if (this.#exceeds(announced)) this.#refuse();
  }

  onResponseData(controller: DispatchController, chunk: Buffer): void {
    if (this.#done) return;
    this.#clock?.moved();
    if (this.#stream !== undefined) {
      if (!this.#stream.push(chunk)) controller.pause();
      return;
    }
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    // Of a failure only the beginning is wanted, in either mode.
    const streams = this.#request.mode === "stream" || this.#status >= 400;
    if (streams && this.#size > WHOLE) this.#openStream(controller);
    else if (this.#exceeds(this.#size)) this.#refuse();
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
    this.#settleWith(this.#gone === undefined ? this.#failure(error) : reasonOf(this.#gone));
  }

  #openStream(controller: DispatchController): void {
    const stream = new AnswerStream({
      more: () => {
        this.#clock?.moved();
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
    this.#clock?.streams(() => stream.readableDidRead);
    this.#resolve(this.#answer(stream));
  }

  #answer(source: AnswerSource): Answer {
    const { method, service, bodyLimit, anonymous } = this.#request;
    const context = { method, url: urlOf(this.#request), service, bodyLimit, anonymous };
    return new Answer(this.#status, this.#headers, { context, source });
  }

  #exceeds(size: number): boolean {
    const { mode, bodyLimit } = this.#request;
    return bodyLimit > 0 && size > bodyLimit && mode === "buffer" && this.#status < 400;
  }

  #refuse(): void {
    this.#chunks = [];
    this.#cancel(this.#answer([]).tooLarge());
  }

  #send(dispatcher: DispatcherLike): void {
    const { body } = this.#request;
    if (body === undefined) this.#dispatch(dispatcher, undefined);
    else this.#upload(dispatcher, body);
  }

  #upload(dispatcher: DispatcherLike, body: NonNullable<WireRequest["body"]>): void {
    const onFailure = (cause: unknown): void => {
      if (!this.#done) this.#cancel(bodyFailure(cause, this.#place()));
    };
    try {
      const upload = uploadOf(body, { onPart: () => this.#clock?.uploaded(), onFailure });
      if (upload instanceof Promise) upload.then((ready) => this.#dispatch(dispatcher, ready), onFailure);
      else this.#dispatch(dispatcher, upload);
    } catch (cause) {
      onFailure(cause);
    }
  }

  #dispatch(dispatcher: DispatcherLike, upload: Upload | undefined): void {
    const { method, origin, path, headers } = this.#request;
    this.#content = upload?.content;
    if (this.#done) {
      this.#dropContent();
      return;
    }
    try {
      if (upload === undefined) dispatcher.dispatch({ origin, path, method, headers }, this);
      else dispatcher.dispatch({ origin, path, method, headers: sized(headers, upload), body: upload.content }, this);
    } catch (cause) {
      this.#settleWith(this.#failure(cause));
    }
  }

  /** A body whose request never went out would stay open. */
  #dropContent(): void {
    if (this.#content instanceof Readable) this.#content.destroy();
  }

  readonly #onAbort = (): void => this.#cancel(this.#request.signal?.reason);

  readonly #onClosing = (): void => this.#cancel(closedFailure(this.#place()));

  readonly #onLate = (which: Late, ms: number): void => this.#cancel(timeoutFailure(this.#place(), which, ms));

  #cancel(reason: unknown): void {
    this.#gone = asError(reason);
    // The request first: undici takes it badly when only its body is gone, over HTTP/2.
    this.#controller?.abort(this.#gone);
    this.#settleWith(reason);
  }

  #failure(cause: unknown): TransportError {
    return transportFailure(cause, this.#place());
  }

  #place(): FailurePlace {
    const { method, headers } = this.#request;
    const requestId = headers[headers.indexOf("x-openstack-request-id") + 1 || headers.length];
    return { method, url: urlOf(this.#request), sent: this.#controller !== undefined, requestId };
  }

  #settleWith(reason: unknown): void {
    if (this.#done) return;
    this.#finish();
    this.#dropContent();
    if (this.#stream === undefined) this.#reject(reason);
    else this.#stream.destroy(asError(reason));
  }

  #finish(): void {
    this.#done = true;
    this.#clock?.stop();
    this.#request.signal?.removeEventListener("abort", this.#onAbort);
    this.#closing?.removeEventListener("abort", this.#onClosing);
    this.#gate?.leave(this);
  }
}

function sized(headers: string[], { length }: Upload): string[] {
  if (length === undefined || headers.some((name, index) => index % 2 === 0 && /^content-length$/i.test(name)))
    return headers;
  return [...headers, "content-length", String(length)];
}
