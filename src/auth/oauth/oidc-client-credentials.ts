import type { AuthMethod } from "../method.ts";
import { scopeOf } from "../scope.ts";
import { clientOf } from "./client.ts";
import { federatedMethod } from "./federated-method.ts";
import { Grants } from "./grants.ts";
import type { OidcOptions } from "./oidc-options.ts";
import { federationOf, givenOptions, oidcSubject, openidScopeOf, providerOf } from "./read-options.ts";

/** What {@link oidcClientCredentials} takes. */
export interface OidcClientCredentialsOptions extends OidcOptions {}

/**
 * Logs in as an application known to an OpenID Connect provider (client credentials grant). Needs the package
 * oauth4webapi.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @throws AuthError (`INVALID_SCOPE`) when the scope options contradict each other.
 * @example
 * ```ts
 * const auth = oidcClientCredentials({
 *   authUrl: "https://keystone.example/v3",
 *   identityProvider: "corporate",
 *   protocol: "openid",
 *   discoveryEndpoint: "https://idp.example/.well-known/openid-configuration",
 *   clientId: "backup",
 *   clientSecret: "s3cret",
 *   projectId: "b3f1c2",
 * });
 * ```
 */
export function oidcClientCredentials(options: OidcClientCredentialsOptions): AuthMethod {
  const given = givenOptions(options, "oidcClientCredentials");
  const type = "v3oidcclientcredentials";
  const { login, door } = federationOf(given, type, "Check the client's id and secret, and what it may do.");
  const client = clientOf(given);
  const provider = providerOf(given, login, client);
  const form = { scope: openidScopeOf(given) };
  const source = new Grants(provider, (context) => provider.tokens(context, "client_credentials", form));
  const { secret } = client;
  const proof = secret && (() => secret);
  return federatedMethod(
    { login, door, source, subject: oidcSubject(given, door, client), proof },
    scopeOf(given, type),
  );
}
