import type { components } from "../../generated/identity.ts";
import type { Unchecked } from "../errors/record.ts";
import type { Secret } from "../redaction/secret.ts";

/** A project, domain or user given by id or by name. */
export type IdOrName = { readonly id: string } | { readonly name: string };

/** What a token is for. */
export type Scope =
  | { readonly project: { readonly id: string } | { readonly name: string; readonly domain: IdOrName } }
  | { readonly domain: IdOrName }
  | { readonly system: "all" }
  | { readonly trust: string }
  | "unscoped";

/** A token with what came with it. */
export interface TokenGrant {
  readonly kind: "token";
  readonly token: Secret;
  /** Epoch ms. */
  readonly issuedAt: number;
  /** Epoch ms. */
  readonly expiresAt: number;
  /** The `token` object of Keystone's answer: user, scope, roles, catalog. */
  readonly identity: IdentityToken;
  /** ms by which the clock that these times are of runs ahead of this machine's; below 0: behind. @default 0 */
  readonly clockSkew?: number;
  /** The Keystone that gave it, for methods without an `authUrl` of their own: the token's owner is asked there. */
  readonly authUrl?: string;
  /** Headers that go with every request beside X-Auth-Token. */
  readonly headers?: Readonly<Record<string, Secret>>;
}

/** Fixed headers instead of a token (none, http_basic, admin_token), with the one endpoint they are for. */
export interface StaticGrant {
  readonly kind: "static";
  readonly headers: Readonly<Record<string, Secret>>;
  readonly endpoint?: string;
}

/** What an authentication gives. */
export type Grant = TokenGrant | StaticGrant;

/** Keystone's token body as it came: what it should hold, unchecked, and whatever else it holds. */
export type IdentityToken = Unchecked<components["schemas"]["TokenBody"]>;

/** One request of an authentication. */
export interface AuthRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  /** Any other body, sent as it is; its content type belongs into `headers`. */
  readonly text?: string;
  /** "manual": a redirect is an answer like others. Otherwise it is followed within the origin, and is an error beyond. */
  readonly redirect?: "manual";
  /** false: sent once, for a method that has its own way to repeat it. Otherwise as the session repeats its requests. */
  readonly retry?: false;
  /** true: not ended when nobody waits for the login any more, for an answer that cannot be had twice. */
  readonly lasting?: true;
}

/** The answer to an {@link AuthRequest}, whatever its status. */
export interface AuthAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** @throws HttpError (`INVALID_BODY`) when the body is not JSON. */
  json(): Promise<unknown>;
  text(): Promise<string>;
}

/** What an {@link AuthMethod} is given to work with. */
export interface AuthContext {
  /** One unauthenticated request; never retried for a 401, its body never logged. */
  send(request: AuthRequest): Promise<AuthAnswer>;
  /** The flight's own signal: it ends when nobody waits any more, not when one caller aborts. */
  readonly signal: AbortSignal;
  /** The grant that ran out, for methods that can extend it. */
  readonly previous: Grant | undefined;
}

/**
 * One way to log in. The built-in ones are made by `password()`, `token()` and their siblings; write your own by
 * implementing this interface.
 */
export interface AuthMethod {
  /** keystoneauth's name, such as "v3password". */
  readonly type: string;
  readonly authUrl: string | undefined;
  readonly scope: Scope | undefined;
  /** Who: user and domain, application credential id. Part of a token store's key. */
  readonly subject: Readonly<Record<string, string>>;
  /**
   * What proves it, so that a stored token is no way round the proof; undefined: tokens are never stored. The signal is
   * the one that `authenticate` gets if no token is stored, by which a secret is asked for once for both.
   */
  readonly proof: ((signal?: AbortSignal) => Secret | Promise<Secret>) | undefined;
  /** @throws AuthError when the credentials are refused or the answer is unusable. */
  authenticate(context: AuthContext): Promise<Grant>;
  /** The same credentials for another scope. */
  withScope(scope: Scope): AuthMethod;
}
