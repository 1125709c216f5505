import { type Answer, empty, html, json } from "../answer.ts";
import { type Call, fieldsOf, jsonBody, textOf } from "../call.ts";
import { Refused } from "../refused.ts";
import type { Directory } from "./directory.ts";
import { type CloudIdentityProvider, Federation } from "./federation.ts";
import { Bridge, type ServiceProvider } from "./keystone-to-keystone.ts";
import { expecting, Logins, METHODS, unauthorized } from "./login.ts";
import { OAuth2 } from "./oauth2.ts";
import { Receipts, wantsMore } from "./receipts.ts";
import { scopeFor } from "./scopes.ts";
import { tokenBody } from "./token-body.ts";
import type { Login, Token, TokenScope, TokenStore } from "./token-store.ts";
import { Trusts } from "./trusts.ts";

/** What Keystone works on. */
export interface KeystoneParts {
  readonly directory: Directory;
  readonly tokens: TokenStore;
  /** The catalog as a token of this scope sees it. */
  readonly catalogFor: (token: Token) => readonly unknown[];
  readonly serviceProviders: readonly ServiceProvider[];
  readonly identityProviders: readonly CloudIdentityProvider[];
}

type Route = (call: Call, token: Token) => Answer | Refused;

/** What web frameworks answer for a path that nothing is at. */
const NOWHERE =
  "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not " +
  "found on the server. If you entered the URL manually please check your spelling and try again.</p>\n";

const NO_SCOPE = "Error authenticating with application credential: Application credentials cannot request a scope.";

const UNSUPPORTED: Answer = json(401, {
  error: {
    code: 401,
    identity: { methods: METHODS },
    message: "Attempted to authenticate with an unsupported method.",
    title: "Unauthorized",
  },
});

/** The identity service: tokens, and what their owner may log in to. */
export class Keystone {
  readonly #parts: KeystoneParts;
  readonly #logins: Logins;
  readonly #receipts = new Receipts();
  readonly #trusts: Trusts;
  readonly #bridge: Bridge;
  readonly #federation: Federation;
  readonly #oauth2: OAuth2;
  readonly #routes: ReadonlyMap<string, Route>;

  constructor(parts: KeystoneParts) {
    this.#parts = parts;
    this.#logins = new Logins(parts.directory, parts.tokens);
    this.#trusts = new Trusts(parts.directory, parts.tokens);
    this.#bridge = new Bridge(parts);
    this.#federation = new Federation(parts.directory, parts.identityProviders);
    this.#oauth2 = new OAuth2(parts.directory, parts.tokens);
    this.#routes = new Map<string, Route>([
      ["GET /v3/auth/tokens", (call) => this.#shown(call)],
      ["DELETE /v3/auth/tokens", (call) => this.#revoked(call)],
      ["GET /v3/auth/catalog", (call, token) => this.#catalog(call, token)],
      ["GET /v3/auth/projects", (call, token) => json(200, { projects: projectsOf(token), links: linksTo(call) })],
      ["GET /v3/auth/domains", (call, token) => json(200, { domains: domainsOf(token), links: linksTo(call) })],
      ["GET /v3/auth/system", (call, token) => json(200, { system: systemOf(token), links: { self: self(call) } })],
    ]);
  }

  /** Answers anything but version documents. */
  handle(call: Call): Answer | Refused {
    const path = call.path.replace(/\/+$/, "");
    const place = `${call.method} ${path}`;
    if (place === "POST /v3/auth/tokens") return this.#login(call);
    if (place === "POST /v3/auth/OS-FEDERATION/saml2/ecp") return this.#bridge.vouch(call);
    if (place === "POST /v3/OS-OAUTH2/token") return this.#oauth2.grant(call);
    const admitted = this.#bridge.admit(call) ?? this.#federation.admit(call);
    if (admitted) return "person" in admitted ? this.#issued(admitted, undefined, call) : admitted;
    const route = this.#routes.get(place) ?? this.#trusts.route(call);
    if (!route) return html(404, NOWHERE);
    const token = this.#parts.tokens.live(call.headers["x-auth-token"]);
    return token ? route(call, token) : unauthorized();
  }

  #login(call: Call): Answer | Refused {
    const body = fieldsOf(jsonBody(call));
    if (!body) return expecting("valid JSON", "request body");
    const auth = fieldsOf(body.auth);
    if (!auth) return expecting("auth", "request body");
    const identity = fieldsOf(auth.identity);
    if (!identity) return expecting("identity", "auth");
    const methods: readonly unknown[] = Array.isArray(identity.methods) ? identity.methods : [];
    const named = methods.map(textOf).filter((method) => method !== undefined);
    if (named.some((method) => method in identity && !METHODS.includes(method))) return UNSUPPORTED;
    if (auth.scope !== undefined && methods.includes("application_credential")) return new Refused(401, NO_SCOPE);
    const login = this.#logins.check(identity, call);
    return login instanceof Refused ? login : this.#completed(login, auth.scope, call);
  }

  /** The token, when the login has all the methods that the user's rules ask for. */
  #completed(login: Login, wanted: unknown, call: Call): Answer | Refused {
    const receipt = call.headers["openstack-auth-receipt"];
    const before = receipt === undefined ? [] : this.#receipts.methodsOf(receipt, login.person);
    if (!before) return unauthorized();
    const methods = [...new Set([...login.methods, ...before])];
    if (wantsMore(login.person, methods)) return this.#receipts.challenge(login.person, methods);
    const scope = scopeFor(login, wanted, this.#parts.directory);
    return scope instanceof Refused ? scope : this.#issued({ ...login, methods }, scope, call);
  }

  #issued(login: Login, scope: TokenScope, call: Call): Answer {
    return this.#tokenAnswer(201, this.#parts.tokens.issue(login, scope), call);
  }

  #shown(call: Call): Answer | Refused {
    const subject = this.#subjectOf(call);
    return subject instanceof Refused ? subject : this.#tokenAnswer(200, subject, call);
  }

  #revoked(call: Call): Answer | Refused {
    const subject = this.#subjectOf(call);
    if (subject instanceof Refused) return subject;
    this.#parts.tokens.revoke(subject.id);
    return empty(204);
  }

  #subjectOf(call: Call): Token | Refused {
    const id = textOf(call.headers["x-subject-token"]);
    if (id === undefined) return new Refused(404, "No token in the request");
    const { tokens } = this.#parts;
    const missing = tokens.knows(id) ? "Failed to validate token" : "Could not recognize Fernet token";
    return tokens.live(id) ?? new Refused(404, missing);
  }

  #catalog(call: Call, token: Token): Answer | Refused {
    if (!token.scope) return new Refused(403, "You are not authorized to perform the requested action.");
    return json(200, { catalog: this.#parts.catalogFor(token), links: { self: self(call) } });
  }

  #tokenAnswer(status: number, token: Token, call: Call): Answer {
    const catalog = call.query.has("nocatalog") ? undefined : this.#parts.catalogFor(token);
    const body = tokenBody(token, { ...this.#parts, catalog });
    return json(status, { token: body }, { "x-subject-token": token.id });
  }
}

function projectsOf(token: Token): readonly unknown[] {
  return token.login.person.projects.map(({ id, name, domain }) => ({
    id,
    name,
    domain_id: domain.id,
    parent_id: domain.id,
    description: "",
    enabled: true,
    is_domain: false,
    tags: [],
    options: {},
  }));
}

function domainsOf(token: Token): readonly unknown[] {
  const { domain, admin } = token.login.person;
  return admin ? [{ id: domain.id, name: domain.name, description: "", enabled: true, tags: [], options: {} }] : [];
}

function systemOf(token: Token): readonly unknown[] {
  return token.login.person.admin ? [{ all: true }] : [];
}

function linksTo(call: Call): object {
  return { next: null, self: self(call), previous: null };
}

function self(call: Call): string {
  return `${call.origin}${call.mount}${call.path}`;
}
