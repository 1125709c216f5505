import { closedFailure } from "../transport/failure.ts";
import { ServiceAdapter } from "./service-adapter.ts";

/** What is waited for between requests, and what else ends it. */
interface Waited {
  readonly signal: AbortSignal | undefined;
  readonly method: string;
  readonly url: string;
}

/** Aborts when the session of an adapter is closed; undefined for what only looks like an adapter. */
export function closingOf(adapter: object): AbortSignal | undefined {
  return adapter instanceof ServiceAdapter ? adapter.closing : undefined;
}

/**
 * Runs work that goes on between requests, under a signal that aborts with the caller's, and with the error of a call
 * after it when the adapter's session is closed.
 */
export async function untilClosed<T>(
  adapter: object,
  { signal, method, url }: Waited,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  const closing = closingOf(adapter);
  if (closing === undefined) return work(signal);
  const ending = new AbortController();
  const onAbort = (): void => ending.abort(signal?.reason);
  const onClosing = (): void => ending.abort(closedFailure({ method, url, sent: false }));
  if (signal?.aborted) onAbort();
  else if (closing.aborted) onClosing();
  signal?.addEventListener("abort", onAbort, { once: true });
  closing.addEventListener("abort", onClosing, { once: true });
  try {
    return await work(ending.signal);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    closing.removeEventListener("abort", onClosing);
  }
}
