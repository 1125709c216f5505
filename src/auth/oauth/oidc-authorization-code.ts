import type { AuthorizationServer } from "oauth4webapi";
import { ConfigError } from "../../errors/errors.ts";
import type { AuthContext, AuthMethod } from "../method.ts";
import { optionText, requiredText } from "../option.ts";
import { scopeOf } from "../scope.ts";
import { oneTimeSecretOf, type SecretInput } from "../secret-input.ts";
import { AuthorizationRequests, type AuthorizationSettings } from "./authorization-requests.ts";
import { clientOf } from "./client.ts";
import { federatedMethod } from "./federated-method.ts";
import { type Flow, Grants } from "./grants.ts";
import type { OidcOptions } from "./oidc-options.ts";
import type { Form, Granted, Provider } from "./provider.ts";
import { federationOf, givenOptions, oidcSubject, openidScopeOf, providerOf } from "./read-options.ts";

/** What {@link oidcAuthorizationCode} takes: either `authorize`, or a `code` that was got some other way. */
export type OidcAuthorizationCodeOptions = OidcOptions & {
  /** Where the provider sends the browser with the code; registered there for the client. */
  readonly redirectUri: string;
  /** Where the provider's login page is; wins over what the discovery document says. */
  readonly authorizationEndpoint?: string | undefined;
} & (
    | {
        /**
         * Opens the address in a browser and gives back the address to which the provider then sent that browser. Asked
         * anew for each login; the code is bound to this process (PKCE). The signal aborts when nobody waits any more.
         */
        readonly authorize: (address: string, signal: AbortSignal) => string | Promise<string>;
        readonly code?: undefined;
        readonly codeVerifier?: undefined;
      }
    | {
        readonly authorize?: undefined;
        /** Text is sent once; a function is asked for a fresh one at each login. */
        readonly code: SecretInput;
        /** What the code was bound to when it was asked for (PKCE). */
        readonly codeVerifier?: string | undefined;
      }
  );

/** Gets a code and logs in with the fields to send for it. */
type CodeSource = (at: Place, login: (fields: Form) => Promise<Granted>) => Promise<Granted>;

interface Place {
  readonly context: AuthContext;
  readonly server: AuthorizationServer;
}

const TYPE = "v3oidcauthcode";

/**
 * Logs in with a code that an OpenID Connect provider gives to a browser (authorization code grant). Needs the package
 * oauth4webapi. A renewal uses the provider's token while that is good, and then the refresh token when the provider
 * grants one.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @throws AuthError (`INVALID_SCOPE`) when the scope options contradict each other.
 * @example
 * ```ts
 * const auth = oidcAuthorizationCode({
 *   authUrl: "https://keystone.example/v3",
 *   identityProvider: "corporate",
 *   protocol: "openid",
 *   discoveryEndpoint: "https://idp.example/.well-known/openid-configuration",
 *   clientId: "desktop",
 *   redirectUri: "http://127.0.0.1:8400/",
 *   authorize: (address) => browse(address),
 *   projectId: "b3f1c2",
 * });
 * ```
 */
export function oidcAuthorizationCode(options: OidcAuthorizationCodeOptions): AuthMethod {
  const given = givenOptions(options, "oidcAuthorizationCode");
  const { login, door } = federationOf(given, TYPE, "A code counts once and for a short time: get a new one.");
  const client = clientOf(given);
  const provider = providerOf(given, login, client);
  const redirectUri = requiredText(given, "redirectUri", "write the address the provider sends the browser to");
  const settings = { login, clientId: client.id, redirectUri, scope: openidScopeOf(given) };
  const codes = codesOf(given, provider, settings);
  const flow: Flow = (context, server) =>
    codes({ context, server }, (fields) =>
      provider.tokens(context, "authorization_code", { redirect_uri: redirectUri, ...fields }),
    );
  const made = { login, door, source: new Grants(provider, flow), subject: oidcSubject(given, door, client) };
  return federatedMethod({ ...made, proof: undefined }, scopeOf(given, TYPE));
}

function codesOf(options: object, provider: Provider, settings: AuthorizationSettings): CodeSource {
  const authorize: unknown = Reflect.get(options, "authorize");
  if (authorize === undefined) return givenCodes(options);
  if (typeof authorize !== "function") {
    const text = "The option authorize must be a function that opens an address in a browser.";
    throw new ConfigError("INVALID_VALUE", text, { key: "authorize" });
  }
  if (Reflect.get(options, "code") !== undefined) {
    const text = "The options authorize and code are both set: keep one of them.";
    throw new ConfigError("INVALID_VALUE", text, { key: "code" });
  }
  const requests = new AuthorizationRequests(settings);
  let page = "";
  const ask = async (signal: AbortSignal): Promise<unknown> => authorize(await requests.address(page), signal);
  const source = oneTimeSecretOf({ authorize: ask }, { key: "authorize", hint: "", method: TYPE });
  return ({ context, server }, login) => {
    page = provider.address(server, "authorization_endpoint");
    const from = { server, issuer: provider.issuer(server) };
    return source.use(context.signal, async (came) => login(await requests.codeIn(came.reveal(), from)));
  };
}

function givenCodes(options: object): CodeSource {
  const hint = "write the code the provider gave to the browser, or give authorize";
  const source = oneTimeSecretOf(options, { key: "code", hint, method: TYPE });
  const verifier = optionText(options, "codeVerifier");
  const bound: Form = verifier === undefined ? {} : { code_verifier: verifier };
  return ({ context }, login) => source.use(context.signal, (code) => login({ code: code.reveal(), ...bound }));
}
