import { raced } from "../../transport/flight.ts";

/** Turns of those in this process who want the same thing. */
export class Turns {
  /** By key; whether those who wait for it go on with turns. */
  readonly #current = new Map<string, Promise<boolean>>();

  /**
   * Runs work in a turn. When a turn ends in a failure, all who waited for it go on at once and side by side: one after
   * another, the last of them would be told of the failure when it is too late.
   */
  async run<T>(key: string, signal: AbortSignal, work: (alone: boolean) => Promise<T>): Promise<T> {
    let alone = true;
    for (let turn = this.#current.get(key); alone && turn !== undefined; turn = this.#current.get(key)) {
      alone = await raced(turn, signal);
    }
    signal.throwIfAborted();
    const outcome = work(alone);
    if (!alone) return outcome;
    // Whoever gave up has not failed.
    const turn = outcome.then(
      () => true,
      () => signal.aborted,
    );
    this.#current.set(key, turn);
    try {
      return await outcome;
    } finally {
      this.#current.delete(key);
    }
  }
}
