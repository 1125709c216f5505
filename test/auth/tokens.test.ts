import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AuthContext, AuthMethod, Grant, TokenGrant } from "../../src/auth/method.ts";
import { TokenSource } from "../../src/auth/tokens.ts";
import { AuthError } from "../../src/errors/errors.ts";
import { secret } from "../../src/redaction/secret.ts";

const HOUR = 3_600_000;

function grant(id: string, lifetime = HOUR, issuedAt = Date.now()): TokenGrant {
  return { kind: "token", token: secret(id), issuedAt, expiresAt: issuedAt + lifetime, identity: {} };
}

/** A method that answers with `make` and counts. */
function method(
  make: (count: number, context: AuthContext) => Grant | Promise<Grant>,
): AuthMethod & { readonly calls: () => number } {
  let count = 0;
  const self: AuthMethod = {
    type: "test",
    authUrl: undefined,
    scope: undefined,
    subject: {},
    proof: undefined,
    authenticate: async (context) => make(++count, context),
    withScope: () => self,
  };
  return { ...self, calls: () => count };
}

function source(auth: AuthMethod): TokenSource {
  return new TokenSource(auth, () => Promise.reject(new Error("no network here")));
}

beforeEach(() => vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval"] }));
afterEach(() => vi.useRealTimers());

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("one token for all", () => {
  it("authenticates once for a thousand callers", async () => {
    const auth = method((n) => tick().then(() => grant(`t${n}`)));
    const tokens = source(auth);
    const grants = await Promise.all(Array.from({ length: 1000 }, () => tokens.get()));
    expect(new Set(grants).size).toBe(1);
    expect(auth.calls()).toBe(1);
  });

  it("shares a failure with all who wait and tries again for the next", async () => {
    const auth = method((n) => (n === 1 ? Promise.reject(new Error("down")) : grant("t2")));
    const tokens = source(auth);
    const results = await Promise.allSettled([tokens.get(), tokens.get(), tokens.get()]);
    expect(results.map((result) => result.status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(auth.calls()).toBe(1);
    await tokens.get();
    expect(auth.calls()).toBe(2);
  });

  it("protocol §1.4 FIX: after a 401 of many, only the grant that was sent is dropped and one request renews it", async () => {
    const auth = method((n) => tick().then(() => grant(`t${n}`)));
    const tokens = source(auth);
    const sent = await tokens.get();
    const answers = await Promise.allSettled(
      Array.from({ length: 500 }, async (_, index) => {
        if (index > 250) await tick();
        tokens.drop(sent);
        return tokens.get();
      }),
    );
    const failed = answers.filter(({ status }) => status === "rejected");
    expect(failed).toHaveLength(0);
    expect(failed).not.toHaveLength(answers.length - 1);
    expect(auth.calls()).toBe(2);
    expect(auth.calls()).not.toBe(1 + answers.length);
    const renewed = new Set(answers.map((answer) => (answer.status === "fulfilled" ? answer.value : undefined)));
    expect([...renewed]).toEqual([await tokens.get()]);
    expect(renewed).not.toContain(sent);
  });

  it("logs in again after a fixed header was refused, and forgets nothing else for one it does not hold", async () => {
    const headers = { authorization: secret("Basic x") };
    const auth = method(() => ({ kind: "static", headers }));
    const tokens = source(auth);
    const held = await tokens.get();
    await tokens.discard({ kind: "static", headers });
    expect(await tokens.get()).toBe(held);
    tokens.drop(held);
    expect(await tokens.get()).not.toBe(held);
    expect(auth.calls()).toBe(2);
  });

  it("X1: a forced refresh authenticates even when the token is good", async () => {
    const auth = method((n) => grant(`t${n}`));
    const tokens = source(auth);
    const first = await tokens.get();
    expect(await tokens.refresh()).not.toBe(first);
    expect(auth.calls()).toBe(2);
  });
});

describe("cancelling", () => {
  it("protocol appendix E 5: leaves the others their token when one caller aborts", async () => {
    const auth = method(async () => {
      await tick();
      await tick();
      return grant("t");
    });
    const tokens = source(auth);
    const controller = new AbortController();
    const impatient = tokens.get(controller.signal);
    const patient = tokens.get();
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(impatient).rejects.toBe(reason);
    await expect(patient).resolves.toMatchObject({ kind: "token" });
    expect(auth.calls()).toBe(1);
  });

  it("ends the request when nobody waits any more, and a later caller starts anew", async () => {
    let ended = false;
    const auth = method((n, { signal }) => {
      if (n > 1) return grant("t2");
      return new Promise<Grant>((_, reject) => {
        signal.addEventListener("abort", () => {
          ended = true;
          reject(signal.reason);
        });
      });
    });
    const tokens = source(auth);
    const controller = new AbortController();
    const first = tokens.get(controller.signal);
    controller.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
    expect(ended).toBe(true);
    await expect(tokens.get()).resolves.toMatchObject({ kind: "token" });
  });
});

describe("a session that is closed", () => {
  it("ends a login that waits for somebody, and begins none", async () => {
    const closing = new AbortController();
    const signals: AbortSignal[] = [];
    const auth = method((_, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    const tokens = new TokenSource(auth, () => Promise.reject(new Error("no network here")), {
      closing: closing.signal,
    });
    const waiting = Promise.all([tokens.get(), tokens.refresh()]);
    closing.abort();
    const closed = { name: "TransportError", code: "SESSION_CLOSED" };
    await expect(waiting).rejects.toMatchObject(closed);
    await expect(tokens.get()).rejects.toMatchObject(closed);
    expect(signals.map(({ aborted }) => aborted)).toEqual(signals.map(() => true));
  });
});

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

describe("what a method of one's own gives", () => {
  it.each<[unknown, RegExp]>([
    [null, /it is no object/],
    [{}, /neither "token" nor "static"/],
    [{ kind: "static" }, /has no headers/],
    [{ ...grant("t"), token: "t" }, /not made by secret\(\)/],
    [{ ...grant("t"), authUrl: "keystone" }, /authUrl is not an http/],
    [{ ...grant("t"), identity: undefined }, /has no identity/],
    [{ ...grant("t"), headers: { authorization: "Bearer t" } }, /header authorization is not made by secret\(\)/],
    [{ kind: "static", headers: { "x-auth-token": "t" } }, /header x-auth-token is not made by secret\(\)/],
    [{ kind: "static", headers: {}, endpoint: 6385 }, /its endpoint is no address/],
    [{ kind: "static", headers: {}, endpoint: "ironic:6385" }, /its endpoint is no address/],
    [{ ...grant("t"), expiresAt: Number.NaN }, /must be epoch ms/],
    [{ ...grant("t"), issuedAt: "2026-01-01" }, /must be epoch ms/],
  ])("has to be a grant: %#", async (given, problem) => {
    const auth = method(() => given as Grant);
    await expect(source(auth).get()).rejects.toMatchObject({
      name: "AuthError",
      code: "INVALID_TOKEN_RESPONSE",
      method: "test",
      message: expect.stringMatching(problem),
    });
  });
});
