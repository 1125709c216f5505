import { isOpenStackError } from "../errors/errors.ts";
import type { Answer } from "./answer.ts";
import { isReplayable, type WireRequest } from "./request.ts";
import { readRetryAfter } from "./retry-after.ts";

const IDEMPOTENT = new Set(["GET", "HEAD", "PUT", "DELETE"]);
const FIRST_DELAY = 500;
const MAX_DELAY = 60_000;
// A timer of Node's that is to wait longer ends at once.
const LONGEST_WAIT = 2_147_483_647;

/** Sends until an answer is worth having: `attempt` sends once, within the given ms; `closing` ends every wait. */
export async function sendWithRetries(
  request: WireRequest,
  how: { readonly attempt: (timeout: number) => Promise<Answer>; readonly closing: AbortSignal },
): Promise<Answer> {
  const started = performance.now();
  const left = (): number => (request.timeout === 0 ? Infinity : request.timeout - (performance.now() - started));
  for (let tries = 0; ; tries++) {
    const outcome = await settle(how.attempt(request.timeout === 0 ? 0 : Math.max(1, Math.ceil(left()))));
    const delay = tries < request.retries ? delayBefore(request, { ...outcome, tries }) : undefined;
    if (delay === undefined || delay >= left()) {
      if (outcome.answer !== undefined) return outcome.answer;
      throw outcome.error;
    }
    await outcome.answer?.discard();
    await sleep(delay, request.signal, how.closing);
  }
}

interface Outcome {
  readonly answer?: Answer;
  readonly error?: unknown;
}

async function settle(attempt: Promise<Answer>): Promise<Outcome> {
  try {
    return { answer: await attempt };
  } catch (error) {
    return { error };
  }
}

/** ms to wait before sending again; undefined: do not. */
function delayBefore(request: WireRequest, outcome: Outcome & { readonly tries: number }): number | undefined {
  if (!isReplayable(request.body)) return undefined;
  const { answer, error, tries } = outcome;
  if (answer !== undefined) return delayAfterAnswer(request, { answer, tries });
  if (!isOpenStackError(error)) return undefined;
  const unsent = error.code === "CONNECT_FAILED" && !error.sent;
  const broken = error.code === "CONNECTION_LOST" && IDEMPOTENT.has(request.method);
  return unsent || broken ? backoff(tries) : undefined;
}

function delayAfterAnswer(
  request: WireRequest,
  outcome: { readonly answer: Answer; readonly tries: number },
): number | undefined {
  const { status, headers } = outcome.answer;
  const listed = request.retriableStatuses.includes(status);
  if (status < 400 || (status !== 429 && status !== 503 && !listed)) return undefined;
  const asked = readRetryAfter(headers["retry-after"], Date.now());
  if (asked !== undefined) return asked;
  return status === 429 || listed || IDEMPOTENT.has(request.method) ? backoff(outcome.tries) : undefined;
}

function backoff(tries: number): number {
  return Math.random() * Math.min(MAX_DELAY, FIRST_DELAY * 2 ** tries);
}

/** Waits until `wake` aborts at most; rejects with the signal's own reason when that one does. It leaves no timer. */
export function sleep(ms: number, signal: AbortSignal | undefined, wake?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onEnd = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onEnd);
      wake?.removeEventListener("abort", onEnd);
      if (signal?.aborted) reject(signal.reason);
      else resolve();
    };
    const timer = setTimeout(onEnd, Math.min(ms, LONGEST_WAIT));
    if (signal?.aborted || wake?.aborted) return void onEnd();
    signal?.addEventListener("abort", onEnd);
    wake?.addEventListener("abort", onEnd);
  });
}
