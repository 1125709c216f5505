import type { AuthMethod } from "../auth/method.ts";
import type { TlsOptions } from "../transport/agent.ts";
import type { DispatcherLike } from "../transport/dispatcher.ts";

/** Where a session looks for services. */
export interface SelectionOptions {
  /** Only endpoints of this region; absent: the first one in the catalog. */
  readonly region?: string | undefined;
  /** One interface, or several in order of preference. @default "public" */
  readonly interface?: string | readonly string[] | undefined;
  /** Endpoints to use instead of the catalog's, by service type or alias. */
  readonly endpointOverrides?: Readonly<Record<string, string>> | undefined;
}

/** How a session talks. */
export interface ConnectionOptions {
  readonly tls?: TlsOptions | undefined;
  /** ms for a whole call; of a streamed answer, ms without progress. 0: no limit. @default 60000 */
  readonly timeout?: number | undefined;
  /** How often a request may be sent again when the service did not act on it. @default 2 */
  readonly retry?: number | undefined;
  /** Prepended to the library's own User-Agent. */
  readonly userAgent?: string | undefined;
  /** An undici dispatcher to send through, instead of a pool of the session's own; the session does not close it. */
  readonly dispatcher?: DispatcherLike | undefined;
}

/** Everything but who logs in. */
export interface SessionOverrides extends SelectionOptions, ConnectionOptions {}

/** Options of a session. */
export interface SessionOptions extends SessionOverrides {
  /** Made by `password()`, `token()`, `applicationCredential()`, `noAuth()`, `httpBasic()` or by yourself. */
  readonly auth: AuthMethod;
}
