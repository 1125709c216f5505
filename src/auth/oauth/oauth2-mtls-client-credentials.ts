import { validate } from "../exchange.ts";
import { authUrlOf } from "../identity.ts";
import type { AuthMethod } from "../method.ts";
import { requiredText } from "../option.ts";
import { refuseScope, refuseScopeOptions } from "../scope.ts";
import type { Client } from "./client.ts";
import { FIXED, keystoneProvider, withBearer } from "./oauth2-token.ts";
import { givenOptions } from "./read-options.ts";

/** What {@link oauth2MtlsClientCredentials} takes. */
export interface Oauth2MtlsClientCredentialsOptions {
  /** Where Keystone is, such as "https://keystone.example/v3"; `/v3` may be left out. */
  readonly authUrl: string;
  /** Where Keystone gives OAuth 2 tokens, such as "https://keystone.example/v3/OS-OAUTH2/token". */
  readonly oauth2Endpoint: string;
  /** The id of the user whom the client certificate is for. */
  readonly oauth2ClientId: string;
}

/**
 * Logs in with the session's client certificate at Keystone's own OAuth 2 server (RFC 8705); what it gives is a token of
 * Keystone's and a bearer token at once. Needs the package oauth4webapi.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @throws AuthError (`INVALID_SCOPE`) when a scope is asked for.
 * @example
 * ```ts
 * const auth = oauth2MtlsClientCredentials({
 *   authUrl: "https://keystone.example/v3",
 *   oauth2Endpoint: "https://keystone.example/v3/OS-OAUTH2/token",
 *   oauth2ClientId: "6a2f",
 * });
 * const session = new Session({ auth, tls: { cert, key } });
 * ```
 */
export function oauth2MtlsClientCredentials(options: Oauth2MtlsClientCredentialsOptions): AuthMethod {
  const given = givenOptions(options, "oauth2MtlsClientCredentials");
  const method = "v3oauth2mtlsclientcredential";
  const login = { method, authUrl: authUrlOf(given), check: "Check the client's id and the session's certificate." };
  const id = requiredText(given, "oauth2ClientId", "write the id of the user whom the client certificate is for");
  const client: Client = { id, secret: undefined, prove: (oauth) => oauth.TlsClientAuth() };
  const provider = keystoneProvider(given, login, client);
  const fixed = (): never => refuseScope(method, FIXED);
  refuseScopeOptions(given, method, FIXED);
  return {
    type: method,
    authUrl: login.authUrl,
    scope: undefined,
    subject: { oauth2ClientId: id },
    // The certificate is the session's, not this method's.
    proof: undefined,
    authenticate: async (context) => {
      const granted = await provider.tokens(context, "client_credentials", {});
      return withBearer(await validate(context, login, granted.bearer), granted);
    },
    withScope: fixed,
  };
}
