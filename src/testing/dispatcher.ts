import { randomUUID } from "node:crypto";
import { type Answer, json, withHeaders } from "./answer.ts";
import { type Call, segmentsOf } from "./call.ts";
import type { Site } from "./catalog.ts";
import { documentAt, showDocument } from "./documents.ts";
import type { Keystone } from "./keystone/keystone.ts";
import { unauthorized } from "./keystone/login.ts";
import type { Token, TokenStore } from "./keystone/token-store.ts";
import { type Agreed, agree } from "./microversions.ts";
import { type ErrorStyle, refusalAnswer } from "./refusals.ts";
import { Refused } from "./refused.ts";
import type { Resources } from "./resources/resources.ts";

/** A request as it came in. */
export interface Incoming {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when it was larger than what is kept. */
  readonly body: Uint8Array | undefined;
}

/** What requests are handed out to. */
export interface DispatcherParts {
  readonly sites: readonly Site[];
  readonly keystone: Keystone;
  readonly tokens: TokenStore;
  readonly resources: ReadonlyMap<Site, Resources>;
}

/** Styles of services whose 401 is not the JSON of the token middleware. */
const OWN_401: ReadonlySet<ErrorStyle> = new Set<ErrorStyle>(["webob", "html"]);

/** Resources are below a version, as in every service that has them. */
const VERSIONED = /^\/v\d[\d.]*(?=\/|$)/;

/** Finds who answers a request: which service in which region, and there a document or a resource. */
export class Dispatcher {
  readonly #parts: DispatcherParts;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** Answers a request. */
  answer(incoming: Incoming): Answer {
    const site = this.#siteOf(incoming);
    if (!site) return json(404, { message: `Nothing is mounted at ${incoming.url}.` });
    const call = callAt(site, incoming);
    return finish(
      site,
      call,
      incoming.body ? this.#route(site, call) : new Refused(413, "The body is too large to be kept."),
    );
  }

  /** Turns a request down in the shape of the service it was for. */
  refuse(incoming: Incoming, refused: Refused): Answer {
    const site = this.#siteOf(incoming);
    return site ? finish(site, callAt(site, incoming), refused) : json(refused.status, { message: refused.message });
  }

  #siteOf({ url }: Incoming): Site | undefined {
    const path = `${pathOf(url)}/`;
    return this.#parts.sites.find((site) => path.startsWith(`${site.mount}/`));
  }

  #route(site: Site, call: Call): Answer | Refused {
    const { service } = site;
    const document = documentAt(service, call);
    const token = this.#tokenOf(call);
    if (token instanceof Refused) return token;
    const open = document ? !document.authenticated : service.type === "identity" || isOpen(site, call);
    if (!open && !token) return unauthorized();
    const agreed = agree(service, call);
    if (agreed instanceof Refused) return agreed;
    const answer = document
      ? showDocument({ service, document, call, version: agreed.version })
      : this.#resource(site, call, { token, agreed });
    return answer instanceof Refused ? answer.with(agreed.headers) : withHeaders(answer, agreed.headers);
  }

  /** A service's own token beside the user's must be good, and then the user's may have run out meanwhile. */
  #tokenOf({ headers }: Call): Token | Refused | undefined {
    const { tokens } = this.#parts;
    const token = tokens.live(headers["x-auth-token"]);
    const service = headers["x-service-token"];
    if (service === undefined) return token;
    return tokens.live(service) ? (token ?? tokens.expired(headers["x-auth-token"])) : unauthorized();
  }

  #resource(
    site: Site,
    call: Call,
    known: { readonly token: Token | undefined; readonly agreed: Agreed },
  ): Answer | Refused {
    const { keystone, resources } = this.#parts;
    if (site.service.type === "identity") return keystone.handle(call);
    if (isOpen(site, call)) return json(200, CLUSTER);
    if (known.token === undefined) return unauthorized();
    const handle = VERSIONED.test(call.path) ? resources.get(site) : undefined;
    const segments = resourceSegments(call, known.token);
    const answer = handle?.({ ...call, segments, token: known.token, version: known.agreed.version });
    return answer ?? new Refused(404, "The resource could not be found.");
  }
}

const CLUSTER = {
  swift: { max_file_size: 5_368_709_122 },
  slo: { max_manifest_segments: 1_000, min_segment_size: 1, max_manifest_size: 8_388_608 },
};

/** What a resource path names: neither its version nor the project id that some services want after it. */
function resourceSegments(call: Call, { scope }: Token): readonly string[] {
  const [first = "", ...rest] = segmentsOf(call.path.replace(VERSIONED, ""));
  return scope?.kind === "project" && first === scope.project.id ? rest : [first, ...rest];
}

/** Swift tells its limits to everybody. */
function isOpen({ service }: Site, call: Call): boolean {
  return service.type === "object-store" && call.path === "/info";
}

function callAt(site: Site, { method, url, headers, body }: Incoming): Call {
  const head = method === "HEAD";
  return {
    method: head ? "GET" : method,
    head,
    origin: `http://${headers.host ?? "127.0.0.1"}`,
    mount: site.mount,
    path: pathOf(url).slice(site.mount.length) || "/",
    query: new URLSearchParams(url.slice(pathOf(url).length)),
    headers,
    body: body ?? new Uint8Array(),
  };
}

function finish(site: Site, call: Call, outcome: Answer | Refused): Answer {
  const { service } = site;
  const requestId = `req-${randomUUID()}`;
  const answer = outcome instanceof Refused ? refused(site, call, { outcome, requestId }) : outcome;
  const challenge = answer.status === 401 ? { "www-authenticate": `Keystone uri="${call.origin}/identity/v3"` } : {};
  const vary = service.type === "identity" ? { vary: "X-Auth-Token" } : {};
  return withHeaders(answer, {
    "x-openstack-request-id": requestId,
    [service.requestIdHeader.toLowerCase()]: requestId,
    ...challenge,
    ...vary,
  });
}

function refused(site: Site, call: Call, { outcome, requestId }: { outcome: Refused; requestId: string }): Answer {
  const { errors } = site.service;
  const style = outcome.status === 401 && !OWN_401.has(errors) ? "keystone" : errors;
  return refusalAnswer(style, outcome, { call, requestId });
}

function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? "";
}
