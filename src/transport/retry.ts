import { type AnyOpenStackError, isOpenStackError, TransportError } from "../errors/errors.ts";
import { shown } from "../errors/shown.ts";
import { redactUrl } from "../redaction/url.ts";
import type { Answer } from "./answer.ts";
import { closedFailure } from "./failure.ts";
import { httpFailure } from "./http-failure.ts";
import { urlOf, type WireRequest } from "./request.ts";
import { isReplayable } from "./request-body.ts";
import { readRetryAfter } from "./retry-after.ts";
import type { RetryBudget } from "./retry-budget.ts";
import { spent, type Times, untilAnswer } from "./times.ts";
import { backoff, sleep } from "./wait.ts";
import type { Outcome, Watch } from "./watch.ts";

const IDEMPOTENT = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]);
// What no second attempt can change, or what the caller wanted.
const FINAL = new Set(["SESSION_CLOSED", "INVALID_REQUEST", "BODY_FAILED", "BODY_NOT_REPLAYABLE", "BODY_TOO_LARGE"]);

/** What sends a request once, and what limits sending it again. */
export interface Attempts {
  readonly attempt: (times: Times) => Promise<Answer>;
  readonly budget: RetryBudget;
  /** Ends every wait. */
  readonly closing: AbortSignal;
  readonly watch: Watch | undefined;
}

/** Sends until an answer is worth having, or the request may not be sent again. */
export async function sendWithRetries(request: WireRequest, how: Attempts): Promise<Answer> {
  const started = performance.now();
  const limit = untilAnswer(request.times) || Infinity;
  const count = { answers: 0, losses: 0 };
  for (let attempt = 1; ; attempt++) {
    const elapsed = performance.now() - started;
    const outcome = await settle(how.attempt(attempt === 1 ? request.times : spent(request.times, elapsed)));
    if (outcome.answer !== undefined && outcome.answer.status < 400) return outcome.answer;
    const delay = mayCount(outcome, request.retry, count)
      ? await delayBefore(request, { ...outcome, attempt }, how)
      : undefined;
    if (delay === undefined || delay >= limit - (performance.now() - started)) {
      if (outcome.answer !== undefined) return outcome.answer;
      throw outcome.error;
    }
    how.watch?.retry(outcome, { attempt, delay });
    await outcome.answer?.discard();
    await sleep(delay, request.signal, how.closing);
    if (how.closing.aborted)
      throw closedFailure({ method: request.method, url: urlOf(request), sent: reached(outcome) });
    how.watch?.again();
  }
}

/** Counts what an attempt came to, apart where the rule tells losses from answers; false when it is one too many. */
function mayCount(
  { answer }: Outcome,
  { limit, connect }: WireRequest["retry"],
  count: { answers: number; losses: number },
): boolean {
  return answer === undefined && connect !== undefined ? ++count.losses <= connect : ++count.answers <= limit;
}

/** Whether the service may have acted on what was sent. */
function reached({ answer, error }: Outcome): boolean {
  return answer !== undefined || !(error instanceof TransportError) || error.sent;
}

interface Attempted extends Outcome {
  /** Counts from 1. */
  readonly attempt: number;
}

async function settle(attempt: Promise<Answer>): Promise<Outcome> {
  try {
    return { answer: await attempt };
  } catch (error) {
    return { error };
  }
}

/** ms to wait before sending again; undefined: do not. */
async function delayBefore(
  request: WireRequest,
  outcome: Attempted,
  { budget }: Pick<Attempts, "budget">,
): Promise<number | undefined> {
  const { answer, error, attempt } = outcome;
  if (!isReplayable(request.body)) return undefined;
  const asked = answer && readRetryAfter(answer.headers["retry-after"], Date.now());
  if (request.retry.when !== undefined) return delayByRule(request, outcome, asked);
  if (answer === undefined)
    return mayRepeat(request, error) && budget.take(request.origin) ? pause(outcome) : undefined;
  return delayAfterAnswer(request, { answer, attempt, asked }, budget);
}

async function delayByRule(
  request: WireRequest,
  { answer, error, attempt }: Attempted,
  asked: number | undefined,
): Promise<number | undefined> {
  const failure = answer === undefined ? error : await failureOf(answer, request);
  if (!isRepeatable(failure)) return undefined;
  try {
    return isWanted(request, failure, attempt) ? (asked ?? backoff(attempt)) : undefined;
  } catch (reason) {
    // Nobody gets the answer to read it.
    await answer?.discard();
    throw reason;
  }
}

/** What the caller's rule says. @throws what it throws, or TransportError `INVALID_REQUEST` when it is neither yes nor no. */
function isWanted(request: WireRequest, failure: AnyOpenStackError, attempt: number): boolean {
  const said: unknown = request.retry.when?.(failure, attempt);
  if (typeof said === "boolean") return said;
  // What a promise comes to must not be a rejection that nobody handles.
  Promise.resolve(said).catch(() => undefined);
  const { method } = request;
  const url = redactUrl(urlOf(request));
  const what = said instanceof Promise ? "a promise, which is not waited for" : shown(said);
  throw new TransportError("INVALID_REQUEST", `${method} ${url}: retry.when must return true or false, not ${what}`, {
    method,
    url,
    sent: reached({ error: failure }),
    cause: failure,
  });
}

/** The error an answer will be, as far as it can be told without reading on. */
function failureOf(answer: Answer, request: WireRequest): Promise<AnyOpenStackError> {
  return httpFailure(answer, request, { partial: true });
}

function isRepeatable(error: unknown): error is AnyOpenStackError {
  return isOpenStackError(error) && !FINAL.has(error.code);
}

function mayRepeat(request: WireRequest, error: unknown): boolean {
  if (!isOpenStackError(error)) return false;
  const unsent = error.code === "CONNECT_FAILED" && !error.sent;
  return unsent || (error.code === "CONNECTION_LOST" && IDEMPOTENT.has(request.method));
}

/** A connection that was kept alive may have been closed meanwhile: the next one is new, so there is nothing to wait for. */
function pause({ error, attempt }: Attempted): number {
  return attempt === 1 && isOpenStackError(error) && error.code === "CONNECTION_LOST" ? 0 : backoff(attempt);
}

function delayAfterAnswer(
  request: WireRequest,
  outcome: { readonly answer: Answer; readonly attempt: number; readonly asked: number | undefined },
  budget: RetryBudget,
): number | undefined {
  const { status } = outcome.answer;
  const listed = request.retriableStatuses.includes(status);
  if (status !== 429 && status !== 503 && !listed) return undefined;
  if (outcome.asked !== undefined) return outcome.asked;
  if (listed) return backoff(outcome.attempt);
  const may = status === 429 || IDEMPOTENT.has(request.method);
  return may && budget.take(request.origin) ? backoff(outcome.attempt) : undefined;
}
