import { keystoneTime } from "../ids.ts";
import type { Directory, Person } from "./directory.ts";
import type { Login, Token } from "./token-store.ts";

/** What a token's body says beside the token. */
export interface BodyParts {
  readonly directory: Directory;
  readonly serviceProviders: readonly unknown[];
  /** Absent when it was not asked for. */
  readonly catalog: readonly unknown[] | undefined;
}

/** The `token` object Keystone shows for a token. */
export function tokenBody(token: Token, { directory, serviceProviders, catalog }: BodyParts): unknown {
  const { person, methods } = token.login;
  const trust = token.scope?.kind === "project" ? token.scope.trust : undefined;
  return {
    methods,
    user: userFields(trust?.impersonation ? trust.trustor : person, token.login),
    audit_ids: token.auditIds,
    expires_at: keystoneTime(token.expiresAt),
    issued_at: keystoneTime(token.issuedAt),
    ...scopeFields(token),
    ...(token.scope ? { roles: trust?.roles ?? directory.rolesOf(person) } : {}),
    ...originFields(token.login),
    ...(token.scope && catalog ? { catalog } : {}),
    ...(serviceProviders.length > 0 ? { service_providers: serviceProviders } : {}),
  };
}

function userFields({ domain, id, name }: Person, { federation }: Login): object {
  if (!federation) return { domain, id, name, password_expires_at: null };
  const { identityProvider, protocol } = federation;
  const from = { groups: [], identity_provider: { id: identityProvider }, protocol: { id: protocol } };
  return { domain, id, name, "OS-FEDERATION": from };
}

/** What the login was made with, when the token depends on it. */
function originFields({ credential, access }: Login): object {
  if (credential) {
    return { application_credential: { id: credential.id, name: credential.name, restricted: true } };
  }
  return access ? { "OS-OAUTH1": { access_token_id: access.id, consumer_id: access.consumerId } } : {};
}

function scopeFields({ scope }: Token): object {
  if (!scope) return {};
  if (scope.kind === "system") return { system: { all: true } };
  if (scope.kind === "domain") return { domain: scope.domain };
  const { id, name, domain } = scope.project;
  const project = { domain, id, name };
  if (!scope.trust) return { project, is_domain: false };
  const { trustor, trustee, impersonation } = scope.trust;
  const parties = { trustor_user: { id: trustor.id }, trustee_user: { id: trustee.id } };
  return { project, "OS-TRUST:trust": { id: scope.trust.id, impersonation, ...parties } };
}
