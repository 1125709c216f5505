import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, type buildConnector, Client, Pool, ProxyAgent } from "undici";
import type { DispatcherLike } from "./dispatcher.ts";
import { bypasses } from "./no-proxy.ts";

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
  /**
   * What is reached without one: names with all below them, addresses, each perhaps with ":port", networks such as
   * "10.0.0.0/8", with commas between; or "*" for everything.
   */
  readonly none?: string;
}

/** Only IPv4 addresses of a host, or its IPv6 addresses before the others. */
export type AddressFamily = "ipv4" | "prefer-ipv6";

/** How many connections there are to one origin, and how long they live. */
export interface PoolOptions {
  /** The most connections to one origin; further requests wait for one, in order. 0: no limit. @default 100 */
  readonly connections?: number | undefined;
  /** ms for which an idle connection is kept, or less when the server says so. 0: each request has its own. @default 4000 */
  readonly keepAlive?: number | undefined;
  /** Whether https servers may speak HTTP/2, with up to 100 requests at once on a connection. @default false */
  readonly http2?: boolean | undefined;
}

/** What a session's own connection pool is made with. */
export interface AgentOptions {
  readonly tls?: TlsOptions | undefined;
  readonly proxy?: ProxyOptions | undefined;
  readonly addressFamily?: AddressFamily | undefined;
  readonly pool?: PoolOptions | undefined;
  /** ms until a connection stands; 0: no limit. @default 10000 */
  readonly connectTimeout?: number | undefined;
}

/** A dispatcher that the session made and therefore closes. */
export interface OwnedDispatcher extends DispatcherLike {
  close(): Promise<void>;
  destroy(): Promise<void>;
}

const CONNECT_TIMEOUT = 10_000;
// As many as a worker of an eventlet service takes at a time, and fewer than Apache's workers in all.
const CONNECTIONS = 100;
// Apache ends idle connections after 5 s, HAProxy as it is usually set up after 10 s, nginx after 75 s.
const KEEP_ALIVE = 4_000;
const STREAMS = 100;

/** Makes the session's own connection pool; timeouts of requests are the session's, so undici's are off. */
export function createAgent(given: AgentOptions = {}): OwnedDispatcher {
  const { tls = {}, proxy, addressFamily, connectTimeout = CONNECT_TIMEOUT, pool = {} } = given;
  const verification = { ...verificationOf(tls), allowH2: pool.http2 === true };
  const connect = {
    timeout: connectTimeout,
    ...verification,
    ...(addressFamily && { lookup: LOOKUPS[addressFamily] }),
  };
  const options = { headersTimeout: 0, bodyTimeout: 0, connect, ...poolOptions(pool) };
  const direct = new Agent(options);
  if (proxy === undefined) return direct;
  const through = (address: string): ProxyAgent =>
    new ProxyAgent({ ...options, requestTls: verification, ...hostAndLogin(address) });
  const http = proxy.http ? through(proxy.http) : direct;
  const https = proxy.https ? through(proxy.https) : http;
  return routed({ direct, http, https }, proxy.none ?? "");
}

/** What undici takes of a proxy's address: its host, and who logs in there. Other programs leave out a path, too. */
function hostAndLogin(address: string): { readonly uri: string; readonly token?: string } {
  const { protocol, host, username, password } = new URL(address);
  const uri = `${protocol}//${host}`;
  if (username === "" && password === "") return { uri };
  return { uri, token: `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64")}` };
}

/** A "%" that encodes nothing is one of the password's own. */
function decoded(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

/** Sends the requests of each origin through the agent it is for. undici's own choice knows less of no_proxy. */
function routed(
  agents: Readonly<Record<"direct" | "http" | "https", Agent | ProxyAgent>>,
  none: string,
): OwnedDispatcher {
  const all = [...new Set(Object.values(agents))];
  const routes = new Map<string, Agent | ProxyAgent>();
  const routeOf = (origin: string): Agent | ProxyAgent => {
    const url = new URL(origin);
    if (bypasses(none, url)) return agents.direct;
    return url.protocol === "https:" ? agents.https : agents.http;
  };
  return {
    dispatch: (request, handler) => {
      const route = routes.get(request.origin) ?? routeOf(request.origin);
      routes.set(request.origin, route);
      return route.dispatch(request, handler);
    },
    close: async () => {
      await Promise.all(all.map((agent) => agent.close()));
    },
    destroy: async () => {
      await Promise.all(all.map((agent) => agent.destroy()));
    },
  };
}

/** One request at a time on a connection of HTTP/1.1: what follows a slow answer would wait for it. */
function poolOptions({ connections = CONNECTIONS, keepAlive = KEEP_ALIVE, http2 = false }: PoolOptions): Agent.Options {
  // undici takes no time of 0; without pipelining it closes a connection after its request.
  const idle = Math.max(1, keepAlive);
  const pipelining = keepAlive === 0 ? 0 : 1;
  const times = { keepAliveTimeout: idle, keepAliveMaxTimeout: idle, pipelining };
  if (!http2) return { connections, ...times };
  const factory = (origin: string | URL, options: Pool.Options): Pool =>
    new Pool(origin, { ...options, factory: (at, its) => multiplexed(at, its) });
  return { connections, ...times, allowH2: true, factory };
}

/** A connection that takes several requests at once as soon as it turns out to speak HTTP/2. */
function multiplexed(origin: URL, options: Client.Options): Client {
  const { connect } = options;
  if (typeof connect !== "function") return new Client(origin, options);
  const watched: buildConnector.connector = (to, done) =>
    connect(to, (...outcome) => {
      const [, socket] = outcome;
      // Without a connection there is no socket, not even null.
      if (socket && "alpnProtocol" in socket && socket.alpnProtocol === "h2") client.pipelining = STREAMS;
      done(...outcome);
    });
  const client = new Client(origin, { ...options, connect: watched });
  return client;
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
