import { AuthError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { isSecret } from "../redaction/secret.ts";
import { isWebUrl } from "./identity.ts";
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
  if (grant.kind === "static") {
    if (!isRecord(grant.headers)) return "it has no headers";
    return headersProblem(grant.headers) ?? endpointProblem(grant.endpoint);
  }
  return grant.kind === "token" ? tokenProblem(grant) : 'its kind is neither "token" nor "static"';
}

function tokenProblem(grant: Readonly<Record<string, unknown>>): string | undefined {
  if (!isSecret(grant.token)) return "its token is not made by secret()";
  const headers = grant.headers === undefined ? undefined : headersProblem(grant.headers);
  if (headers !== undefined) return headers;
  if (!isRecord(grant.identity)) return "it has no identity, the body of the token";
  if (grant.authUrl !== undefined && !isWebUrl(grant.authUrl)) return "its authUrl is not an http(s) address";
  return timesProblem(grant);
}

function timesProblem({ issuedAt, expiresAt, clockSkew = 0 }: Readonly<Record<string, unknown>>): string | undefined {
  const isTime = (value: unknown): boolean => typeof value === "number" && !Number.isNaN(value);
  if (!isTime(issuedAt) || !isTime(expiresAt)) return "issuedAt and expiresAt must be epoch ms";
  return isTime(clockSkew) ? undefined : "clockSkew must be ms";
}

function headersProblem(headers: unknown): string | undefined {
  const bad = isRecord(headers) ? Object.entries(headers).find(([, value]) => !isSecret(value)) : ["headers"];
  return bad && `the value of its header ${bad[0]} is not made by secret()`;
}

function endpointProblem(endpoint: unknown): string | undefined {
  if (
    endpoint === undefined ||
    (typeof endpoint === "string" && /^https?:\/\/./i.test(endpoint) && URL.canParse(endpoint))
  ) {
    return undefined;
  }
  return "its endpoint is no address that begins with https:// or http://";
}
