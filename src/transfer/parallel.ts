/** What {@link inParallel} keeps to. */
export interface ParallelOptions {
  readonly workers: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Works on several items at once; the first failure, or the signal, ends the others and is thrown when they are over.
 * Nobody waits then for an item that is still to come.
 */
export async function inParallel<T>(
  items: AsyncGenerator<T>,
  { workers, signal }: ParallelOptions,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failing = new AbortController();
  const ended = signal === undefined ? failing.signal : AbortSignal.any([signal, failing.signal]);
  const ending = new Promise<never>((_, reject) => {
    if (ended.aborted) reject(ended.reason);
    ended.addEventListener("abort", () => reject(ended.reason), { once: true });
  });
  ending.catch(() => undefined);
  const worker = async (): Promise<void> => {
    try {
      while (true) {
        // A generator gives one item after the other, whoever asks.
        const { done, value } = await Promise.race([ending, items.next()]);
        if (done) return;
        await work(value, ended);
      }
    } catch (error) {
      failing.abort(error);
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  if (!ended.aborted) return;
  // A generator that waits for its source would not end before that does.
  void items.return(undefined).catch(() => undefined);
  throw ended.reason;
}
