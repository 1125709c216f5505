import { secret } from "../../redaction/secret.ts";
import { exchange } from "../exchange.ts";
import { authUrlOf } from "../identity.ts";
import type { AuthMethod } from "../method.ts";
import { requiredText } from "../option.ts";
import { refuseScope, refuseScopeOptions } from "../scope.ts";
import { basic, type Client } from "./client.ts";
import { FIXED, keystoneProvider, withBearer } from "./oauth2-token.ts";
import { givenOptions } from "./read-options.ts";

/** What {@link oauth2ClientCredentials} takes. */
export interface Oauth2ClientCredentialsOptions {
  /** Where Keystone is, such as "https://keystone.example/v3"; `/v3` may be left out. */
  readonly authUrl: string;
  /** Where Keystone gives OAuth 2 tokens, such as "https://keystone.example/v3/OS-OAUTH2/token". */
  readonly oauth2Endpoint: string;
  /** The id of an application credential. */
  readonly oauth2ClientId: string;
  /** Its secret. */
  readonly oauth2ClientSecret: string;
}

/**
 * Logs in with an application credential as a client of Keystone's own OAuth 2 server, for clouds whose services want
 * `Authorization: Bearer`. Both tokens are fetched once and renewed together. Needs the package oauth4webapi.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @throws AuthError (`INVALID_SCOPE`) when a scope is asked for.
 * @example
 * ```ts
 * const auth = oauth2ClientCredentials({
 *   authUrl: "https://keystone.example/v3",
 *   oauth2Endpoint: "https://keystone.example/v3/OS-OAUTH2/token",
 *   oauth2ClientId: "6a2f",
 *   oauth2ClientSecret: "s3cret",
 * });
 * ```
 */
export function oauth2ClientCredentials(options: Oauth2ClientCredentialsOptions): AuthMethod {
  const given = givenOptions(options, "oauth2ClientCredentials");
  const method = "v3oauth2clientcredential";
  const check = "Check the id and secret of the application credential; it may have expired or been deleted.";
  const login = { method, authUrl: authUrlOf(given), check };
  const id = requiredText(given, "oauth2ClientId", "write the id of the application credential");
  const text = requiredText(given, "oauth2ClientSecret", "write the application credential's secret");
  // Keystone does not decode what RFC 6749 wants to be encoded.
  const client: Client = { id, secret: secret(text), prove: () => basic(id, text) };
  const provider = keystoneProvider(given, login, client);
  const fixed = (): never => refuseScope(method, FIXED);
  refuseScopeOptions(given, method, FIXED);
  return {
    type: method,
    authUrl: login.authUrl,
    scope: undefined,
    subject: { oauth2ClientId: id },
    proof: () => secret(text),
    authenticate: async (context) => {
      const identity = { application_credential: { id, secret: text } };
      const grant = await exchange(context, login, { identity, scope: undefined });
      return withBearer(grant, await provider.tokens(context, "client_credentials", {}));
    },
    withScope: fixed,
  };
}
