import type { Readable } from "node:stream";
import type { Method } from "./dispatcher.ts";

/** A body that can only be sent once. */
export type OneShotBody = Readable | AsyncIterable<Uint8Array>;

/** What can be sent: text, bytes, a stream, or a function that makes the stream anew for every attempt. */
export type RequestBody = string | Uint8Array | OneShotBody | (() => OneShotBody);

/** One HTTP request, complete. */
export interface WireRequest {
  readonly method: Method;
  readonly origin: string;
  /** Path and query, encoded. */
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body?: RequestBody | undefined;
  /** ms until the answer is complete or, for a streamed one, has stalled; 0: no limit. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
  /** Official service type, for errors. */
  readonly service?: string | undefined;
  /** buffer: settle with the whole body; stream: settle as soon as it is known to be large. */
  readonly mode: "buffer" | "stream";
  /** How often the request may be sent again. */
  readonly retries: number;
  /** Statuses that say the service did not act, beside 429 and 503. */
  readonly retriableStatuses: readonly number[];
  /** "manual": a redirect is given back as the answer. */
  readonly redirect?: "manual" | undefined;
  /** Whether credentials may go to this origin on a redirect. */
  readonly trusts?: ((origin: string) => boolean) | undefined;
}

/** Whether the body can be sent a second time. */
export function isReplayable(body: RequestBody | undefined): boolean {
  return body === undefined || typeof body === "string" || typeof body === "function" || body instanceof Uint8Array;
}

/** The request's whole URL. */
export function urlOf(request: { readonly origin: string; readonly path: string }): string {
  return request.origin + request.path;
}
