import type { TokenStoreEvent } from "../../diagnostics/events.ts";
import { describeProblem } from "../../diagnostics/problem.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import { type TokenStore, TURN_PATIENCE } from "./token-store.ts";
import { LATE, within } from "./within.ts";

/** ms that a store may take out of one login, all in all. */
const PATIENCE = 2_000;
/** ms of these that are kept for storing: a token that was just made is worth it, however late the store answered before. */
const RESERVE = 500;
/** ms that are not worth asking a store for. */
const INSTANT = 50;
/** ms for which a store that hung is left alone. */
const REST = 60_000;
/** Until when (`performance.now()`) stores are left alone. */
const resting = new WeakMap<TokenStore, number>();

type Operation = Extract<TokenStoreEvent, { readonly outcome: "failure" }>["operation"];

/** Says that the store did not do its part. */
export function reportFailure(reporter: Reporter, operation: Operation, problem: string): void {
  reporter.tell("osauth:token-store", () => ({ outcome: "failure", operation, problem }));
}

/** One entry of a store for the length of one login: a store that throws, hangs or lies costs a little time at most. */
export class GuardedEntry {
  readonly key: string;
  readonly #store: TokenStore;
  readonly #reporter: Reporter;
  #left = PATIENCE;

  constructor(store: TokenStore, key: string, reporter: Reporter) {
    this.key = key;
    this.#store = store;
    this.#reporter = reporter;
  }

  /** What is stored; undefined when there is nothing, or nothing to be had. */
  async get(): Promise<string | undefined> {
    const value: unknown = await this.#ask("get", async () => this.#store.get(this.key));
    return typeof value === "string" ? value : undefined;
  }

  async set(value: string, ttlMs: number): Promise<void> {
    await this.#ask("set", async () => this.#store.set(this.key, value, ttlMs), 0);
  }

  async delete(): Promise<void> {
    await this.#ask("delete", async () => this.#store.delete(this.key));
  }

  /** Runs work once in any case, and while nobody else does if the store can see to that. */
  async exclusively<T>(work: (alone: boolean) => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#store.exclusive === undefined || this.#rests() || this.#patience < INSTANT) return work(false);
    let outcome: Promise<T> | undefined;
    const run = (alone: boolean): Promise<T> => {
      outcome ??= work(alone);
      return outcome;
    };
    const waiting = new AbortController();
    const turn = this.#turn(() => run(true), AbortSignal.any([signal, waiting.signal]));
    const came = await this.#came(turn, signal);
    signal.throwIfAborted();
    if (!came) waiting.abort(new Error("the turn was waited for too long"));
    const result = await run(false);
    if (came) await this.#ask("exclusive", () => turn.over, 0);
    return result;
  }

  /** A turn at the store's entry: when it begins, and when it is over. */
  #turn(work: () => Promise<unknown>, signal: AbortSignal): Turn {
    const started = performance.now();
    // Waiting for somebody who lives is no fault of the store and takes none of its time.
    const spend = (): void => {
      if (!(TURN_PATIENCE in this.#store)) this.#spend(started, RESERVE);
    };
    let begin = (): void => undefined;
    const begun = new Promise<true>((resolve) => {
      begin = () => resolve(true);
    });
    const over = (async () =>
      this.#store.exclusive?.(
        this.key,
        () => {
          spend();
          begin();
          return work();
        },
        signal,
      ))();
    return { begun, over, spend };
  }

  async #came(turn: Turn, signal: AbortSignal): Promise<boolean> {
    const patience = this.#patience;
    try {
      const came = await within(patience, Promise.race([turn.begun, turn.over.then(() => false)]));
      if (came === true) return true;
      reportFailure(this.#reporter, "exclusive", came === LATE ? late(patience) : "the work was not run");
    } catch (error) {
      if (!signal.aborted) reportFailure(this.#reporter, "exclusive", describeProblem(error));
    }
    turn.spend();
    return false;
  }

  /** ms to wait for a turn. */
  get #patience(): number {
    return TURN_PATIENCE in this.#store ? Number(this.#store[TURN_PATIENCE]) : this.#left - RESERVE;
  }

  async #ask<T>(operation: Operation, run: () => Promise<T>, reserve: number = RESERVE): Promise<T | undefined> {
    const patience = this.#left - reserve;
    if (this.#rests() || patience < INSTANT) return undefined;
    const started = performance.now();
    try {
      const result = await within(patience, run());
      if (result !== LATE) return result;
      resting.set(this.#store, performance.now() + REST);
      reportFailure(this.#reporter, operation, late(patience));
    } catch (error) {
      reportFailure(this.#reporter, operation, describeProblem(error));
    } finally {
      this.#spend(started, reserve);
    }
    return undefined;
  }

  #rests(): boolean {
    return performance.now() < (resting.get(this.#store) ?? 0);
  }

  #spend(started: number, reserve: number): void {
    this.#left = Math.max(this.#left - (performance.now() - started), reserve);
  }
}

function late(patience: number): string {
  return `no answer within ${Math.ceil(patience)} ms`;
}

interface Turn {
  readonly begun: Promise<true>;
  readonly over: Promise<unknown>;
  /** Takes what the wait for it took out of the store's time. */
  spend(): void;
}
