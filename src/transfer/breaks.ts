import { HttpError, isOpenStackError } from "../errors/errors.ts";
import { backoff, sleep } from "../transport/wait.ts";

/** How often in a row a download may break without a byte between. */
const LIMIT = 5;

/** The longest pause (ms) that a service may ask for; after a longer one its answer is the download's end. */
const LONGEST = 60_000;

const PASSING: readonly string[] = ["CONNECTION_LOST", "CONNECT_FAILED", "TIMEOUT"];

/** Answers of a service, or of what stands before it, that will be back. */
const AWAY: readonly number[] = [429, 502, 503, 504];

/** The breaks of a download in a row. */
export class Breaks {
  #count = 0;
  #asked: number | undefined;

  /** A byte has come. */
  over(): void {
    this.#count = 0;
  }

  /** Takes what broke the download. @throws the same when it is no break, or one too many. */
  take(error: unknown): void {
    const away = error instanceof HttpError && AWAY.includes(error.status) ? error : undefined;
    const passing = away !== undefined || (isOpenStackError(error) && PASSING.includes(error.code));
    if (!passing || (away?.retryAfter ?? 0) > LONGEST) throw error;
    this.count(error);
    this.#asked = away?.retryAfter;
  }

  /** Counts one. @throws `error` when it is one too many. */
  count(error: unknown): void {
    if (++this.#count > LIMIT) throw error;
    this.#asked = undefined;
  }

  /**
   * Waits as long as the service asked, or the longer the more breaks there were; after a first one not at all, nor once
   * `closing` aborts.
   */
  async pause(signal: AbortSignal | undefined, closing: AbortSignal | undefined): Promise<void> {
    const grown = this.#count > 1 ? backoff(this.#count) : 0;
    await sleep(this.#asked ?? grown, signal, closing);
  }
}
