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
  /** The trust whose roles these are. */
  readonly trust: Trust | undefined;
  /** What was logged in with, when it was an application credential. */
  readonly applicationCredential: Named | undefined;
  /** How this token came about, such as ["password", "totp"]. */
  readonly methods: readonly string[];
  /** This token's own id in Keystone's notifications, then that of the login it goes back to. */
  readonly auditIds: readonly string[];
  readonly issuedAt: Date | undefined;
  readonly expiresAt: Date | undefined;
}

/** Who lent their roles to whom. */
export interface Trust {
  readonly id: string;
  /** Whether the token speaks as the trustor. */
  readonly impersonation: boolean;
  readonly trustorId: string | undefined;
  readonly trusteeId: string | undefined;
}

/** Reads who a grant is for. */
export function identityOf(grant: Grant): Identity {
  const token = grant.kind === "token" ? grant.identity : {};
  return {
    user: owned(token.user),
    project: owned(token.project),
    domain: named(token.domain),
    system: isRecord(token.system) && token.system.all === true,
    roles: listOf(token.roles).flatMap((role) => named(role) ?? []),
    trust: trustOf(token["OS-TRUST:trust"]),
    applicationCredential: named(token.application_credential),
    methods: textsOf(token.methods),
    auditIds: textsOf(token.audit_ids),
    issuedAt: grant.kind === "token" ? new Date(grant.issuedAt) : undefined,
    expiresAt: grant.kind === "token" ? new Date(grant.expiresAt) : undefined,
  };
}

function trustOf(value: unknown): Trust | undefined {
  const trust = named(value);
  if (trust === undefined || !isRecord(value)) return undefined;
  const { impersonation, trustor_user: trustor, trustee_user: trustee } = value;
  return {
    id: trust.id,
    impersonation: impersonation === true,
    trustorId: named(trustor)?.id,
    trusteeId: named(trustee)?.id,
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

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((item) => typeof item === "string");
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
