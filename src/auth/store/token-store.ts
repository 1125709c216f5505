import { ConfigError } from "../../errors/errors.ts";
import { isRecord } from "../../errors/record.ts";

type Awaitable<T> = T | PromiseLike<T>;

/**
 * Where sessions keep tokens for each other. Any Keyv 5 instance and any Map is one; `fileTokenStore()` and
 * `memoryTokenStore()` come along. Whoever may write to it decides where sessions send their requests, because a token
 * is kept with its catalog: let nobody write whom you would not let log in.
 */
export interface TokenStore {
  /** What was set; null or undefined when there is nothing. */
  get(key: string): Awaitable<string | null | undefined>;
  /** Keeps a value for `ttlMs` ms, always above 0; a longer or endless life does no harm. */
  set(key: string, value: string, ttlMs: number): Awaitable<unknown>;
  delete(key: string): Awaitable<unknown>;
  /**
   * Runs `work` while nobody else runs theirs for the same key, and gives its outcome; waiting for one's turn ends with
   * the signal. Without it, processes that start together may each log in.
   */
  exclusive?<T>(key: string, work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/**
 * ms that waiting for one's turn may take before it counts as hanging. Only a store that notices the death of whoever
 * has the turn can ask for more than the few that any store has.
 */
export const TURN_PATIENCE: unique symbol = Symbol("osauth.turnPatience");

/** A store whose `exclusive` ends when its holder dies. */
export interface VigilantStore extends Required<TokenStore> {
  readonly [TURN_PATIENCE]: number;
}

/** Refuses an option that is no token store, before a session begins. @throws ConfigError (`INVALID_VALUE`). */
export function requireTokenStore(store: unknown): void {
  if (store === undefined) return;
  const methods = isRecord(store) ? ["get", "set", "delete"] : [];
  const usable = isRecord(store) && methods.every((name) => typeof store[name] === "function");
  if (usable && (store.exclusive === undefined || typeof store.exclusive === "function")) return;
  const text = "tokenStore needs the methods get, set and delete, as a Map, a Keyv or fileTokenStore() has them.";
  throw new ConfigError("INVALID_VALUE", text, { key: "tokenStore" });
}
