import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { GuardedEntry } from "../../../src/auth/store/guarded.ts";
import { Reporter } from "../../../src/diagnostics/reporter.ts";
import type { TokenStore } from "../../../src/index.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const never = (): Promise<never> => new Promise(() => undefined);
const after = (ms: number) => (): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), ms));

it.each<[string, number, Partial<TokenStore>]>([
  ["answers nothing", 0, { get: never, set: never, exclusive: never }],
  ["is slow to answer and then hangs", 1_450, { set: never, exclusive: never }],
  ["is just not slow enough to be given up", 1_499, {}],
  ["takes its time for everything", 700, {}],
])("a store that %s costs a login two seconds in all", async (_, ms, more) => {
  const slowly = after(ms);
  const turn: TokenStore["exclusive"] = async (_key, work) => {
    await slowly();
    const outcome = await work();
    await slowly();
    return outcome;
  };
  const store: TokenStore = { get: slowly, set: slowly, delete: slowly, exclusive: turn, ...more };
  const entry = new GuardedEntry(store, "key", new Reporter());
  const login = async (): Promise<string> => {
    await entry.get();
    return entry.exclusively(async (alone) => {
      if (alone) await entry.get();
      await entry.delete();
      await entry.set("value", 1_000);
      return "token";
    }, new AbortController().signal);
  };
  const before = performance.now();
  const outcome = login().then((token) => [token, performance.now() - before <= 2_001]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await outcome).toEqual(["token", true]);
});
