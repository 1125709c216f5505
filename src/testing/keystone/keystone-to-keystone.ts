import { createHmac, randomBytes } from "node:crypto";
import { type Answer, empty } from "../answer.ts";
import { type Call, type Fields, fieldsOf, jsonBody, textOf } from "../call.ts";
import { Refused } from "../refused.ts";
import type { Directory, Person } from "./directory.ts";
import { expecting, unauthorized } from "./login.ts";
import type { Login, Token, TokenStore } from "./token-store.ts";

/** Embedded clouds trust each other's assertions; nobody else's are any use to them. */
const KEY = "embedded cloud";
const ASSERT = "/Shibboleth.sso/SAML2/ECP";
const TOKENS = "/v3/OS-FEDERATION/identity_providers/embedded/protocols/saml2/auth";

/** Another cloud that takes this one's assertions. */
export interface ServiceProvider {
  readonly id: string;
  readonly auth_url: string;
  readonly sp_url: string;
}

/** The other cloud as tokens name it. */
export function serviceProvider(id: string, authUrl: string): ServiceProvider {
  const base = authUrl.replace(/\/+$/, "").replace(/\/v3$/, "");
  return { id, auth_url: base + TOKENS, sp_url: base + ASSERT };
}

/** What the two sides work on. */
export interface BridgeParts {
  readonly directory: Directory;
  readonly tokens: TokenStore;
  readonly serviceProviders: readonly ServiceProvider[];
}

/** Keystone to Keystone: writes assertions for other clouds, and lets in who brings one. */
export class Bridge {
  readonly #parts: BridgeParts;
  readonly #sessions = new Map<string, Person>();

  constructor(parts: BridgeParts) {
    this.#parts = parts;
  }

  /** The service provider's side, where nobody has a token yet; undefined for other paths. */
  admit(call: Call): Answer | Refused | Login | undefined {
    if (call.method === "POST" && call.path === ASSERT) return this.#opened(call);
    if (call.method === "GET" && call.path === TOKENS) return this.#loggedIn(call);
    return undefined;
  }

  /** The identity provider's side: an assertion about the token's user, in an envelope. */
  vouch(call: Call): Answer | Refused {
    const auth = fieldsOf(fieldsOf(jsonBody(call))?.auth);
    const id = textOf(fieldsOf(fieldsOf(auth?.scope)?.service_provider)?.id);
    const given = textOf(fieldsOf(fieldsOf(auth?.identity)?.token)?.id);
    if (id === undefined || given === undefined) return expecting("identity and service_provider", "auth");
    const token = this.#parts.tokens.live(given);
    if (!token) return unauthorized();
    if (!token.scope) return new Refused(403, "Use a project scoped token when attempting to create a SAML assertion");
    if (!this.#parts.serviceProviders.some((provider) => provider.id === id)) {
      return new Refused(404, `Could not find Service Provider: ${id}.`);
    }
    return { status: 200, headers: { "content-type": "text/xml" }, body: Buffer.from(envelope(token)) };
  }

  #opened(call: Call): Answer | Refused {
    const said = claimsIn(Buffer.from(call.body).toString("utf8"));
    const person = this.#parts.directory.person(
      ({ name, domain }) => name === said?.user && domain.name === said?.domain,
    );
    if (call.headers["content-type"] !== "application/vnd.paos+xml" || !person) return empty(500);
    const session = randomBytes(16).toString("hex");
    this.#sessions.set(session, person);
    const cookie = `_shibsession_embedded=_${session}; path=/; HttpOnly`;
    return empty(302, { location: `${call.origin}${call.mount}/`, "set-cookie": [cookie, "opensaml=x; path=/"] });
  }

  #loggedIn(call: Call): Login | Refused {
    const [, session = ""] = call.headers.cookie?.match(/(?:^|; )_shibsession_embedded=_(\w+)/) ?? [];
    const person = this.#sessions.get(session);
    if (!person) return unauthorized();
    return { person, methods: ["saml2"], federation: { identityProvider: "embedded", protocol: "saml2" } };
  }
}

function envelope({ login }: Token): string {
  const claims = JSON.stringify({ user: login.person.name, domain: login.person.domain.name });
  const text = Buffer.from(claims).toString("base64url");
  return `<?xml version="1.0"?><Envelope><Header/><Body><Assertion>${text}.${seal(text)}</Assertion></Body></Envelope>`;
}

function claimsIn(text: string): Fields | undefined {
  const [, claims = "", given] = text.match(/<Assertion>([\w-]+)\.([\w-]+)<\/Assertion>/) ?? [];
  return given === seal(claims) ? fieldsOf(JSON.parse(Buffer.from(claims, "base64url").toString("utf8"))) : undefined;
}

function seal(text: string): string {
  return createHmac("sha256", KEY).update(text).digest("base64url");
}
