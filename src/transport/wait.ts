const FIRST_DELAY = 500;
const MAX_DELAY = 60_000;
// A timer of Node's that is to wait longer ends at once.
const LONGEST_WAIT = 2_147_483_647;

/**
 * ms before the attempt after this one: anything up to a limit that doubles, so that many who failed together do not come
 * back together.
 */
export function backoff(attempt: number): number {
  return Math.random() * Math.min(MAX_DELAY, FIRST_DELAY * 2 ** (attempt - 1));
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
