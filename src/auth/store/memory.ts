import { type TokenStore, TURN_PATIENCE, type VigilantStore } from "./token-store.ts";
import { Turns } from "./turns.ts";

/** ms that a login waits for another's: long for one that goes well, and short of the time that calls have. */
const LONGEST_TURN = 4_000;

interface Entry {
  readonly value: string;
  /** Epoch ms. */
  readonly until: number;
}

class MemoryTokenStore implements VigilantStore {
  readonly [TURN_PATIENCE] = LONGEST_TURN;
  readonly #entries = new Map<string, Entry>();
  readonly #turns = new Turns();

  get(key: string): string | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.until > Date.now() ? entry.value : undefined;
  }

  set(key: string, value: string, ttlMs: number): void {
    const now = Date.now();
    for (const [old, { until }] of this.#entries) if (until <= now) this.#entries.delete(old);
    if (ttlMs > 0) this.#entries.set(key, { value, until: now + ttlMs });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  exclusive<T>(key: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#turns.run(key, signal, work);
  }
}

/**
 * Keeps tokens in this process, for sessions that are to share theirs; of those that start together one logs in. A
 * session on its own needs no store to keep its token.
 *
 * @example
 * ```ts
 * const tokenStore = memoryTokenStore();
 * const [one, other] = ["RegionOne", "RegionTwo"].map((region) => new Session({ auth, region, tokenStore }));
 * ```
 */
export function memoryTokenStore(): TokenStore {
  return new MemoryTokenStore();
}
