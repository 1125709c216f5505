import type { Readable } from "node:stream";
import type { Answer } from "../transport/answer.ts";

/** How a call settles: with the whole body, or as soon as the body is known to be large. */
export type Mode = "buffer" | "stream";

/**
 * A request on its way: sent exactly once, on the next microtask at the latest. `json`, `text` and `bytes` asked for
 * right away read the whole answer; awaiting the call, or `stream`, leaves a body over 64 KiB to be read.
 *
 * @example
 * ```ts
 * const { servers } = await compute.get("/servers").json<{ servers: unknown[] }>();
 * const answer = await compute.get("/servers"); // status, headers, body
 * ```
 */
export interface Call<D = unknown> extends PromiseLike<Answer> {
  /** The body as JSON; undefined when it is empty. `T` is the caller's word and is not checked. */
  json<T = D>(): Promise<T>;
  /** The body as UTF-8 text. */
  text(): Promise<string>;
  /** The body as bytes. */
  bytes(): Promise<Buffer>;
  /** The body as a stream with backpressure. */
  stream(): Promise<Readable>;
  catch<R>(onRejected: (reason: unknown) => R | PromiseLike<R>): Promise<Answer | R>;
  finally(onSettled: () => void): Promise<Answer>;
}

/** Makes a call of what sends it. */
export function call<D = unknown>(send: (mode: Mode) => Promise<Answer>): Call<D> {
  return new OneCall<D>(send);
}

class OneCall<D> implements Call<D> {
  readonly #send: (mode: Mode) => Promise<Answer>;
  #answer: Promise<Answer> | undefined;

  constructor(send: (mode: Mode) => Promise<Answer>) {
    this.#send = send;
    queueMicrotask(() => void this.#start("stream"));
  }

  // biome-ignore lint/suspicious/noThenProperty: a call is awaited
  then<A = Answer, B = never>(
    onFulfilled?: ((answer: Answer) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#start("stream").then(onFulfilled, onRejected);
  }

  catch<R>(onRejected: (reason: unknown) => R | PromiseLike<R>): Promise<Answer | R> {
    return this.then(undefined, onRejected);
  }

  finally(onSettled: () => void): Promise<Answer> {
    return this.#start("stream").finally(onSettled);
  }

  json<T = D>(): Promise<T> {
    return this.#start("buffer").then((answer) => answer.json<T>());
  }

  text(): Promise<string> {
    return this.#start("buffer").then((answer) => answer.text());
  }

  bytes(): Promise<Buffer> {
    return this.#start("buffer").then((answer) => answer.bytes());
  }

  stream(): Promise<Readable> {
    return this.#start("stream").then((answer) => answer.body);
  }

  #start(mode: Mode): Promise<Answer> {
    this.#answer ??= this.#send(mode);
    return this.#answer;
  }
}
