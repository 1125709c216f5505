import type { AuthMethod } from "../auth/method.ts";
import type { TokenStore } from "../auth/store/token-store.ts";
import type { RequestIdSource } from "../core/request-id.ts";
import type { Logger } from "../diagnostics/logger.ts";
import type { AddressFamily, PoolOptions, ProxyOptions, TlsOptions } from "../transport/agent.ts";
import type { DispatcherLike } from "../transport/dispatcher.ts";
import type { Limits } from "../transport/gate.ts";
import type { Retry } from "../transport/retry-rule.ts";
import type { SessionTimeouts } from "../transport/times.ts";
import type { MajorRange } from "../versions/version.ts";

/** What holds for one service. */
export interface ServiceOptions extends Limits {
  /** Only endpoints of this region. */
  readonly region?: string | undefined;
  /** One interface, or several in order of preference. */
  readonly interface?: string | readonly string[] | undefined;
  /** The service's name in the catalog, where several have its type. */
  readonly serviceName?: string | undefined;
  /** The type under which the catalog has it, where that is none of the known ones. */
  readonly serviceType?: string | undefined;
  readonly version?: MajorRange | undefined;
  /** Sent with every request that names no other. */
  readonly microversion?: string | undefined;
  /** Whether and how often a request may be sent again. */
  readonly retry?: Retry | undefined;
  /** Why the service is not to be used; asking for its adapter then fails. */
  readonly disabled?: string | undefined;
}

/** Where a session looks for services; {@link Limits} hold for each service on its own. */
export interface SelectionOptions extends Limits {
  /** Only endpoints of this region; absent: the first one in the catalog. */
  readonly region?: string | undefined;
  /** One interface, or several in order of preference. @default "public" */
  readonly interface?: string | readonly string[] | undefined;
  /** Endpoints to use instead of the catalog's, by service type or alias. */
  readonly endpointOverrides?: Readonly<Record<string, string>> | undefined;
  /** What holds for single services, by service type or alias. */
  readonly services?: Readonly<Record<string, ServiceOptions>> | undefined;
}

/** How a session talks. */
export interface ConnectionOptions {
  readonly tls?: TlsOptions | undefined;
  /** Proxies between here and the cloud; none unless told, the environment is not asked. */
  readonly proxy?: ProxyOptions | undefined;
  /** Which addresses of a host are used. @default as the system orders them */
  readonly addressFamily?: AddressFamily | undefined;
  /** How many connections there are, how long they live and whether they may speak HTTP/2. */
  readonly pool?: PoolOptions | undefined;
  /** ms for a whole call; of a streamed answer, ms without progress; or each time on its own. 0: no limit. @default 60000 */
  readonly timeout?: number | SessionTimeouts | undefined;
  /** How often a request may be sent again when the service did not act on it; false: never; or a policy. @default 2 */
  readonly retry?: Retry | undefined;
  /** The longest answer that is read whole, bytes; streams have no limit. 0: no limit. @default 134217728 (128 MiB) */
  readonly bodyLimit?: number | undefined;
  /** Whether services may compress the answers that are read whole. @default true */
  readonly compression?: boolean | undefined;
  /** Prepended to the library's own User-Agent. */
  readonly userAgent?: string | undefined;
  /** Goes out with every request as X-Openstack-Request-Id, so that services' logs can be searched for it. @default none */
  readonly requestId?: RequestIdSource | undefined;
  /** Where to tell what is done, without secrets: `console`, pino, winston. */
  readonly logger?: Logger | undefined;
  /** An undici dispatcher to send through, instead of a pool of the session's own; the session does not close it. */
  readonly dispatcher?: DispatcherLike | undefined;
}

/** Everything but who logs in. */
export interface SessionOverrides extends SelectionOptions, ConnectionOptions {
  /** Where tokens are kept for other sessions and processes, such as `fileTokenStore()`. @default the session's memory */
  readonly tokenStore?: TokenStore | undefined;
}

/** Options of a session. */
export interface SessionOptions extends SessionOverrides {
  /** Made by `password()`, `token()`, `applicationCredential()`, `noAuth()`, `httpBasic()` or by yourself. */
  readonly auth: AuthMethod;
}
