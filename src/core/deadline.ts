/** What ends a wait: the caller's signal, and the ms that are left of the call's timeout (0: no limit). */
export interface Limits {
  readonly signal: AbortSignal | undefined;
  readonly timeout: number;
  /** What a passed timeout is reported as. */
  readonly late: () => Error;
}

/** Runs work that may take several requests under one signal, which is done with when the work is. */
export async function withDeadline<T>(
  limits: Limits,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  const { signal, timeout, late } = limits;
  if (timeout === 0) return work(signal);
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(() => controller.abort(late()), timeout);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}
