import { describe, expect, it, vi } from "vitest";
import type { AuthContext } from "../../../src/auth/method.ts";
import { oidcDeviceCode } from "../../../src/auth/oauth/oidc-device-code.ts";
import { TransportError } from "../../../src/errors/errors.ts";
import { errorOf } from "../fake-keystone.ts";
import { answering, begun, device, PENDING, pass, passing, says, withFakeTime, yes } from "./fake-device.ts";
import { forms, TOKEN } from "./fake-provider.ts";

withFakeTime();

describe("oidcDeviceCode", () => {
  it("protocol §1.7 FIX: without an interval asks every 5 s, and 5 s more rarely at each slow_down", async () => {
    const { context, sent } = answering([PENDING, says("slow_down"), PENDING, says("slow_down"), yes]);
    const done = oidcDeviceCode(device()).authenticate(context);
    await passing(sent, [
      [5000, 1],
      [5000, 2],
      [9999, 2],
      [1, 3],
      [10_000, 4],
      [14_999, 4],
      [1, 5],
    ]);
    expect(await done).toMatchObject({ kind: "token" });
  });

  it.each([
    [429, { error: "slow_down" }],
    [502, "<h1>Bad Gateway</h1>"],
    [503, { error: "temporarily_unavailable" }],
    [504, ""],
    [400, { error: "temporarily_unavailable" }],
  ])("takes %i %j for a wish to be asked more rarely, and goes on with the same code", async (status, body) => {
    const showCode = vi.fn();
    const { context, sent } = answering([{ status, headers: {}, body }, yes]);
    const done = oidcDeviceCode(device({ showCode })).authenticate(context);
    await passing(sent, [
      [5000, 1],
      [9999, 1],
      [1, 2],
    ]);
    expect(await done).toMatchObject({ kind: "token" });
    expect(showCode).toHaveBeenCalledTimes(1);
  });

  it("asks once more when the provider says that it is busy, and again not before it wants to be asked", async () => {
    const busy = { status: 503, headers: { "retry-after": "25" }, body: "" };
    const { context, sent } = answering([busy, PENDING, yes]);
    const done = oidcDeviceCode(device()).authenticate(context);
    await passing(sent, [
      [5000, 1],
      [24_999, 1],
      [1, 2],
      [9999, 2],
      [1, 3],
    ]);
    await done;
  });

  it("asks once more before the code expires, however late the provider wants to be asked", async () => {
    const busy = { status: 429, headers: { "retry-after": "86400" }, body: "" };
    const { context } = answering([busy, yes]);
    const done = oidcDeviceCode(device()).authenticate(context);
    await pass(5000);
    await pass(595_000);
    expect(await done).toMatchObject({ kind: "token" });
  });

  it("leaves no wait that the provider wished for when nobody waits any more", async () => {
    const { context } = answering([{ status: 503, headers: { "retry-after": "300" }, body: "" }]);
    const gone = new AbortController();
    const error = errorOf(() => oidcDeviceCode(device()).authenticate({ ...context, signal: gone.signal }));
    await pass(5000);
    expect(vi.getTimerCount()).toBe(1);
    gone.abort(new Error("enough"));
    expect(await error).toMatchObject({ message: "enough" });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends when the provider fails in another way", async () => {
    const { context } = answering([{ status: 500, headers: {}, body: { error: "server_error" } }]);
    const error = errorOf(() => oidcDeviceCode(device()).authenticate(context));
    await pass(5000);
    expect(await error).toMatchObject({ name: "HttpError", code: "SERVER_ERROR" });
  });

  it.each([
    [undefined, [5000, 10_000, 20_000, 30_000, 30_000]],
    [45, [45_000, 45_000, 45_000]],
  ])("with an interval of %j never waits longer than half a minute for a connection", async (interval, waits) => {
    const { context } = answering([yes], { ...begun, interval });
    let asked = 0;
    const send: AuthContext["send"] = async (request) => {
      if (request.url !== TOKEN) return context.send(request);
      asked++;
      throw new TransportError("CONNECT_FAILED", "no network", { method: "POST", url: TOKEN, sent: false });
    };
    void oidcDeviceCode(device()).authenticate({ ...context, send });
    for (const [index, wait] of waits.entries()) {
      await pass(wait - 1);
      expect(asked).toBe(index);
      await pass(1);
      expect(asked).toBe(index + 1);
    }
  });

  it("asks more rarely when the connection fails, and goes on", async () => {
    let down = true;
    const { context, sent } = answering([yes]);
    const send: AuthContext["send"] = async (request) => {
      const answer = await context.send(request);
      if (request.url !== TOKEN || !down) return answer;
      down = false;
      throw new TransportError("TIMEOUT", "too late", { method: "POST", url: TOKEN, sent: true });
    };
    const done = oidcDeviceCode(device()).authenticate({ ...context, send });
    await passing(sent, [
      [5000, 1],
      [9999, 1],
      [1, 2],
    ]);
    expect(await done).toMatchObject({ kind: "token" });
  });

  it.each([
    ["2", "600", 2000],
    [null, "600", 5000],
  ])(
    "takes the interval %j and the lifetime %j as text, or nothing, as they are meant",
    async (interval, life, wait) => {
      const { context, sent } = answering([yes], {
        ...begun,
        interval,
        expires_in: life,
        verification_uri_complete: null,
      });
      const done = oidcDeviceCode(device()).authenticate(context);
      await pass(wait - 1);
      expect(forms(sent)).toHaveLength(0);
      await pass(1);
      expect(await done).toMatchObject({ kind: "token" });
    },
  );

  it.each([{ interval: 1e300 }, { expires_in: 1e300, interval: 1e300 }])(
    "does not ask without end when the provider says %j",
    async (start) => {
      const { context, sent } = answering([PENDING], { ...begun, ...start });
      void oidcDeviceCode(device()).authenticate(context);
      await pass(60_000);
      expect(forms(sent)).toHaveLength(0);
      expect(vi.getTimerCount()).toBe(1);
    },
  );
});
