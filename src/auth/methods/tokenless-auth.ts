import { ConfigError } from "../../errors/errors.ts";
import { type Secret, secret } from "../../redaction/secret.ts";
import { authUrlOf } from "../identity.ts";
import type { AuthMethod, IdOrName, Scope } from "../method.ts";
import { requireObject } from "../option.ts";
import { refuseScope, type ScopeOptions, scopeOf } from "../scope.ts";

/** What {@link tokenlessAuth} takes: where Keystone is, and either a project or a domain. */
export interface TokenlessAuthOptions
  extends Pick<
    ScopeOptions,
    "projectId" | "projectName" | "projectDomainId" | "projectDomainName" | "domainId" | "domainName"
  > {
  /** Where Keystone is, such as "https://keystone.example/v3". */
  readonly authUrl: string;
}

const TYPE = "v3tokenlessauth";

/**
 * Calls Keystone itself without a token: the session's client certificate (X.509) says who this is, headers say for
 * which project or domain. Other services take no such calls.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @throws AuthError (`INVALID_SCOPE`) without a project or domain, or with both.
 * @example
 * ```ts
 * const auth = tokenlessAuth({ authUrl: "https://keystone.example/v3", projectId: "b3f1c2" });
 * const session = new Session({ auth, tls: { cert, key } });
 * ```
 */
export function tokenlessAuth(options: TokenlessAuthOptions): AuthMethod {
  requireObject(options, "tokenlessAuth");
  return scopedTo(authUrlOf(options), scopeOf(options, TYPE));
}

function scopedTo(authUrl: string, scope: Scope | undefined): AuthMethod {
  const headers = headersOf(scope);
  return {
    type: TYPE,
    authUrl,
    scope,
    subject: {},
    proof: undefined,
    authenticate: async () => ({ kind: "static", headers }),
    withScope: (other) => scopedTo(authUrl, other),
  };
}

function headersOf(scope: Scope | undefined): Readonly<Record<string, Secret>> {
  if (scope !== undefined && scope !== "unscoped") {
    if ("domain" in scope) return named("x-domain", scope.domain);
    if ("project" in scope) {
      const { project } = scope;
      return {
        ...named("x-project", project),
        ...("domain" in project ? named("x-project-domain", project.domain) : {}),
      };
    }
  }
  return refuseScope(TYPE, "A call without a token is for a project or a domain: add projectId or domainId.");
}

function named(header: string, which: IdOrName): Readonly<Record<string, Secret>> {
  if ("id" in which) return { [`${header}-id`]: headerValue(which.id) };
  return { [`${header}-name`]: headerValue(which.name) };
}

/** @throws ConfigError (`INVALID_VALUE`) for text that Keystone would read as something else. */
function headerValue(text: string): Secret {
  if (/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text)) return secret(text);
  throw new ConfigError("INVALID_VALUE", `"${text}" cannot be sent in a header: use the id instead of the name.`);
}
