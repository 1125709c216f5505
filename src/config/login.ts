import type { UserOptions } from "../auth/identity.ts";
import type { AuthMethod } from "../auth/method.ts";
import { adminToken } from "../auth/methods/admin-token.ts";
import { applicationCredential } from "../auth/methods/application-credential.ts";
import { httpBasic } from "../auth/methods/http-basic.ts";
import { multiFactor } from "../auth/methods/multi-factor.ts";
import { noAuth } from "../auth/methods/no-auth.ts";
import { oauth1 } from "../auth/methods/oauth1.ts";
import { password } from "../auth/methods/password.ts";
import { token } from "../auth/methods/token.ts";
import { tokenlessAuth } from "../auth/methods/tokenless-auth.ts";
import { totp } from "../auth/methods/totp.ts";
import type { ScopeOptions } from "../auth/scope.ts";
import { AuthError, ConfigError } from "../errors/errors.ts";
import { LOGIN_KEYS } from "./keys.ts";
import { placedError } from "./login-error.ts";
import { OAUTH_READERS } from "./login-oauth.ts";
import { assumedDomain, authUrlIn, factorIn, scopeIn, userIn } from "./login-options.ts";
import { nearest } from "./nearest.ts";
import { requireKnownLoginKeys } from "./review.ts";
import type { Settings } from "./settings.ts";

/** Reads what a method needs; the method itself is made in a second step, whose errors know no place. */
type Reader = (settings: Settings) => () => AuthMethod;

const READERS: ReadonlyMap<string, Reader> = new Map([
  ["password", passwordLogin],
  ["v3password", passwordLogin],
  ["token", tokenLogin],
  ["v3token", tokenLogin],
  ["v3applicationcredential", applicationCredentialLogin],
  ["v3totp", totpLogin],
  ["v3multifactor", multiFactorLogin],
  ["v3oauth1", oauth1Login],
  ["v3tokenlessauth", tokenlessLogin],
  ["admin_token", adminTokenLogin],
  ["token_endpoint", adminTokenLogin],
  ["none", noLogin],
  ["noauth", noLogin],
  ["noop", noLogin],
  ["http_basic", httpBasicLogin],
  ...OAUTH_READERS,
]);

/** What `auth_type` may be. */
export const AUTH_TYPES: readonly string[] = [...READERS.keys()];

const NOT_BUILT_IN =
  "is not built in; use an application credential (v3applicationcredential), or give Session an AuthMethod of your own (test/examples/kerberos.ts is one)";
const GONE = "is for the identity API v2, which is gone from OpenStack; use";

/** Ways of logging in that the peers know and this library does not, with the way out. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ["v2password", `${GONE} password with an auth_url that ends in /v3`],
  ["v2token", `${GONE} token with an auth_url that ends in /v3`],
  ["v3samlpassword", NOT_BUILT_IN],
  ["v3adfspassword", NOT_BUILT_IN],
  ["v3kerberos", NOT_BUILT_IN],
  ["v3fedkerb", NOT_BUILT_IN],
]);

/** How Python writes null as text. */
const WRITTEN_NULL = "None";

const SCOPE_KEYS = ["project_id", "project_name", "domain_id", "domain_name", "system_scope", "trust_id"];

/**
 * Makes the authentication method that the settings describe, after a look for keys that no method knows.
 *
 * @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`) naming the key and what to write, or all the settings that ask
 *   for a scope when they contradict each other.
 */
export function loginOf(settings: Settings): AuthMethod {
  const written = settings.text("auth_type");
  const said = written === WRITTEN_NULL ? undefined : written;
  const reader = readerOf(said ?? settings.assume("auth_type", inferredType(settings)), settings);
  // A way that is not built in may have keys of its own, and it is the way that is to be told.
  requireKnownLoginKeys(settings);
  const make = reader(settings);
  try {
    return make();
  } catch (error) {
    throw error instanceof ConfigError || error instanceof AuthError ? placedError(error, settings) : error;
  }
}

function readerOf(type: string, settings: Settings): Reader {
  const reader = READERS.get(type);
  if (reader !== undefined) return reader;
  const way = OTHERS.get(type);
  if (way !== undefined) throw settings.invalid("auth_type", `"${type}" ${way}`);
  const like = nearest(type.toLowerCase(), AUTH_TYPES);
  const hint = like === undefined ? `write one of ${AUTH_TYPES.join(", ")}` : `did you mean "${like}"`;
  throw settings.invalid("auth_type", `"${type}" is not known; ${hint}`);
}

/**
 * The peers take an auth_type that is null, "" or "None" for none, and then fail on whatever a login says but its endpoint.
 * So that much is safe: who names a user and has left the type empty by mistake is not sent out without a token.
 */
function inferredType(settings: Settings): string {
  const about = [...settings.keys, ...settings.loginKeys].filter((key) => LOGIN_KEYS.includes(key));
  if (settings.keys.includes("auth_type") && about.every((key) => key === "endpoint")) return "none";
  const credential = ["id", "name", "secret"].some((part) => settings.hasLogin(`application_credential_${part}`));
  if (credential) return "v3applicationcredential";
  return settings.hasLogin("token") && !settings.hasLogin("password") ? "v3token" : "password";
}

function personIn(settings: Settings): UserOptions & ScopeOptions {
  const assumed = assumedDomain(settings);
  return { ...userIn(settings, assumed), ...scopeIn(settings, assumed) };
}

function passwordLogin(settings: Settings): () => AuthMethod {
  const authUrl = authUrlIn(settings);
  const options = { ...personIn(settings), authUrl, password: settings.required("password") };
  return () => password(options);
}

function tokenLogin(settings: Settings): () => AuthMethod {
  const options = { ...scopeIn(settings), authUrl: authUrlIn(settings), token: settings.required("token") };
  return () => token(options);
}

function applicationCredentialLogin(settings: Settings): () => AuthMethod {
  const scope = SCOPE_KEYS.find((key) => settings.hasLogin(key));
  if (scope !== undefined) {
    throw settings.invalid(scope, "an application credential always has the project it was made for; remove it");
  }
  const authUrl = authUrlIn(settings);
  const id = settings.login("application_credential_id");
  const name = settings.login("application_credential_name");
  const secret = settings.required("application_credential_secret");
  if (id !== undefined) return () => applicationCredential({ authUrl, id, secret });
  if (name === undefined) throw settings.missing("application_credential_id", "write the credential's id");
  const user = userIn(settings);
  return () => applicationCredential({ authUrl, name, secret, ...user });
}

function totpLogin(settings: Settings): () => AuthMethod {
  const authUrl = authUrlIn(settings);
  const options = { ...personIn(settings), authUrl, passcode: settings.required("passcode") };
  return () => totp(options);
}

function multiFactorLogin(settings: Settings): () => AuthMethod {
  const named = settings.loginList("auth_methods");
  if (named === undefined) throw settings.missing("auth_methods", "write the methods, such as v3password,v3totp");
  const authMethods = named.map((name) => factorIn(name, settings));
  // Some factors know the user themselves.
  const hasUser = settings.hasLogin("user_id") || settings.hasLogin("username");
  const options = {
    ...scopeIn(settings),
    authUrl: authUrlIn(settings),
    authMethods,
    ...(hasUser ? userIn(settings) : {}),
    password: settings.login("password"),
    passcode: settings.login("passcode"),
    token: settings.login("token"),
    applicationCredentialId: settings.login("application_credential_id"),
    applicationCredentialName: settings.login("application_credential_name"),
    applicationCredentialSecret: settings.login("application_credential_secret"),
  };
  return () => multiFactor(options);
}

function oauth1Login(settings: Settings): () => AuthMethod {
  const options = {
    authUrl: authUrlIn(settings),
    consumerKey: settings.required("consumer_key"),
    consumerSecret: settings.required("consumer_secret"),
    accessKey: settings.required("access_key"),
    accessSecret: settings.required("access_secret"),
  };
  return () => oauth1(options);
}

function tokenlessLogin(settings: Settings): () => AuthMethod {
  const { projectId, projectName, projectDomainId, projectDomainName, domainId, domainName } = scopeIn(settings);
  const scope = { projectId, projectName, projectDomainId, projectDomainName, domainId, domainName };
  const authUrl = authUrlIn(settings);
  return () => tokenlessAuth({ ...scope, authUrl });
}

function adminTokenLogin(settings: Settings): () => AuthMethod {
  const options = { token: settings.required("token"), endpoint: settings.login("endpoint") };
  return () => adminToken(options);
}

function noLogin(settings: Settings): () => AuthMethod {
  const endpoint = settings.login("endpoint");
  return () => noAuth({ endpoint });
}

function httpBasicLogin(settings: Settings): () => AuthMethod {
  const options = {
    username: settings.required("username"),
    password: settings.required("password"),
    endpoint: settings.login("endpoint"),
  };
  return () => httpBasic(options);
}
