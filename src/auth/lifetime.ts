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
 * The span of a grant that came at some time. A clock of which nobody said that it runs ahead of the cloud's would see
 * every token as expired and log in for each request, so a token that is already out of date when it arrives is given its
 * lifetime from then; and so is one that takes the place of another and has hardly any life left, which no new token has.
 */
export function spanOf(grant: Grant, receivedAt: number, replaced?: Grant): Span {
  if (grant.kind === "static") return { staleAt: Number.POSITIVE_INFINITY, endsAt: Number.POSITIVE_INFINITY };
  const remaining = grant.expiresAt - (receivedAt + (grant.clockSkew ?? 0));
  const lifetime = lifetimeOf(grant);
  const margin = Math.min(LARGEST_MARGIN, lifetime * MARGIN_SHARE);
  const isAhead = remaining <= 0 || (remaining <= margin && isAnother(grant, replaced));
  const endsAt = receivedAt + (isAhead ? lifetime : Math.min(remaining, lifetime));
  const staleAt = endsAt - margin;
  // A method that can only hand out the same token again would otherwise be asked for it at every call near its end.
  return { staleAt: staleAt > receivedAt ? staleAt : endsAt, endsAt };
}

function isAnother(grant: TokenGrant, replaced: Grant | undefined): boolean {
  return replaced?.kind === "token" && replaced.token.reveal() !== grant.token.reveal();
}

function lifetimeOf(grant: TokenGrant): number {
  const { issuedAt, expiresAt } = grant;
  return expiresAt > issuedAt ? expiresAt - issuedAt : ASSUMED_LIFETIME;
}
