import type { AuthContext, AuthMethod, Grant, TokenGrant } from "../../src/auth/method.ts";
import { TokenSource } from "../../src/auth/tokens.ts";
import { secret } from "../../src/redaction/secret.ts";

export const HOUR = 3_600_000;

export function grant(id: string, lifetime: number = HOUR, issuedAt: number = Date.now()): TokenGrant {
  return { kind: "token", token: secret(id), issuedAt, expiresAt: issuedAt + lifetime, identity: {} };
}

/** A method that answers with `make` and counts. */
export function method(
  make: (count: number, context: AuthContext) => Grant | Promise<Grant>,
): AuthMethod & { readonly calls: () => number } {
  let count = 0;
  const self: AuthMethod = {
    type: "test",
    authUrl: undefined,
    scope: undefined,
    subject: {},
    proof: undefined,
    authenticate: async (context) => make(++count, context),
    withScope: () => self,
  };
  return { ...self, calls: () => count };
}

export function source(auth: AuthMethod): TokenSource {
  return new TokenSource(auth, () => Promise.reject(new Error("no network here")));
}

export const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
