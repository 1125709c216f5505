const CAPACITY = 500;
const EARNED = 0.1;

/**
 * How many requests may be sent again to a server that is in trouble: 500 at once, and then one in ten, so that retries
 * do not multiply an outage. Waits that the server asked for do not count.
 */
export class RetryBudget {
  readonly #left = new Map<string, number>();

  /** A request goes out for the first time. */
  earn(origin: string): void {
    const left = this.#left.get(origin);
    // Only servers that failed are remembered, so that a healthy one costs nothing.
    if (left === undefined) return;
    if (left + EARNED >= CAPACITY) this.#left.delete(origin);
    else this.#left.set(origin, left + EARNED);
  }

  /** Whether one more request may be sent again to this origin. */
  take(origin: string): boolean {
    const left = this.#left.get(origin) ?? CAPACITY;
    if (left < 1) return false;
    this.#left.set(origin, left - 1);
    return true;
  }
}
