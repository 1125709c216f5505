import type {
  AnyServiceType,
  ByAlias,
  ByName,
  ImpliedMajor,
  ServiceTypeAlias,
  ServiceTypeInfo,
  ServiceTypeName,
} from "../../generated/service-types.ts";
import type { Call } from "../core/call.ts";
import type { Query } from "../core/path.ts";
import type { Method } from "../transport/dispatcher.ts";
import type { RequestBody } from "../transport/request-body.ts";
import type { Retry } from "../transport/retry-rule.ts";
import type { Timeout } from "../transport/times.ts";
import type { MajorRange, Microversion } from "../versions/version.ts";
import type { PageOptions, Pages } from "./pages.ts";

/**
 * Catalog types of one's own that are not `org:name`, by their names; the values are not looked at:
 * `declare module "osauth" { interface CustomServiceTypes { widgets: unknown } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: SDKs widen it
export interface CustomServiceTypes {}

/** Typed operations by service, for SDKs that widen it. */
// biome-ignore lint/suspicious/noEmptyInterface: SDKs widen it
export interface Operations {}

/** A service type that nobody registered: `org:name`, or any catalog type behind a visible `{ type }`. */
export interface UnregisteredService<T extends string = string> extends ServiceTypeInfo {
  readonly type: T;
  readonly microversions: "unknown";
}

/** How a service is chosen: its constant, an official name or alias, `org:name`, or exactly one catalog type. */
export type Selector =
  | AnyServiceType
  | ServiceTypeName
  | ServiceTypeAlias
  | keyof CustomServiceTypes
  | `${string}:${string}`
  | { readonly type: string };

/** The service type a selector stands for. */
export type Resolve<S extends Selector> = S extends ServiceTypeInfo
  ? S
  : S extends ServiceTypeName
    ? ByName[S]
    : S extends ServiceTypeAlias
      ? ByAlias[S]
      : S extends string
        ? UnregisteredService<S>
        : S extends { readonly type: infer T extends string }
          ? UnregisteredService<T>
          : never;

/** The major version an alias such as `volumev3` stands for. */
export type MajorOf<S> = S extends keyof ImpliedMajor ? ImpliedMajor[S] : number;

/** What may be asked of the service; `never` where it has no microversions. */
export type VersionsOf<S extends ServiceTypeInfo> = [S["microversions"]] extends ["none"]
  ? never
  : Microversion | "latest";

type Parameters<P extends string> = P extends `${string}{${infer K}}${infer R}` ? K | Parameters<R> : never;

/** What a request can carry beside its path. */
export interface RequestInit {
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; what JSON cannot hold, such as a BigInt or NaN, is refused. */
  readonly json?: unknown;
  /** Sent as a form, `application/x-www-form-urlencoded`. */
  readonly form?: Query;
  /**
   * Sent as it is: text, bytes, a Blob, a regular file opened by `node:fs/promises`, a stream or another iterable. A
   * function that makes one of these lets a stream be sent again.
   */
  readonly body?: RequestBody;
  readonly signal?: AbortSignal;
  /**
   * ms for the whole call; of a streamed answer, ms without progress; or each time on its own. 0: no limit.
   *
   * @default the session's, 60000
   */
  readonly timeout?: Timeout;
  /**
   * How often the request may be sent again when the service did not act on it; false: never; or a policy.
   *
   * @default the session's, 2
   */
  readonly retry?: Retry;
  /** The longest answer that is read whole, bytes; streams have no limit. 0: no limit. @default the session's, 128 MiB */
  readonly bodyLimit?: number;
  /** Goes out as X-Openstack-Request-Id and into the service's log: "req-" and a UUID. @default the session's */
  readonly requestId?: string;
  /** false: answers with status ≥ 400 are given back instead of thrown. @default true */
  readonly check?: boolean;
  /** false: no token goes along; only then may the path be an absolute URL. @default true */
  readonly authenticated?: boolean;
}

/** {@link RequestInit} with the microversion the service takes. */
export type ServiceInit<S extends ServiceTypeInfo> = RequestInit & { readonly microversion?: VersionsOf<S> };

/**
 * A path below the endpoint: text that starts with a slash, sent as written but for spaces and what is not ASCII; segments;
 * or with `authenticated: false` a URL.
 */
export type RequestPath = `/${string}` | `http://${string}` | `https://${string}` | readonly (string | number)[];

type Args<P, S extends ServiceTypeInfo> = P extends string
  ? [Parameters<P>] extends [never]
    ? [init?: ServiceInit<S>]
    : [init: ServiceInit<S> & { readonly path: { readonly [K in Parameters<P>]: string | number } }]
  : [init?: ServiceInit<S>];

/** What each request of a walk through a list carries, and how to walk. */
export type PageInit<S extends ServiceTypeInfo> = Omit<ServiceInit<S>, "json" | "form" | "body" | "check"> &
  PageOptions & {
    /** Values of the path's template parameters. */
    readonly path?: Readonly<Record<string, string | number>>;
  };

/** A range of microversions, ends included. */
export interface MicroversionRange {
  readonly min: Microversion | undefined;
  readonly max: Microversion | undefined;
}

/** Where a service is called and what it speaks there. */
export interface Endpoint {
  readonly url: string;
  /** The type under which the catalog has it. */
  readonly type: string;
  readonly region: string | undefined;
  readonly interface: string | undefined;
  readonly version: Microversion | undefined;
  readonly status: string | undefined;
  readonly microversions: MicroversionRange | undefined;
}

/** One version a service offers. */
export interface ServiceVersion {
  /** As the service writes it, such as "v2.1". */
  readonly id: string;
  readonly version: Microversion;
  /** CURRENT, SUPPORTED, DEPRECATED, EXPERIMENTAL or UNKNOWN. */
  readonly status: string;
  readonly url: string;
  readonly microversions: MicroversionRange | undefined;
}

/** When to stop waiting. */
export interface WaitOptions {
  readonly signal?: AbortSignal;
  /** ms. @default the session's, 60000 */
  readonly timeout?: number;
}

/** How an adapter differs from its session. */
export interface AdapterOptions<S extends ServiceTypeInfo = ServiceTypeInfo, V = Microversion | "latest"> {
  readonly region?: string;
  /** One interface, or several in order of preference. */
  readonly interface?: string | readonly string[];
  /** The catalog's name of the service, where one type is there twice. */
  readonly serviceName?: string;
  /** Major version: a number, or `{ min, max }`. */
  readonly version?: MajorRange;
  /** Sent with every request. */
  readonly microversion?: V & VersionsOf<S>;
  /** An endpoint to use instead of the catalog's. */
  readonly endpointOverride?: string;
}

/** The part of an adapter every service has. */
export interface Requests<S extends ServiceTypeInfo, V, M> {
  readonly service: S;
  /** The major version pinned by alias or `version`; undefined: discovery decides. */
  readonly major: M | undefined;
  /** Sent with every request. */
  readonly microversion: V;
  /** GET, as {@link Requests.request}. */
  get<const P extends RequestPath>(path: P, ...args: Args<P, S>): Call;
  /** HEAD, as {@link Requests.request}. */
  head<const P extends RequestPath>(path: P, ...args: Args<P, S>): Call;
  /** POST, as {@link Requests.request}. */
  post<const P extends RequestPath>(path: P, ...args: Args<P, S>): Call;
  /** PUT, as {@link Requests.request}. */
  put<const P extends RequestPath>(path: P, ...args: Args<P, S>): Call;
  /** PATCH, as {@link Requests.request}. */
  patch<const P extends RequestPath>(path: P, ...args: Args<P, S>): Call;
  /** DELETE, as {@link Requests.request}. */
  delete<const P extends RequestPath>(path: P, ...args: Args<P, S>): Call;
  /**
   * Sends a request to the service, with a token and, where they are set, the microversion and the session's request id.
   * `await` gives status, headers and body; `.json()`, `.text()` and `.bytes()` read it whole.
   *
   * @throws HttpError for status ≥ 400; AuthError, EndpointError, TransportError; the signal's own reason.
   */
  request<const P extends RequestPath>(method: Method, path: P, ...args: Args<P, S>): Call;
  /**
   * The items of a list, page by page as they are read, in whatever way the service pages: links in the body or a header,
   * or markers. A service that does not page gives all at once. With Neutron's `query: { page_reverse: true }` the pages
   * come from the end of the list, each in the list's order. `T` is the caller's word and is not checked; `timeout`
   * holds for each request.
   *
   * @throws ConfigError (`INVALID_VALUE`) for an option that cannot be used, or when the answer has no such list.
   * @example
   * ```ts
   * for await (const { id, name } of compute.paginate<Server>("/servers/detail", { pageSize: 100 })) console.log(id, name);
   * ```
   */
  paginate<T = unknown>(path: `/${string}` | readonly (string | number)[], init?: PageInit<S>): Pages<T>;
  /** Where the service is called, with the version and microversions it speaks there. @throws EndpointError */
  endpoint(options?: WaitOptions): Promise<Endpoint>;
  /** Every version the service offers, lowest first. @throws EndpointError */
  versions(options?: WaitOptions): Promise<readonly ServiceVersion[]>;
}

/** The part of an adapter of services with microversions. */
export interface Negotiable<S extends ServiceTypeInfo, M extends number> {
  /** The same service at one microversion; no request, no check. */
  at<const W extends VersionsOf<S>>(version: W): Adapter<S, W, M>;
  /** The highest of these microversions that the service speaks. @throws EndpointError `MICROVERSION_NOT_SUPPORTED` */
  negotiate<const W extends Microversion>(
    candidates: readonly W[],
    options?: WaitOptions,
  ): Promise<Negotiated<S, W, M>>;
  /** The highest microversion within the range. @throws EndpointError `MICROVERSION_NOT_SUPPORTED` */
  negotiate(
    range: { readonly min?: Microversion; readonly max?: Microversion },
    options?: WaitOptions,
  ): Promise<Adapter<S, Microversion, M>>;
  /** Whether the service speaks this microversion. */
  supports(version: Microversion, options?: WaitOptions): Promise<boolean>;
}

/**
 * A session bound to one service, and perhaps to a major version and a microversion. Without arguments it is any adapter,
 * for functions that take whatever service they are given; `Adapter<Compute>` is one of Compute at any microversion.
 */
export type Adapter<
  S extends ServiceTypeInfo = ServiceTypeInfo,
  V = Microversion | "latest" | undefined,
  M extends number = number,
> = Requests<S, V, M> & ("none" extends S["microversions"] ? unknown : Negotiable<S, M>);

/** One adapter for each outcome, so that comparing `microversion` narrows. */
export type Negotiated<S extends ServiceTypeInfo, W extends Microversion, M extends number> = W extends W
  ? Adapter<S, W, M>
  : never;
