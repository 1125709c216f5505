import type { UserOptions } from "../auth/identity.ts";
import type { FactorName } from "../auth/methods/multi-factor.ts";
import type { ScopeOptions } from "../auth/scope.ts";
import { nearest } from "./nearest.ts";
import type { Settings } from "./settings.ts";

const FACTORS: readonly FactorName[] = [
  "v3password",
  "v3totp",
  "v3token",
  "v3applicationcredential",
  "password",
  "totp",
  "token",
  "application_credential",
];

const HOLE = "{region_name}";

// More than any server takes.
const LONGEST = 65_536;

/**
 * Vendors write `{region_name}` into the auth URL of a profile that serves several regions. Nothing else is filled in: a
 * profile may come from elsewhere, and a password would become a part of the address.
 */
export function authUrlIn(settings: Settings): string {
  const url = settings.login("auth_url");
  if (url === undefined) throw settings.missing("auth_url", "write the address of Keystone");
  return settings.filled("auth.auth_url", withRegion("auth_url", url, settings));
}

/** An address with the region in it, where it asks for one. @throws ConfigError (`INVALID_VALUE`) for one without end. */
export function withRegion(key: string, url: string, settings: Settings): string {
  const parts = url.split(HOLE);
  const region = parts.length > 1 ? settings.text("region_name") : undefined;
  if (region === undefined) return url;
  if (url.length + parts.length * region.length > LONGEST) {
    throw settings.invalid(key, `with the region in it, it has more than ${LONGEST} characters`);
  }
  return parts.join(region);
}

/**
 * The domain id of names without one: with `identity_api_version: 3` the `openstack` command takes `default_domain` for it,
 * or else "default".
 */
export function assumedDomain(settings: Settings): string | undefined {
  if (settings.text("identity_api_version") !== "3") return undefined;
  return settings.text("default_domain") ?? "default";
}

/**
 * Who logs in, of an assumed domain's id where none is named.
 *
 * @throws ConfigError (`MISSING_VALUE`) when nobody is named, or a name lacks its domain.
 */
export function userIn(settings: Settings, assumed?: string): UserOptions {
  const userId = settings.login("user_id");
  if (userId !== undefined) return { userId };
  const username = settings.required("username");
  const userDomainId = settings.login("user_domain_id") ?? sharedDomain(settings, "id");
  if (userDomainId !== undefined) return { username, userDomainId };
  const userDomainName = settings.login("user_domain_name") ?? sharedDomain(settings, "name");
  if (userDomainName !== undefined) return { username, userDomainName };
  if (assumed !== undefined) return { username, userDomainId: settings.assume("auth.user_domain_id", assumed) };
  throw settings.missing("user_domain_name", `a user name needs its domain, "Default" on most clouds`);
}

/**
 * What the token is to be for, a project of an assumed domain's id where none is named.
 *
 * @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`).
 */
export function scopeIn(settings: Settings, assumed?: string): ScopeOptions {
  const system = settings.login("system_scope");
  if (system !== undefined && system !== "all") throw settings.invalid("system_scope", 'it can only be "all"');
  return {
    ...(hasProject(settings)
      ? projectIn(settings, assumed)
      : { domainId: settings.login("domain_id"), domainName: settings.login("domain_name") }),
    systemScope: system,
    trustId: settings.login("trust_id"),
    unscoped: settings.loginFlag("unscoped"),
  };
}

/** The project: by its id, whose name and domain are then only for people to read, or by name and domain. */
function projectIn(settings: Settings, assumed: string | undefined): ScopeOptions {
  const projectId = settings.login("project_id");
  if (projectId !== undefined) {
    settings.passOver(["project_name", "project_domain_id", "project_domain_name"]);
    return { projectId };
  }
  const projectName = settings.login("project_name");
  const projectDomainId = settings.login("project_domain_id") ?? sharedDomain(settings, "id");
  if (projectDomainId !== undefined) return { projectName, projectDomainId };
  const projectDomainName = settings.login("project_domain_name") ?? sharedDomain(settings, "name");
  if (projectDomainName !== undefined) return { projectName, projectDomainName };
  if (assumed !== undefined)
    return { projectName, projectDomainId: settings.assume("auth.project_domain_id", assumed) };
  throw settings.missing("project_domain_name", `a project name needs its domain, "Default" on most clouds`);
}

/** The settings that ask for a scope, one for each. */
export function scopeKeysIn(settings: Settings): readonly string[] {
  const said = (keys: readonly string[]): readonly string[] => keys.filter((key) => settings.hasLogin(key)).slice(0, 1);
  return [
    ...said(["project_id", "project_name"]),
    ...(hasProject(settings) ? [] : said(["domain_id", "domain_name"])),
    ...["system_scope", "trust_id"].flatMap((key) => said([key])),
    ...(settings.loginFlag("unscoped") === true ? ["unscoped"] : []),
  ];
}

/** `domain_*` beside a project is short for the domain of both user and project; `default_domain_*` always is. */
function sharedDomain(settings: Settings, kind: "id" | "name"): string | undefined {
  const short = hasProject(settings) ? settings.login(`domain_${kind}`) : undefined;
  return short ?? settings.login(`default_domain_${kind}`);
}

/** A factor of a multi-factor login. @throws ConfigError (`INVALID_VALUE`) when there is none of that name. */
export function factorIn(name: string, settings: Settings): FactorName {
  const factor = FACTORS.find((known) => known === name);
  if (factor !== undefined) return factor;
  const like = nearest(name, FACTORS);
  const hint = like === undefined ? `write some of ${FACTORS.join(", ")}` : `did you mean "${like}"`;
  throw settings.invalid("auth_methods", `"${name}" is none of the methods that can be combined; ${hint}`);
}

function hasProject(settings: Settings): boolean {
  return settings.hasLogin("project_id") || settings.hasLogin("project_name");
}
