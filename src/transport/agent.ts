import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, EnvHttpProxyAgent } from "undici";
import type { DispatcherLike } from "./dispatcher.ts";

/** How to verify the cloud and to show who is calling. PEM texts, not paths. */
export interface TlsOptions {
  /** Certificates to trust, instead of the system's. */
  readonly ca?: string | readonly string[];
  /** Client certificate. */
  readonly cert?: string;
  /** Key of the client certificate. */
  readonly key?: string;
  /** false accepts any certificate. @default true */
  readonly verify?: boolean;
}

/** Proxies between here and the cloud. */
export interface ProxyOptions {
  /** Address of the proxy for http. */
  readonly http?: string;
  /** Address of the proxy for https, which tunnels. */
  readonly https?: string;
  /** Hosts that are reached without one: names, ".domain", addresses, each perhaps with ":port", with commas between. */
  readonly none?: string;
}

/** Only IPv4 addresses of a host, or its IPv6 addresses before the others. */
export type AddressFamily = "ipv4" | "prefer-ipv6";

/** What a session's own connection pool is made with. */
export interface AgentOptions {
  readonly tls?: TlsOptions | undefined;
  readonly proxy?: ProxyOptions | undefined;
  readonly addressFamily?: AddressFamily | undefined;
  /** ms until a connection stands; 0: no limit. @default 10000 */
  readonly connectTimeout?: number | undefined;
}

/** A dispatcher that the session made and therefore closes. */
export interface OwnedDispatcher extends DispatcherLike {
  close(): Promise<void>;
  destroy(): Promise<void>;
}

const CONNECT_TIMEOUT = 10_000;

/** Makes the session's own connection pool; timeouts of requests are the session's, so undici's are off. */
export function createAgent(given: AgentOptions = {}): OwnedDispatcher {
  const { tls = {}, proxy, addressFamily, connectTimeout = CONNECT_TIMEOUT } = given;
  const verification = verificationOf(tls);
  const connect = {
    timeout: connectTimeout,
    ...verification,
    ...(addressFamily && { lookup: LOOKUPS[addressFamily] }),
  };
  const options = { headersTimeout: 0, bodyTimeout: 0, connect };
  if (proxy === undefined) return new Agent(options);
  // An empty text, because without one undici would ask the environment.
  const { http: httpProxy = "", https: httpsProxy = "", none: noProxy = "" } = proxy;
  return new EnvHttpProxyAgent({ ...options, requestTls: verification, httpProxy, httpsProxy, noProxy });
}

function verificationOf({ ca, cert, key, verify }: TlsOptions): object {
  return {
    rejectUnauthorized: verify ?? true,
    ...(ca === undefined ? {} : { ca: typeof ca === "string" ? ca : [...ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

const LOOKUPS: Readonly<Record<AddressFamily, LookupFunction>> = {
  ipv4: (host, options, done) => lookup(host, { ...options, family: 4 }, done),
  "prefer-ipv6": (host, options, done) => lookup(host, { ...options, order: "ipv6first" }, done),
};
