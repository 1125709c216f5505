import { hostname } from "node:os";
import { isRecord, jsonIn } from "../../errors/record.ts";
import { type Secret, secret } from "../../redaction/secret.ts";
import { isWebUrl } from "../identity.ts";
import type { Scope, TokenGrant } from "../method.ts";
import { fitsScope } from "./fits-scope.ts";

const FORMAT = 2;
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const HEADER_VALUE = /^[\x20-\x7e]+$/;

/** A token as a store has it. */
export interface StoredGrant {
  readonly grant: TokenGrant;
  /** Epoch ms by the clock of whoever logged in, which need not be Keystone's. */
  readonly receivedAt: number;
}

/** A token with its catalog as text for a store, under a key. */
export function writeGrant({ grant, receivedAt }: StoredGrant, key: string): string {
  const { token, issuedAt, expiresAt, clockSkew, identity, authUrl, headers = {} } = grant;
  const revealed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()]));
  const body = { token: token.reveal(), issuedAt, expiresAt, clockSkew, identity, authUrl, headers: revealed };
  return JSON.stringify({ osauth: FORMAT, key, host: hostname(), receivedAt, ...body });
}

/**
 * Reads what {@link writeGrant} wrote; undefined for anything else, for a token of another scope, and for what was
 * stored under another key, whose token may be another user's.
 */
export function readGrant(
  text: string,
  wanted: { readonly key: string; readonly scope: Scope | undefined },
): StoredGrant | undefined {
  const value = jsonIn(text);
  if (!isRecord(value) || value.osauth !== FORMAT || value.key !== wanted.key) return undefined;
  const grant = grantIn(value, wanted.scope);
  return grant !== undefined && isTime(value.receivedAt) ? { grant, receivedAt: value.receivedAt } : undefined;
}

function grantIn(value: Readonly<Record<string, unknown>>, scope: Scope | undefined): TokenGrant | undefined {
  const { token, issuedAt, expiresAt, identity, authUrl } = value;
  const headers = readHeaders(value.headers);
  if (typeof token !== "string" || !HEADER_VALUE.test(token) || headers === undefined) return undefined;
  const skew = skewIn(value);
  if (skew === undefined || !isTime(issuedAt) || !isTime(expiresAt)) return undefined;
  if (!isRecord(identity) || !fitsScope(identity, scope)) return undefined;
  const at = addressIn(authUrl);
  if (at === undefined) return undefined;
  return {
    kind: "token",
    token: secret(token),
    issuedAt,
    expiresAt,
    ...skew,
    identity,
    ...at,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
  };
}

function addressIn(authUrl: unknown): Pick<TokenGrant, "authUrl"> | undefined {
  if (authUrl === undefined) return {};
  return isWebUrl(authUrl) ? { authUrl } : undefined;
}

/** How far the clocks are apart: what a fleet's other machines found says nothing about this one's clock. */
function skewIn({ clockSkew, host }: Readonly<Record<string, unknown>>): Pick<TokenGrant, "clockSkew"> | undefined {
  if (clockSkew === undefined) return {};
  if (typeof clockSkew !== "number" || !Number.isFinite(clockSkew)) return undefined;
  return host === hostname() ? { clockSkew } : {};
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function readHeaders(value: unknown): Record<string, Secret> | undefined {
  if (!isRecord(value)) return undefined;
  const headers: Record<string, Secret> = {};
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== "string" || !HEADER_NAME.test(name) || !HEADER_VALUE.test(text)) return undefined;
    headers[name] = secret(text);
  }
  return headers;
}
