import type { Method } from "./dispatcher.ts";
import type { Limits } from "./gate.ts";
import type { RequestBody } from "./request-body.ts";
import type { RetryRule } from "./retry-rule.ts";
import type { Times } from "./times.ts";

/** One HTTP request, complete. */
export interface WireRequest {
  readonly method: Method;
  readonly origin: string;
  /** Path and query, encoded. */
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body?: RequestBody | undefined;
  readonly times: Times;
  readonly signal?: AbortSignal | undefined;
  /** Official service type, for errors. */
  readonly service?: string | undefined;
  /** buffer: settle with the whole body; stream: settle as soon as it is known to be large. */
  readonly mode: "buffer" | "stream";
  /** The longest answer (bytes) that is read whole; 0: no limit. */
  readonly bodyLimit: number;
  readonly retry: RetryRule;
  /** What the service's server is spared. */
  readonly limits?: Limits | undefined;
  /** Statuses that say the service did not act, beside 429 and 503. */
  readonly retriableStatuses: readonly number[];
  /** "manual": a redirect is given back as the answer; "same-origin": none to another origin is followed. */
  readonly redirect?: "manual" | "same-origin" | undefined;
  /** Whether credentials may go to this origin on a redirect. */
  readonly trusts?: ((origin: string) => boolean) | undefined;
  /** Whether a redirect left the credentials behind. */
  readonly anonymous?: boolean | undefined;
}

/** The request's whole URL. */
export function urlOf(request: { readonly origin: string; readonly path: string }): string {
  return request.origin + request.path;
}
