import type { AuthMethod } from "../method.ts";
import { ended } from "../refusal.ts";
import { scopeOf } from "../scope.ts";
import { type SecretInput, secretOf } from "../secret-input.ts";
import { federatedMethod } from "./federated-method.ts";
import type { BearerSource } from "./grants.ts";
import type { FederationOptions } from "./oidc-options.ts";
import { federationOf, givenOptions } from "./read-options.ts";

/** What {@link oidcAccessToken} takes. */
export interface OidcAccessTokenOptions extends FederationOptions {
  /** A token of the identity provider's; a function is asked for a fresh one at each login. */
  readonly accessToken: SecretInput;
}

const SPENT =
  "The access token this session was given has expired or been revoked: give a function that gets a fresh one, such as " +
  "{ accessToken: () => readFile(path, 'utf8') }.";

/**
 * Logs in with an access token that somebody else got from an OpenID Connect provider: a CI system, a service mesh, a
 * command line.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @throws AuthError (`INVALID_SCOPE`) when the scope options contradict each other.
 * @example
 * ```ts
 * const auth = oidcAccessToken({
 *   authUrl: "https://keystone.example/v3",
 *   identityProvider: "ci",
 *   protocol: "openid",
 *   accessToken: () => readFile("/run/token", "utf8"),
 *   projectId: "b3f1c2",
 * });
 * ```
 */
export function oidcAccessToken(options: OidcAccessTokenOptions): AuthMethod {
  const given = givenOptions(options, "oidcAccessToken");
  const type = "v3oidcaccesstoken";
  const { login, door } = federationOf(given, type, "The access token may have expired, or be for somebody else.");
  const hint = "write the identity provider's token";
  const token = secretOf(given, { key: "accessToken", hint, method: type, inHeader: true });
  const renewable = typeof Reflect.get(given, "accessToken") === "function";
  let accepted = false;
  const source: BearerSource = {
    use: (context, admit) =>
      token.use(context.signal, async (bearer) => {
        try {
          const grant = await admit(bearer);
          accepted = true;
          return grant;
        } catch (error) {
          throw accepted && !renewable ? ended(error, SPENT) : error;
        }
      }),
  };
  const made = {
    login,
    door,
    source,
    subject: { ...door },
    proof: (signal: AbortSignal | undefined) => token.proof(signal),
  };
  return federatedMethod(made, scopeOf(given, type));
}
