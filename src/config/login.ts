import type { UserOptions } from "../auth/identity.ts";
import type { AuthMethod } from "../auth/method.ts";
import { applicationCredential } from "../auth/methods/application-credential.ts";
import { httpBasic } from "../auth/methods/http-basic.ts";
import { noAuth } from "../auth/methods/no-auth.ts";
import { password } from "../auth/methods/password.ts";
import { token } from "../auth/methods/token.ts";
import type { ScopeOptions } from "../auth/scope.ts";
import { ConfigError } from "../errors/errors.ts";
import type { Settings } from "./settings.ts";

/** Reads what a method needs; the method itself is made in a second step, whose errors know no place. */
type Reader = (settings: Settings) => () => AuthMethod;

const READERS: ReadonlyMap<string, Reader> = new Map([
  ["password", passwordLogin],
  ["v3password", passwordLogin],
  ["token", tokenLogin],
  ["v3token", tokenLogin],
  ["v3applicationcredential", applicationCredentialLogin],
  ["none", noLogin],
  ["http_basic", httpBasicLogin],
]);

const SCOPE_KEYS = ["project_id", "project_name", "domain_id", "domain_name", "system_scope", "trust_id"];

/**
 * Makes the authentication method that the settings describe.
 *
 * @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`) naming the key and what to write.
 * @throws AuthError (`INVALID_SCOPE`) when the scope settings contradict each other.
 */
export function loginOf(settings: Settings): AuthMethod {
  const type = settings.text("auth_type") ?? settings.assume("auth_type", inferredType(settings));
  const read = READERS.get(type);
  if (read === undefined) {
    throw settings.invalid("auth_type", `"${type}" is not supported; write one of ${[...READERS.keys()].join(", ")}`);
  }
  const make = read(settings);
  try {
    return make();
  } catch (error) {
    throw error instanceof ConfigError ? settings.placed(error) : error;
  }
}

function inferredType(settings: Settings): string {
  const has = (key: string): boolean => settings.login(key) !== undefined;
  if (has("application_credential_id") || has("application_credential_name")) return "v3applicationcredential";
  if (has("application_credential_secret")) return "v3applicationcredential";
  return has("token") && !has("password") ? "v3token" : "password";
}

function passwordLogin(settings: Settings): () => AuthMethod {
  const authUrl = authUrlIn(settings);
  const options = { ...userIn(settings), ...scopeIn(settings), authUrl, password: settings.required("password") };
  return () => password(options);
}

function tokenLogin(settings: Settings): () => AuthMethod {
  const options = { ...scopeIn(settings), authUrl: authUrlIn(settings), token: settings.required("token") };
  return () => token(options);
}

function applicationCredentialLogin(settings: Settings): () => AuthMethod {
  const scope = SCOPE_KEYS.find((key) => settings.login(key) !== undefined);
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

/** Vendors write `{region_name}` into the auth URL of a profile that serves several regions. */
function authUrlIn(settings: Settings): string {
  const url = settings.login("auth_url");
  if (url === undefined) throw settings.missing("auth_url", "write the address of Keystone");
  return url.replace(/\{(\w+)\}/g, (whole, key: string) => settings.login(key) ?? whole);
}

function userIn(settings: Settings): UserOptions {
  const userId = settings.login("user_id");
  if (userId !== undefined) return { userId };
  const username = settings.required("username");
  const userDomainId = settings.login("user_domain_id") ?? sharedDomain(settings, "id");
  if (userDomainId !== undefined) return { username, userDomainId };
  const userDomainName = settings.login("user_domain_name") ?? sharedDomain(settings, "name");
  if (userDomainName !== undefined) return { username, userDomainName };
  throw settings.missing("user_domain_name", `a user name needs its domain, "Default" on most clouds`);
}

function scopeIn(settings: Settings): ScopeOptions {
  const projectId = settings.login("project_id");
  const projectName = settings.login("project_name");
  const projectDomainId = settings.login("project_domain_id") ?? sharedDomain(settings, "id");
  const projectDomainName = settings.login("project_domain_name") ?? sharedDomain(settings, "name");
  if (projectName !== undefined && (projectId ?? projectDomainId ?? projectDomainName) === undefined) {
    throw settings.missing("project_domain_name", `a project name needs its domain, "Default" on most clouds`);
  }
  const system = settings.login("system_scope");
  if (system !== undefined && system !== "all") throw settings.invalid("system_scope", 'it can only be "all"');
  return {
    ...(hasProject(settings)
      ? { projectId, projectName, projectDomainId, projectDomainName }
      : { domainId: settings.login("domain_id"), domainName: settings.login("domain_name") }),
    systemScope: system,
    trustId: settings.login("trust_id"),
    unscoped: settings.loginFlag("unscoped"),
  };
}

/** `domain_*` beside a project is short for the domain of both user and project; `default_domain_*` always is. */
function sharedDomain(settings: Settings, kind: "id" | "name"): string | undefined {
  const short = hasProject(settings) ? settings.login(`domain_${kind}`) : undefined;
  return short ?? settings.login(`default_domain_${kind}`);
}

function hasProject(settings: Settings): boolean {
  return (settings.login("project_id") ?? settings.login("project_name")) !== undefined;
}
