import type { Method } from "../transport/dispatcher.ts";
import type { Limits } from "../transport/gate.ts";
import type { RequestBody } from "../transport/request-body.ts";
import type { Retry } from "../transport/retry-rule.ts";
import type { Timeout } from "../transport/times.ts";
import { needsDocument } from "./microversion.ts";
import { startsWithVersion } from "./path.ts";
import type { Found, Need, Target } from "./target.ts";

/** One request of a caller, encoded. */
export interface CoreRequest {
  readonly method: Method;
  /** Path with query below the endpoint, or an absolute URL when not authenticated. */
  readonly path: string;
  /** The caller's headers, names and values in turn, names in lower case. */
  readonly headers: readonly string[];
  readonly body: RequestBody | undefined;
  readonly microversion: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly timeout: Timeout | undefined;
  readonly retry: Retry | undefined;
  readonly limits: Limits | undefined;
  readonly requestId: string | undefined;
  readonly bodyLimit: number | undefined;
  /** Whether a status ≥ 400 is an error. */
  readonly check: boolean;
  readonly authenticated: boolean;
}

/** How long and until when something may take. */
export interface Waiting {
  readonly signal?: AbortSignal | undefined;
  /** ms; 0: no limit. */
  readonly timeout?: number | undefined;
}

/** How much must be known of the target before the request can go. */
export function needOf(target: Target, request: CoreRequest): Need {
  const rooted = target.query.service.info.discovery.documents && startsWithVersion(request.path);
  return rooted ? "root" : "version";
}

/** Whether what is sent depends on what the version document says. */
export function dependsOnDocument(target: Target, request: CoreRequest): boolean {
  return request.microversion !== undefined && needsDocument(target.query.service.info, request.microversion);
}

/** Whether the caller sends a token of their own: what is refused then is not the session's. */
export function bringsToken({ headers }: CoreRequest): boolean {
  return headers.some((name, index) => index % 2 === 0 && name === "x-auth-token");
}

/** Without segments there may be nothing but a query. */
export function placeBelow({ origin, prefix }: Found, path: string): { origin: string; path: string } {
  const whole = prefix + path;
  return { origin, path: whole.startsWith("/") ? whole : `/${whole}` };
}

/** Where a URL of the caller's own leads. */
export function splitUrl(url: string): { origin: string; path: string } {
  const { origin, pathname, search } = new URL(url);
  return { origin, path: pathname + search };
}
