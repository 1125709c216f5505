import { AuthError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import type { AuthMethod, Grant } from "./method.ts";

/**
 * What an authentication method gave, which may be somebody's own.
 *
 * @throws AuthError (`INVALID_TOKEN_RESPONSE`) when it is no grant.
 */
export function checkedGrant(grant: Grant, { type, authUrl }: Pick<AuthMethod, "type" | "authUrl">): Grant {
  const problem = problemOf(grant);
  if (problem === undefined) return grant;
  const text = `The authentication method ${type} gave no usable grant: ${problem}.`;
  throw new AuthError("INVALID_TOKEN_RESPONSE", text, { method: type, authUrl });
}

function problemOf(grant: unknown): string | undefined {
  if (!isRecord(grant)) return "it is no object";
  if (grant.kind === "static") return isRecord(grant.headers) ? undefined : "it has no headers";
  if (grant.kind !== "token") return 'its kind is neither "token" nor "static"';
  const { token } = grant;
  if (!isRecord(token) || typeof token.reveal !== "function") return "its token is not made by secret()";
  if (!isRecord(grant.identity)) return "it has no identity, the body of the token";
  const isTime = (value: unknown): boolean => typeof value === "number" && !Number.isNaN(value);
  return isTime(grant.issuedAt) && isTime(grant.expiresAt) ? undefined : "issuedAt and expiresAt must be epoch ms";
}
