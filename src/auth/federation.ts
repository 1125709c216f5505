import type { Secret } from "../redaction/secret.ts";
import { exchange, tokenFrom } from "./exchange.ts";
import { apiUrl } from "./identity.ts";
import type { AuthContext, AuthRequest, Scope, TokenGrant } from "./method.ts";
import type { Login } from "./refusal.ts";

/** By which of Keystone's doors the users of an identity provider come in. */
export interface Door {
  readonly identityProvider: string;
  readonly protocol: string;
}

/**
 * Trades a token of an identity provider for an unscoped one of Keystone.
 *
 * @throws AuthError, HttpError as `exchange`.
 */
export async function admit(
  context: AuthContext,
  login: Login,
  by: { readonly door: Door; readonly bearer: Secret },
): Promise<TokenGrant> {
  const provider = encodeURIComponent(by.door.identityProvider);
  const protocol = encodeURIComponent(by.door.protocol);
  const request: AuthRequest = {
    method: "POST",
    url: `${apiUrl(login.authUrl)}/OS-FEDERATION/identity_providers/${provider}/protocols/${protocol}/auth`,
    headers: { authorization: `Bearer ${by.bearer.reveal()}` },
  };
  return tokenFrom(await context.send(request), { login, request });
}

/**
 * Gives an unscoped token its scope: users from elsewhere come in without one, whatever they are to do.
 *
 * @throws AuthError, HttpError as `exchange`.
 */
export async function rescope(
  context: AuthContext,
  login: Login,
  to: { readonly unscoped: TokenGrant; readonly scope: Scope | undefined },
): Promise<TokenGrant> {
  const { unscoped, scope } = to;
  if (scope === undefined || scope === "unscoped") return unscoped;
  const id = unscoped.token.reveal();
  return exchange(context, login, { identity: { token: { id } }, scope, headers: { "x-auth-token": id } });
}
