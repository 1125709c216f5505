/**
 * One piece of work that several callers wait for. It has a signal of its own: a caller that gives up leaves the others
 * their result, and only when nobody waits any more is the work ended.
 */
export class Flight<T> {
  readonly #controller = new AbortController();
  readonly #result: Promise<T>;
  #waiting = 0;
  #settled = false;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    // A flight that has ended is over even when its work does not heed the signal.
    this.#result = raced(work(this.#controller.signal), this.#controller.signal);
    const settle = (): void => {
      this.#settled = true;
    };
    this.#result.then(settle, settle);
  }

  /** Ends when the flight does, or everybody gave up. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether it ended, or everybody gave up, before there was a result; such a flight is not to be joined. */
  get abandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** The work's outcome, whoever waits. */
  get result(): Promise<T> {
    return this.#result;
  }

  /** Ends the work for everybody who waits. */
  end(reason: Error): void {
    this.#controller.abort(reason);
  }

  /** Waits for the result, at most until `signal` aborts; rejects with the signal's own reason then. */
  async join(signal?: AbortSignal): Promise<T> {
    this.#waiting++;
    try {
      return await (signal === undefined ? this.#result : raced(this.#result, signal));
    } finally {
      this.#waiting--;
      if (this.#waiting === 0 && !this.#settled) this.#controller.abort(new Error("nobody waits for this any more"));
    }
  }
}

/** What a piece of work comes to, unless the signal ends the wait first: then the signal's own reason is thrown. */
export function raced<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
