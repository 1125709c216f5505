import { secret } from "../../redaction/secret.ts";
import type { AuthContext, AuthMethod } from "../method.ts";
import { optionText, requiredText } from "../option.ts";
import { scopeOf } from "../scope.ts";
import { oneTimeSecretOf, type SecretInput, type SecretSource, secretOf } from "../secret-input.ts";
import { type Client, clientOf } from "./client.ts";
import { federatedMethod } from "./federated-method.ts";
import { Grants } from "./grants.ts";
import type { OidcOptions } from "./oidc-options.ts";
import type { Form, Granted } from "./provider.ts";
import { federationOf, givenOptions, oidcSubject, openidScopeOf, providerOf } from "./read-options.ts";

/** What {@link oidcPassword} takes. */
export interface OidcPasswordOptions extends OidcOptions {
  readonly username: string;
  /** A function is asked anew for each login, so a password can come from a prompt or a vault. */
  readonly password: SecretInput;
  /** The name of the field in which the provider wants a one-time password beside the password. */
  readonly idpOtpKey?: string | undefined;
  /** What goes into that field. Text is sent once; a function is asked for a fresh one at each login. */
  readonly otp?: SecretInput | undefined;
}

const TYPE = "v3oidcpassword";

/**
 * Logs in with the name and password a user has at an OpenID Connect provider (password grant). Needs the package
 * oauth4webapi.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @throws AuthError (`INVALID_SCOPE`) when the scope options contradict each other.
 * @example
 * ```ts
 * const auth = oidcPassword({
 *   authUrl: "https://keystone.example/v3",
 *   identityProvider: "corporate",
 *   protocol: "openid",
 *   discoveryEndpoint: "https://idp.example/.well-known/openid-configuration",
 *   clientId: "keystone",
 *   clientSecret: "s3cret",
 *   username: "demo",
 *   password: () => prompt("Password: "),
 *   projectId: "b3f1c2",
 * });
 * ```
 */
export function oidcPassword(options: OidcPasswordOptions): AuthMethod {
  const given = givenOptions(options, "oidcPassword");
  const { login, door } = federationOf(given, TYPE, "Check the user, the password, and the client's id and secret.");
  const client = clientOf(given);
  const provider = providerOf(given, login, client);
  const username = requiredText(given, "username", "write the name the user has at the identity provider");
  const password = secretOf(given, { key: "password", hint: "write the user's password", method: TYPE });
  const otp = otpOf(given);
  const form = { username, scope: openidScopeOf(given) };
  const flow = (context: AuthContext): Promise<Granted> =>
    password.use(context.signal, (value) =>
      withOtp(context, otp, (field) =>
        provider.tokens(context, "password", { ...form, password: value.reveal(), ...field }),
      ),
    );
  const source = new Grants(provider, flow);
  const subject = { ...oidcSubject(given, door, client), username };
  // Behind a one-time password nothing is stored: it would be a way round it.
  const proof = otp === undefined ? proofOf(password, client) : undefined;
  return federatedMethod({ login, door, source, subject, proof }, scopeOf(given, TYPE));
}

interface Otp {
  readonly field: string;
  readonly source: SecretSource;
}

function otpOf(options: object): Otp | undefined {
  const field = optionText(options, "idpOtpKey");
  if (field === undefined) return undefined;
  const hint = `write what the provider wants in the field ${field}, or a function that asks for it`;
  return { field, source: oneTimeSecretOf(options, { key: "otp", hint, method: TYPE }) };
}

function withOtp<T>(context: AuthContext, otp: Otp | undefined, login: (field: Form) => Promise<T>): Promise<T> {
  if (otp === undefined) return login({});
  return otp.source.use(context.signal, (value) => login({ [otp.field]: value.reveal() }));
}

function proofOf(password: SecretSource, client: Client): AuthMethod["proof"] {
  return async (signal) =>
    secret(JSON.stringify([(await password.proof(signal)).reveal(), client.secret?.reveal() ?? ""]));
}
