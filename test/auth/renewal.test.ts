import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Grant } from "../../src/auth/method.ts";
import type { TokenSource } from "../../src/auth/tokens.ts";
import { AuthError } from "../../src/errors/errors.ts";
import { grant, HOUR, method, source } from "./token-source.ts";

beforeEach(() => vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval"] }));
afterEach(() => vi.useRealTimers());

describe("renewal before expiry", () => {
  it.each([
    ["two minutes before the end of an hour", HOUR, HOUR - 120_000],
    ["at a tenth of a short life", 60_000, 54_000],
  ])("renews %s", async (_, lifetime, good) => {
    const auth = method((n) => grant(`t${n}`, lifetime));
    const tokens = source(auth);
    await tokens.get();
    vi.advanceTimersByTime(good - 1);
    await tokens.get();
    expect(auth.calls()).toBe(1);
    vi.advanceTimersByTime(2);
    await tokens.get();
    expect(auth.calls()).toBe(2);
  });

  it("protocol §1.4 FIX: a token of a minute is not renewed for every call", async () => {
    const auth = method((n) => grant(`t${n}`, 60_000));
    const tokens = source(auth);
    for (let call = 0; call < 10; call++) await tokens.get();
    expect(auth.calls()).toBe(1);
    expect(auth.calls()).not.toBe(10);
  });

  it("does not log in for every request when this machine's clock is ahead", async () => {
    const auth = method((n) => grant(`t${n}`, HOUR, Date.now() - 5 * HOUR));
    const tokens = source(auth);
    await tokens.get();
    await tokens.get();
    expect(auth.calls()).toBe(1);
  });

  it("does not log in again and again when this machine's clock is ahead by all but a token's life", async () => {
    const auth = method((n) => grant(`t${n}`, HOUR, Date.now() - HOUR + 500));
    const tokens = source(auth);
    for (let call = 0; call < 20; call++) {
      await tokens.get();
      vi.advanceTimersByTime(400);
    }
    expect(auth.calls()).toBe(2);
  });

  it.each([-5 * HOUR, 1_000 - HOUR, 5 * HOUR])(
    "renews a token in time when its clock is known to be %i ms ahead of this machine's",
    async (clockSkew) => {
      const auth = method((n) => ({ ...grant(`t${n}`, HOUR, Date.now() + clockSkew - HOUR / 2), clockSkew }));
      const tokens = source(auth);
      await tokens.get();
      vi.setSystemTime(Date.now() + HOUR / 2 - 121_000);
      await tokens.get();
      expect(auth.calls()).toBe(1);
      vi.setSystemTime(Date.now() + 2_000);
      await tokens.get();
      expect(auth.calls()).toBe(2);
    },
  );

  it("does not log in for every request when a token's times make no sense", async () => {
    for (const lifetime of [0, -HOUR]) {
      const auth = method((n) => grant(`t${n}`, lifetime));
      const tokens = source(auth);
      await tokens.get();
      await tokens.get();
      expect(auth.calls()).toBe(1);
      vi.setSystemTime(Date.now() + HOUR);
      await tokens.get();
      expect(auth.calls()).toBe(2);
    }
  });

  it("asks once for a token that is near its end and cannot be had anew", async () => {
    const issuedAt = Date.now() - HOUR + 60_000;
    const auth = method((n) => grant(`t${n}`, HOUR, issuedAt));
    const tokens = source(auth);
    await tokens.get();
    await tokens.get();
    expect(auth.calls()).toBe(1);
    vi.advanceTimersByTime(60_001);
    await tokens.get();
    expect(auth.calls()).toBe(2);
  });

  it("gives the method the grant that ran out", async () => {
    const seen: (Grant | undefined)[] = [];
    const auth = method((n, context) => {
      seen.push(context.previous);
      return grant(`t${n}`);
    });
    const tokens = source(auth);
    const first = await tokens.get();
    await tokens.refresh();
    expect(seen).toEqual([undefined, first]);
  });
});

describe("a renewal while the token is still good", () => {
  const late = HOUR - 60_000;
  const down = (): Promise<never> => Promise.reject(new Error("Keystone is down"));
  /** A login whose token comes when told. */
  function slow(): { readonly auth: ReturnType<typeof method>; arrive(token: Grant): void } {
    let arrive = (_token: Grant): void => undefined;
    const answer = new Promise<Grant>((resolve) => {
      arrive = resolve;
    });
    return { auth: method((n) => (n === 1 ? grant("t1") : answer)), arrive: (token) => arrive(token) };
  }

  it("that fails costs no call, and is tried again after a pause", async () => {
    const auth = method((n) => (n === 2 ? down() : grant(`t${n}`)));
    const tokens = source(auth);
    const first = await tokens.get();
    vi.advanceTimersByTime(late);
    const calls = await Promise.all(Array.from({ length: 1000 }, () => tokens.get()));
    expect([...new Set(calls)]).toEqual([first]);
    expect([tokens.current(), auth.calls()]).toEqual([first, 2]);
    vi.advanceTimersByTime(4_999);
    expect([await tokens.get(), auth.calls()]).toEqual([first, 2]);
    vi.advanceTimersByTime(1);
    expect(await tokens.get()).not.toBe(first);
    expect(auth.calls()).toBe(3);
  });

  it("that fails is an error once the token has ended or was refused, and when it is asked for", async () => {
    const auth = method((n) => (n > 1 ? down() : grant("t")));
    const tokens = source(auth);
    const first = await tokens.get();
    vi.advanceTimersByTime(late);
    expect(await tokens.get()).toBe(first);
    await expect(tokens.refresh()).rejects.toThrow("down");
    vi.advanceTimersByTime(60_000);
    await expect(tokens.get()).rejects.toThrow("down");
    tokens.drop(first);
    await expect(tokens.get()).rejects.toThrow("down");
  });

  it.each<[string, (tokens: TokenSource, first: Grant) => void]>([
    ["has ended meanwhile", () => void vi.advanceTimersByTime(60_000)],
    ["was refused meanwhile", (tokens, first) => tokens.drop(first)],
  ])("that fails is an error when the token %s", async (_, happen) => {
    const auth = method((n): Grant | Promise<Grant> => {
      if (n === 1) return grant("t");
      happen(tokens, first);
      return down();
    });
    const tokens = source(auth);
    const first = await tokens.get();
    vi.advanceTimersByTime(late);
    await expect(tokens.get()).rejects.toThrow("down");
    expect(auth.calls()).toBe(2);
  });

  it.each(["AUTH_FAILED", "INVALID_SCOPE"] as const)("that is refused (%s) is an error", async (code) => {
    const refusal = new AuthError(code, "no", { method: "test" });
    const tokens = source(method((n) => (n > 1 ? Promise.reject(refusal) : grant("t"))));
    await tokens.get();
    vi.advanceTimersByTime(late);
    await expect(tokens.get()).rejects.toBe(refusal);
  });

  it.each(["INVALID_TOKEN_RESPONSE", "NOT_RENEWABLE"] as const)(
    "that cannot be had (%s) is an error when the token has ended, not before",
    async (code) => {
      const problem = new AuthError(code, "no", { method: "test" });
      const tokens = source(method((n) => (n > 1 ? Promise.reject(problem) : grant("t"))));
      const first = await tokens.get();
      vi.advanceTimersByTime(late);
      expect(await tokens.get()).toBe(first);
      vi.advanceTimersByTime(60_000);
      await expect(tokens.get()).rejects.toBe(problem);
    },
  );

  it("that is slow is waited for a moment and goes on, whoever gives up", async () => {
    const { auth, arrive } = slow();
    const tokens = source(auth);
    const first = await tokens.get();
    vi.advanceTimersByTime(late);
    const reason = new Error("enough");
    await expect(tokens.get(AbortSignal.abort(reason))).rejects.toBe(reason);
    const waiting = tokens.get();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([await waiting, await tokens.get()]).toEqual([first, first]);
    const second = grant("t2");
    arrive(second);
    await expect.poll(() => tokens.current()).toBe(second);
    expect([auth.calls(), vi.getTimerCount()]).toEqual([2, 0]);
  });

  it("that is slow is waited for to its end when the token ends before", async () => {
    const { auth, arrive } = slow();
    const tokens = source(auth);
    await tokens.get();
    vi.advanceTimersByTime(HOUR - 500);
    const waiting = tokens.get();
    await vi.advanceTimersByTimeAsync(1_000);
    const second = grant("t2");
    arrive(second);
    expect([await waiting, auth.calls()]).toEqual([second, 2]);
  });
});
