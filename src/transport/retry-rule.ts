import type { AnyOpenStackError } from "../errors/errors.ts";

/** How often a request may be sent again, and whether it is, after a failure that the caller judges. */
export interface RetryPolicy {
  /** How often at most. @default 2 */
  readonly limit?: number | undefined;
  /**
   * How often at most after attempts without an answer, because a connection failed or was lost; they are counted apart
   * from the others then. @default limit, for both together
   */
  readonly connect?: number | undefined;
  /**
   * Decides instead of the library, which repeats what surely was not carried out or may be carried out twice.
   * `attempt` counts from 1. Not asked about bodies that cannot be sent again, nor after an abort. It has to say at once:
   * a promise is refused with `INVALID_REQUEST`. What it throws ends the call.
   */
  readonly when?: ((error: AnyOpenStackError, attempt: number) => boolean) | undefined;
}

/** false: never; a number: how often at most; or a policy. */
export type Retry = false | number | RetryPolicy;

/** A policy with nothing left open. */
export interface RetryRule {
  readonly limit: number;
  readonly connect?: number | undefined;
  readonly when: RetryPolicy["when"];
}

/** The rule of sessions that say nothing. */
export const DEFAULT_RETRY: RetryRule = { limit: 2, when: undefined };

/** The rule of an option, where what it does not say is as in `fallback`. */
export function retryRule(retry: Retry | undefined, fallback: RetryRule): RetryRule {
  if (retry === undefined) return fallback;
  if (retry === false) return { limit: 0, when: undefined };
  if (typeof retry === "number") return { limit: retry, when: fallback.when };
  return {
    limit: retry.limit ?? fallback.limit,
    connect: retry.connect ?? fallback.connect,
    when: retry.when ?? fallback.when,
  };
}
