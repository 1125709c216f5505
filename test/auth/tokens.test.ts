import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Grant } from "../../src/auth/method.ts";
import { TokenSource } from "../../src/auth/tokens.ts";
import { secret } from "../../src/redaction/secret.ts";
import { grant, method, source, tick } from "./token-source.ts";

beforeEach(() => vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval"] }));
afterEach(() => vi.useRealTimers());

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
    [{ ...grant("t"), clockSkew: Number.NaN }, /must be ms/],
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
