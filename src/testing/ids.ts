import { randomBytes, randomUUID } from "node:crypto";

/** An id as Keystone makes them: 32 hexadecimal digits. */
export function hexId(): string {
  return randomUUID().replaceAll("-", "");
}

/** A token id that looks like a Fernet token. */
export function tokenId(): string {
  return `gAAAAAB${randomBytes(120).toString("base64url")}`;
}

/** An audit id. */
export function auditId(): string {
  return randomBytes(16).toString("base64url");
}

/** A time the way Keystone writes it, such as "2026-11-24T00:19:04.000000Z". */
export function keystoneTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace("Z", "000Z");
}

/** A time the way Nova writes it, such as "2026-11-24T00:19:04Z". */
export function novaTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, "Z");
}
