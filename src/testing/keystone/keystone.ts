import { type Answer, empty, json } from "../answer.ts";
import { type Call, fieldsOf, jsonBody, textOf } from "../call.ts";
import { Refused } from "../refused.ts";
import type { Directory } from "./directory.ts";
import { expecting, Logins, unauthorized } from "./login.ts";
import { scopeFor } from "./scopes.ts";
import { tokenBody } from "./token-body.ts";
import type { Token, TokenStore } from "./token-store.ts";

/** What Keystone works on. */
export interface KeystoneParts {
  readonly directory: Directory;
  readonly tokens: TokenStore;
  /** The catalog as a token of this scope sees it. */
  readonly catalogFor: (token: Token) => readonly unknown[];
}

type Route = (call: Call, token: Token) => Answer | Refused;

/** The identity service: tokens, and what their owner may log in to. */
export class Keystone {
  readonly #parts: KeystoneParts;
  readonly #logins: Logins;
  readonly #routes: ReadonlyMap<string, Route>;

  constructor(parts: KeystoneParts) {
    this.#parts = parts;
    this.#logins = new Logins(parts.directory, parts.tokens);
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
    if (call.method === "POST" && path === "/v3/auth/tokens") return this.#login(call);
    const token = this.#parts.tokens.live(call.headers["x-auth-token"]);
    if (!token) return unauthorized();
    const route = this.#routes.get(`${call.method} ${path}`);
    return route ? route(call, token) : new Refused(404, "The requested URL was not found on the server.");
  }

  #login(call: Call): Answer | Refused {
    const body = fieldsOf(jsonBody(call));
    if (!body) return expecting("valid JSON", "request body");
    const auth = fieldsOf(body.auth);
    if (!auth) return expecting("auth", "request body");
    const identity = fieldsOf(auth.identity);
    if (!identity) return expecting("identity", "auth");
    if (
      auth.scope !== undefined &&
      Array.isArray(identity.methods) &&
      identity.methods[0] === "application_credential"
    ) {
      return new Refused(
        401,
        "Error authenticating with application credential: Application credentials cannot request a scope.",
      );
    }
    const login = this.#logins.check(identity);
    if (login instanceof Refused) return login;
    const scope = scopeFor(login, auth.scope, this.#parts.directory);
    if (scope instanceof Refused) return scope;
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
    const body = tokenBody(token, this.#parts.directory, catalog);
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
