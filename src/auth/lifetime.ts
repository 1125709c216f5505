import type { Grant, TokenGrant } from "./method.ts";

const LARGEST_MARGIN = 120_000;
const MARGIN_SHARE = 0.1;

/** ms; Keystone's own default, taken when a token's times tell of none, so that it is still renewed now and then. */
export const ASSUMED_LIFETIME = 3_600_000;

/** When a grant is to be renewed, and when it is of no use any more; epoch ms by this machine's clock. */
export interface Span {
  readonly staleAt: number;
  readonly endsAt: number;
}

/**
 * The span of a grant. A clock that runs ahead of the cloud's would see every token as expired and log in for each
 * request, so a token that is already out of date when it arrives is given its lifetime from now.
 */
export function spanOf(grant: Grant, now: number): Span {
  if (grant.kind === "static") return { staleAt: Number.POSITIVE_INFINITY, endsAt: Number.POSITIVE_INFINITY };
  const endsAt = now + (grant.expiresAt > now ? remainingOf(grant, now) : lifetimeOf(grant));
  const staleAt = endsAt - marginOf(grant);
  // A method that can only hand out the same token again would otherwise be asked for it at every call near its end.
  return { staleAt: staleAt > now ? staleAt : endsAt, endsAt };
}

/** Whether a token need not be renewed yet; unlike {@link spanOf} it makes no allowance for a clock that is wrong. */
export function isFresh(grant: TokenGrant, now: number): boolean {
  return grant.expiresAt - marginOf(grant) > now;
}

/** ms until a token expires, at most its lifetime; negative when it has. */
export function remainingOf(grant: TokenGrant, now: number): number {
  return Math.min(grant.expiresAt - now, lifetimeOf(grant));
}

function marginOf(grant: TokenGrant): number {
  return Math.min(LARGEST_MARGIN, lifetimeOf(grant) * MARGIN_SHARE);
}

function lifetimeOf(grant: TokenGrant): number {
  const { issuedAt, expiresAt } = grant;
  return expiresAt > issuedAt ? expiresAt - issuedAt : ASSUMED_LIFETIME;
}
