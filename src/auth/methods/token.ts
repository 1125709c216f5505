import { secret } from "../../redaction/secret.ts";
import { exchange, validate } from "../exchange.ts";
import type { Factor } from "../factor.ts";
import { authUrlOf } from "../identity.ts";
import type { AuthContext, AuthMethod, Scope, TokenGrant } from "../method.ts";
import { requiredHeader, requireObject } from "../option.ts";
import { ended } from "../refusal.ts";
import { type ScopeOptions, scopeOf } from "../scope.ts";

/** What {@link token} takes. */
export interface TokenOptions extends ScopeOptions {
  /** Where Keystone is, such as "https://keystone.example/v3"; `/v3` may be left out. */
  readonly authUrl: string;
  readonly token: string;
}

const SPENT =
  "The token this session was given has expired or been revoked, and a token cannot be renewed: log in with " +
  "password() or applicationCredential(), or pass a new token.";

/**
 * Uses a token that exists already. Without a scope that very token is used; with one it is exchanged for a token of
 * that scope. Neither lives longer than the given token, so no renewal is possible after that.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @throws AuthError (`INVALID_SCOPE`) when the scope options contradict each other.
 * @example
 * ```ts
 * const auth = token({ authUrl: "https://keystone.example/v3", token: "gAAAA…", projectId: "b3f1c2" });
 * ```
 */
export function token(options: TokenOptions): AuthMethod {
  requireObject(options, "token");
  const type = "v3token";
  const authUrl = authUrlOf(options);
  const proof = secret(requiredHeader(options, "token", "write the token to use"));
  const login = { method: type, authUrl, check: "The token may have expired or been revoked." };
  const grantOf = (context: AuthContext, scope: Scope | undefined): Promise<TokenGrant> => {
    if (scope === undefined) return validate(context, login, proof);
    const identity = { token: { id: proof.reveal() } };
    return exchange(context, login, { identity, scope, headers: { "x-auth-token": proof.reveal() } });
  };
  let accepted = false;
  const scopedTo = (scope: Scope | undefined): AuthMethod => ({
    type,
    authUrl,
    scope,
    subject: {},
    proof: () => proof,
    authenticate: async (context) => {
      try {
        const grant = await grantOf(context, scope);
        accepted = true;
        return grant;
      } catch (error) {
        throw accepted || context.previous !== undefined ? ended(error, SPENT) : error;
      }
    },
    withScope: scopedTo,
  });
  return scopedTo(scopeOf(options, type));
}

/** A token that exists already as a part of a login. @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`). */
export function tokenFactor(options: object): Factor {
  const proof = secret(requiredHeader(options, "token", "write the token to use"));
  return { subject: {}, proof: () => proof, use: (_signal, login) => login({ token: { id: proof.reveal() } }) };
}
