import { closingOf } from "../adapter/closing.ts";
import { HttpError } from "../errors/errors.ts";
import { sleep } from "../transport/wait.ts";
import { inParallel } from "./parallel.ts";
import { initOf, type Transferable, type TransferOptions } from "./transferable.ts";

/** How long removing segments may take, ms, and how many are removed at once. */
const REMOVAL = { longest: 60_000, workers: 4 };

/** ms that a service has to carry out what was sent whole and given up then. */
const LATE = 500;

/** A segment that was sent, or is on its way. */
export interface SentSegment {
  readonly name: string;
  /** Whether the service has all of it and has not answered yet. */
  isPending(): boolean;
}

/** What one upload has sent, by which it can be removed again. */
export class SentSegments {
  readonly #store: Transferable;
  readonly #container: string;
  readonly #segments: SentSegment[] = [];

  constructor(store: Transferable, container: string) {
    this.#store = store;
    this.#container = container;
  }

  add(segment: SentSegment): void {
    this.#segments.push(segment);
  }

  /** Removes all of them; what cannot be removed stays. */
  async remove({ timeout }: Pick<TransferOptions, "timeout">): Promise<void> {
    const signal = AbortSignal.timeout(REMOVAL.longest);
    const init = initOf({ signal, ...(timeout !== undefined && { timeout }) });
    const pending = this.#segments.filter((segment) => segment.isPending());
    try {
      await this.#removeEach(this.#segments, init);
      if (pending.length === 0) return;
      await sleep(LATE, signal, closingOf(this.#store));
      await this.#removeEach(pending, init);
    } catch {
      // The error of the upload is told, and not that of its clean-up.
    }
  }

  async #removeEach(segments: readonly SentSegment[], init: TransferOptions): Promise<void> {
    const { workers } = REMOVAL;
    await inParallel(each(segments), { workers, signal: init.signal }, async ({ name }) => {
      try {
        await (await this.#store.delete([this.#container, name], init)).discard();
      } catch (failure) {
        // One that cannot be reached would not be for the next one either.
        if (!(failure instanceof HttpError)) throw failure;
      }
    });
  }
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
