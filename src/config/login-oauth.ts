import type { AuthMethod } from "../auth/method.ts";
import { oauth2ClientCredentials } from "../auth/oauth/oauth2-client-credentials.ts";
import { oauth2MtlsClientCredentials } from "../auth/oauth/oauth2-mtls-client-credentials.ts";
import { oidcAccessToken } from "../auth/oauth/oidc-access-token.ts";
import { oidcAuthorizationCode } from "../auth/oauth/oidc-authorization-code.ts";
import { oidcClientCredentials } from "../auth/oauth/oidc-client-credentials.ts";
import { type DeviceCode, oidcDeviceCode } from "../auth/oauth/oidc-device-code.ts";
import type { FederationOptions, OidcOptions } from "../auth/oauth/oidc-options.ts";
import { oidcPassword } from "../auth/oauth/oidc-password.ts";
import { authUrlIn, scopeIn } from "./login-options.ts";
import type { Settings } from "./settings.ts";

/** Reads what a login with OAuth 2 or OpenID Connect needs; the method itself is made in a second step. */
export const OAUTH_READERS: ReadonlyMap<string, (settings: Settings) => () => AuthMethod> = new Map([
  ["v3oidcpassword", passwordLogin],
  ["v3oidcclientcredentials", clientLogin],
  ["v3oidcauthcode", codeLogin],
  ["v3oidcaccesstoken", accessTokenLogin],
  ["v3oidcdeviceauthz", deviceLogin],
  ["v3oauth2clientcredential", oauth2Login],
  ["v3oauth2mtlsclientcredential", oauth2MtlsLogin],
]);

function passwordLogin(settings: Settings): () => AuthMethod {
  const options = {
    ...providerIn(settings),
    username: settings.required("username"),
    password: settings.required("password"),
    idpOtpKey: settings.login("idp_otp_key"),
    otp: settings.login("passcode"),
  };
  return () => oidcPassword(options);
}

function clientLogin(settings: Settings): () => AuthMethod {
  const options = providerIn(settings);
  return () => oidcClientCredentials(options);
}

function codeLogin(settings: Settings): () => AuthMethod {
  const options = {
    ...providerIn(settings),
    redirectUri: settings.required("redirect_uri"),
    code: settings.required("code"),
  };
  return () => oidcAuthorizationCode(options);
}

function accessTokenLogin(settings: Settings): () => AuthMethod {
  const options = { ...federationIn(settings), accessToken: settings.required("access_token") };
  return () => oidcAccessToken(options);
}

function deviceLogin(settings: Settings): () => AuthMethod {
  const options = {
    ...providerIn(settings),
    deviceAuthorizationEndpoint: settings.login("device_authorization_endpoint"),
    codeChallengeMethod: oneOf(settings, "code_challenge_method", ["S256", "plain"]),
    showCode,
  };
  return () => oidcDeviceCode(options);
}

function oauth2Login(settings: Settings): () => AuthMethod {
  const options = {
    authUrl: authUrlIn(settings),
    oauth2Endpoint: settings.required("oauth2_endpoint"),
    oauth2ClientId: settings.required("oauth2_client_id"),
    oauth2ClientSecret: settings.required("oauth2_client_secret"),
  };
  return () => oauth2ClientCredentials(options);
}

function oauth2MtlsLogin(settings: Settings): () => AuthMethod {
  const options = {
    authUrl: authUrlIn(settings),
    oauth2Endpoint: settings.required("oauth2_endpoint"),
    oauth2ClientId: settings.required("oauth2_client_id"),
  };
  return () => oauth2MtlsClientCredentials(options);
}

function federationIn(settings: Settings): FederationOptions {
  return {
    ...scopeIn(settings),
    authUrl: authUrlIn(settings),
    identityProvider: settings.required("identity_provider"),
    protocol: settings.required("protocol"),
  };
}

function providerIn(settings: Settings): OidcOptions {
  return {
    ...federationIn(settings),
    clientId: settings.required("client_id"),
    clientSecret: settings.login("client_secret"),
    openidScope: settings.login("openid_scope"),
    discoveryEndpoint: settings.login("discovery_endpoint"),
    accessTokenEndpoint: settings.login("access_token_endpoint"),
    accessTokenType: oneOf(settings, "access_token_type", ["access_token", "id_token"]),
  };
}

function oneOf<W extends string>(settings: Settings, key: string, words: readonly W[]): W | undefined {
  const text = settings.login(key);
  const word = words.find((known) => known === text);
  if (text === undefined || word !== undefined) return word;
  throw settings.invalid(key, `write ${words.join(" or ")}`);
}

/** A configuration has no callback, so whoever sits at the terminal is told; programs pass their own to the factory. */
function showCode({ userCode, verificationUri, verificationUriComplete }: DeviceCode): void {
  const address = verificationUriComplete ?? verificationUri;
  process.stderr.write(`To log in, open ${address} and enter the code ${userCode}\n`);
}
