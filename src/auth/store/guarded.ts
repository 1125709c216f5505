import type { TokenStoreEvent } from "../../diagnostics/events.ts";
import { describeProblem } from "../../diagnostics/problem.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import { type TokenStore, TURN_PATIENCE } from "./token-store.ts";
import { LATE, within } from "./within.ts";

/** ms that a store may take out of one login, all in all. */
const PATIENCE = 2_000;
/** ms that are left to a store that answers, however late: a token that was just made is worth storing. */
const RESERVE = 500;
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
    await this.#ask("set", async () => this.#store.set(this.key, value, ttlMs));
  }

  async delete(): Promise<void> {
    await this.#ask("delete", async () => this.#store.delete(this.key));
  }

  /** Runs work once in any case, and while nobody else does if the store can see to that. */
  async exclusively<T>(work: (alone: boolean) => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#store.exclusive === undefined || this.#rests()) return work(false);
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
    if (came) await this.#ask("exclusive", () => turn.over);
    return result;
  }

  /** A turn at the store's entry: when it begins, and when it is over. */
  #turn(work: () => Promise<unknown>, signal: AbortSignal): Turn {
    let begin = (): void => undefined;
    const begun = new Promise<true>((resolve) => {
      begin = () => resolve(true);
    });
    const over = (async () =>
      this.#store.exclusive?.(
        this.key,
        () => {
          begin();
          return work();
        },
        signal,
      ))();
    return { begun, over };
  }

  async #came(turn: Turn, signal: AbortSignal): Promise<boolean> {
    // Waiting for somebody who lives is no fault of the store and takes none of its time.
    const vigilant = TURN_PATIENCE in this.#store;
    const patience = vigilant ? Number(this.#store[TURN_PATIENCE]) : Math.max(this.#left - RESERVE, RESERVE);
    const started = performance.now();
    try {
      const came = await within(patience, Promise.race([turn.begun, turn.over.then(() => false)]));
      if (came === true) return true;
      reportFailure(this.#reporter, "exclusive", came === LATE ? late(patience) : "the work was not run");
    } catch (error) {
      if (!signal.aborted) reportFailure(this.#reporter, "exclusive", describeProblem(error));
    } finally {
      if (!vigilant) this.#spend(started);
    }
    return false;
  }

  async #ask<T>(operation: Operation, run: () => Promise<T>): Promise<T | undefined> {
    if (this.#rests()) return undefined;
    const started = performance.now();
    try {
      const result = await within(this.#left, run());
      if (result !== LATE) return result;
      resting.set(this.#store, performance.now() + REST);
      reportFailure(this.#reporter, operation, late(this.#left));
    } catch (error) {
      reportFailure(this.#reporter, operation, describeProblem(error));
    } finally {
      this.#spend(started);
    }
    return undefined;
  }

  #rests(): boolean {
    return performance.now() < (resting.get(this.#store) ?? 0);
  }

  #spend(started: number): void {
    this.#left = Math.max(this.#left - (performance.now() - started), RESERVE);
  }
}

function late(patience: number): string {
  return `no answer within ${Math.ceil(patience)} ms`;
}

interface Turn {
  readonly begun: Promise<true>;
  readonly over: Promise<unknown>;
}
