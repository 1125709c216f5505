import { auditId, tokenId } from "../ids.ts";
import type { Domain, Person, Project, StoredAccess, StoredCredential, Trust } from "./directory.ts";

/** What a token is for; undefined: nothing (unscoped). */
export type TokenScope =
  | { readonly kind: "project"; readonly project: Project; readonly trust?: Trust }
  | { readonly kind: "domain"; readonly domain: Domain }
  | { readonly kind: "system" }
  | undefined;

/** Who logged in, and how. */
export interface Login {
  readonly person: Person;
  readonly methods: readonly string[];
  /** The token that was exchanged. */
  readonly parent?: Token;
  readonly credential?: StoredCredential;
  readonly access?: StoredAccess;
  /** How the user came from another identity provider. */
  readonly federation?: { readonly identityProvider: string; readonly protocol: string };
}

/** A token the cloud gave out. */
export interface Token {
  readonly id: string;
  readonly login: Login;
  readonly scope: TokenScope;
  readonly auditIds: readonly string[];
  /** Epoch ms. */
  readonly issuedAt: number;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** Every token the cloud gave out, with those that no longer count. */
export class TokenStore {
  readonly #lifetime: number;
  readonly #clockSkew: number;
  readonly #tokens = new Map<string, Token>();
  readonly #revoked = new Set<string>();

  constructor(lifetime: number, clockSkew = 0) {
    this.#lifetime = lifetime;
    this.#clockSkew = clockSkew;
  }

  /** Epoch ms by the cloud's clock. */
  now(): number {
    return Date.now() + this.#clockSkew;
  }

  /** A new token; one got for another token lives no longer than that one. */
  issue(login: Login, scope: TokenScope): Token {
    const now = this.now();
    const { parent } = login;
    const chain = parent ? [parent.auditIds.at(-1) ?? ""] : [];
    const token: Token = {
      id: tokenId(),
      login,
      scope,
      auditIds: [auditId(), ...chain],
      issuedAt: now,
      expiresAt: parent ? parent.expiresAt : now + this.#lifetime,
    };
    this.#tokens.set(token.id, token);
    return token;
  }

  /** The token, when it still counts. */
  live(id: string | undefined): Token | undefined {
    const token = id === undefined ? undefined : this.#tokens.get(id);
    return token && !this.#revoked.has(token.id) && token.expiresAt > this.now() ? token : undefined;
  }

  /** The token, when nothing but its time is over. */
  expired(id: string | undefined): Token | undefined {
    const token = id === undefined ? undefined : this.#tokens.get(id);
    return token && !this.#revoked.has(token.id) && token.expiresAt <= this.now() ? token : undefined;
  }

  /** Whether the cloud ever gave this token out. */
  knows(id: string): boolean {
    return this.#tokens.has(id);
  }

  /** Takes back one token, or all. */
  revoke(id?: string): void {
    for (const known of id === undefined ? this.#tokens.keys() : [id]) this.#revoked.add(known);
  }

  /** Takes back the tokens that are meant. */
  revokeThose(meant: (token: Token) => boolean): void {
    for (const token of this.#tokens.values()) if (meant(token)) this.#revoked.add(token.id);
  }

  /** Ends the life of every token given out so far. */
  expire(): void {
    const expiresAt = this.now() - 1;
    for (const token of this.#tokens.values()) this.#tokens.set(token.id, { ...token, expiresAt });
  }
}
