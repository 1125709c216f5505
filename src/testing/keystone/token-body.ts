import { keystoneTime } from "../ids.ts";
import type { Directory } from "./directory.ts";
import type { Token } from "./token-store.ts";

/** The `token` object Keystone shows for a token. */
export function tokenBody(token: Token, directory: Directory, catalog: readonly unknown[] | undefined): unknown {
  const { person, methods, credential } = token.login;
  return {
    methods,
    user: { domain: person.domain, id: person.id, name: person.name, password_expires_at: null },
    audit_ids: token.auditIds,
    expires_at: keystoneTime(token.expiresAt),
    issued_at: keystoneTime(token.issuedAt),
    ...scopeFields(token),
    ...(token.scope ? { roles: directory.rolesOf(person) } : {}),
    ...(credential ? { application_credential: { id: credential.id, name: credential.name, restricted: true } } : {}),
    ...(token.scope && catalog ? { catalog } : {}),
  };
}

function scopeFields({ scope }: Token): object {
  if (!scope) return {};
  if (scope.kind === "system") return { system: { all: true } };
  if (scope.kind === "domain") return { domain: scope.domain };
  const { id, name, domain } = scope.project;
  return { project: { domain, id, name }, is_domain: false };
}
