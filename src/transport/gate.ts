/** How much may go to one service. */
export interface Limits {
  /** The most requests under way at once; 0 or absent: no limit. */
  readonly concurrency?: number | undefined;
  /** The most requests a second, evenly spaced; 0 or absent: no limit. */
  readonly rateLimit?: number | undefined;
}

/** Lets requests to one server go in order: so many at once, and none sooner after the last than the rate allows. */
export class Gate {
  readonly #concurrency: number;
  /** ms between two requests. */
  readonly #interval: number;
  readonly #waiting = new Map<object, () => void>();
  readonly #running = new Set<object>();
  #nextAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #admitting = false;

  constructor({ concurrency, rateLimit }: Limits) {
    this.#concurrency = concurrency || Infinity;
    this.#interval = rateLimit ? 1_000 / rateLimit : 0;
  }

  /** Calls `go` when it is the visitor's turn, which may be at once; the visitor has to leave in any case. */
  enter(visitor: object, go: () => void): void {
    this.#waiting.set(visitor, go);
    this.#admit();
  }

  /** Ends a visit, or the wait for one. */
  leave(visitor: object): void {
    if (this.#waiting.delete(visitor)) {
      if (this.#waiting.size === 0) this.#stopTimer();
    } else if (this.#running.delete(visitor)) this.#admit();
  }

  #admit(): void {
    // Whoever leaves while others are let in is seen by the loop that lets them in.
    if (this.#admitting) return;
    this.#admitting = true;
    try {
      for (const [visitor, go] of this.#waiting) {
        if (!this.#mayGo()) break;
        this.#waiting.delete(visitor);
        this.#running.add(visitor);
        go();
      }
    } finally {
      this.#admitting = false;
    }
  }

  #mayGo(): boolean {
    if (this.#running.size >= this.#concurrency) return false;
    if (this.#interval === 0) return true;
    const now = performance.now();
    if (now < this.#nextAt) {
      this.#timer ??= setTimeout(this.#onTime, Math.ceil(this.#nextAt - now));
      return false;
    }
    // From now on, not from when it might have been: time that nobody used is no credit.
    this.#nextAt = now + this.#interval;
    return true;
  }

  readonly #onTime = (): void => {
    this.#timer = undefined;
    this.#admit();
  };

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** The gates of those who share connections: one for each service, server and set of limits. */
export class Gates {
  readonly #gates = new Map<string, Gate>();

  at(place: { readonly service?: string | undefined; readonly origin: string }, limits: Limits): Gate {
    const { concurrency, rateLimit } = limits;
    const key = `${place.service} ${place.origin} ${concurrency} ${rateLimit}`;
    const gate = this.#gates.get(key) ?? new Gate(limits);
    this.#gates.set(key, gate);
    return gate;
  }
}
