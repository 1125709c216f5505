import type { Grant } from "../auth/method.ts";
import { isRecord } from "../errors/record.ts";

/** Something Keystone knows by id and name. */
export interface Named {
  readonly id: string;
  readonly name: string | undefined;
}

/** Something that belongs to a domain. */
export interface Owned extends Named {
  readonly domain: Named | undefined;
}

/** Who a session is and what its token is for; everything undefined for methods without tokens. */
export interface Identity {
  readonly user: Owned | undefined;
  readonly project: Owned | undefined;
  readonly domain: Named | undefined;
  /** true for a token for the whole system. */
  readonly system: boolean;
  readonly roles: readonly Named[];
  readonly expiresAt: Date | undefined;
}

/** Reads who a grant is for. */
export function identityOf(grant: Grant): Identity {
  const token = grant.kind === "token" ? grant.identity : {};
  return {
    user: owned(token.user),
    project: owned(token.project),
    domain: named(token.domain),
    system: isRecord(token.system) && token.system.all === true,
    roles: (Array.isArray(token.roles) ? token.roles : []).flatMap((role) => named(role) ?? []),
    expiresAt: grant.kind === "token" ? new Date(grant.expiresAt) : undefined,
  };
}

function named(value: unknown): Named | undefined {
  if (!isRecord(value)) return undefined;
  const id = textOf(value.id);
  return id === undefined ? undefined : { id, name: textOf(value.name) };
}

function owned(value: unknown): Owned | undefined {
  const known = named(value);
  return known && isRecord(value) ? { ...known, domain: named(value.domain) } : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
