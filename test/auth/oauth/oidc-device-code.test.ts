import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AuthContext } from "../../../src/auth/method.ts";
import {
  type DeviceCode,
  type OidcDeviceCodeOptions,
  oidcDeviceCode,
} from "../../../src/auth/oauth/oidc-device-code.ts";
import { TransportError } from "../../../src/errors/errors.ts";
import { errorOf, type FakeAnswer } from "../fake-keystone.ts";
import { base, DEVICE, DISCOVERY, forms, granted, old, provider, spent, TOKEN } from "./fake-provider.ts";

const GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const BASIC = `Basic ${Buffer.from("cid:cs").toString("base64")}`;
const begun = {
  device_code: "DC-secret",
  user_code: "WDJB-MJHT",
  verification_uri: "https://idp.example/device",
  expires_in: 600,
};
const says = (error: string): FakeAnswer => ({ status: 400, headers: {}, body: { error } });
const PENDING = says("authorization_pending");
const yes: FakeAnswer = { status: 200, body: granted };

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

/** Lets time pass once the wait for it has begun, and what it sets off come to rest. */
async function pass(ms: number): Promise<void> {
  while (vi.getTimerCount() === 0) await new Promise(setImmediate);
  vi.advanceTimersByTime(ms);
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
}

function device(options: Partial<OidcDeviceCodeOptions> = {}): Parameters<typeof oidcDeviceCode>[0] {
  return { ...base, discoveryEndpoint: DISCOVERY, showCode: () => undefined, ...options };
}

/** A provider that answers questions about the code one by one, the last answer for ever. */
function answering(answers: readonly FakeAnswer[], start: object = begun): ReturnType<typeof provider> {
  const left = [...answers];
  return provider({
    [`POST ${DEVICE}`]: { status: 200, body: start },
    [`POST ${TOKEN}`]: () => (left.length > 1 ? left.shift() : left[0]) ?? {},
  });
}

describe("oidcDeviceCode", () => {
  it("names the client in the body beside Basic, shows the code, and asks until it is confirmed", async () => {
    const { context, sent } = answering([PENDING, PENDING, yes], { ...begun, interval: 2 });
    const shown: DeviceCode[] = [];
    const started = Date.now();
    const done = oidcDeviceCode(device({ showCode: (code) => shown.push(code) })).authenticate(context);
    for (const [ms, count] of [
      [1999, 0],
      [1, 1],
      [2000, 2],
      [2000, 3],
    ] as const) {
      await pass(ms);
      expect(forms(sent)).toHaveLength(count);
    }
    await done;
    expect(shown).toEqual([
      {
        userCode: "WDJB-MJHT",
        verificationUri: "https://idp.example/device",
        verificationUriComplete: undefined,
        expiresAt: started + 600_000,
      },
    ]);
    expect(sent[1]).toEqual({
      method: "POST",
      url: DEVICE,
      headers: { authorization: BASIC },
      form: { scope: "openid profile", client_id: "cid" },
    });
    expect(sent[2]).toEqual({
      method: "POST",
      url: TOKEN,
      headers: { authorization: BASIC },
      form: { grant_type: GRANT, device_code: "DC-secret", client_id: "cid" },
      retry: false,
      lasting: true,
    });
  });

  it("protocol §1.7 FIX: without an interval asks every 5 s, and 5 s more rarely at each slow_down", async () => {
    const { context, sent } = answering([PENDING, says("slow_down"), PENDING, says("slow_down"), yes]);
    const done = oidcDeviceCode(device()).authenticate(context);
    for (const [ms, count] of [
      [5000, 1],
      [5000, 2],
      [9999, 2],
      [1, 3],
      [10_000, 4],
      [14_999, 4],
      [1, 5],
    ] as const) {
      await pass(ms);
      expect(forms(sent)).toHaveLength(count);
    }
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
    await pass(5000);
    await pass(9999);
    expect(forms(sent)).toHaveLength(1);
    await pass(1);
    expect(await done).toMatchObject({ kind: "token" });
    expect(showCode).toHaveBeenCalledTimes(1);
  });

  it("asks once more when the provider says that it is busy, and again not before it wants to be asked", async () => {
    const busy = { status: 503, headers: { "retry-after": "25" }, body: "" };
    const { context, sent } = answering([busy, PENDING, yes]);
    const done = oidcDeviceCode(device()).authenticate(context);
    for (const [ms, count] of [
      [5000, 1],
      [24_999, 1],
      [1, 2],
      [9999, 2],
      [1, 3],
    ] as const) {
      await pass(ms);
      expect(forms(sent)).toHaveLength(count);
    }
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
    await pass(5000);
    await pass(9999);
    expect(forms(sent)).toHaveLength(1);
    await pass(1);
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

  it.each(["S256", "plain"] as const)("binds the code to this process with %s", async (codeChallengeMethod) => {
    const { context, sent } = answering([yes]);
    const done = oidcDeviceCode(device({ codeChallengeMethod })).authenticate(context);
    await pass(5000);
    await done;
    const verifier = String(sent[2]?.form?.code_verifier);
    expect(verifier).toMatch(/^[\w-]{43}$/);
    const digest = createHash("sha256").update(verifier).digest("base64url");
    expect(sent[1]?.form).toMatchObject({
      code_challenge_method: codeChallengeMethod,
      code_challenge: codeChallengeMethod === "S256" ? digest : verifier,
    });
  });

  it.each([
    ["access_denied", says("access_denied")],
    ["expired_token", says("expired_token")],
    ["invalid_grant", says("invalid_grant")],
  ])("ends with %s, and shows another code the next time", async (reason, answer) => {
    const showCode = vi.fn();
    const { context } = answering([answer]);
    const method = oidcDeviceCode(device({ showCode }));
    for (let login = 1; login <= 2; login++) {
      const error = errorOf(() => method.authenticate(context));
      await pass(5000);
      expect(await error).toMatchObject({
        code: "AUTH_FAILED",
        message: expect.stringContaining(`answered ${reason}.`),
      });
      expect(String(await error)).not.toContain("DC-secret");
      expect(showCode).toHaveBeenCalledTimes(login);
    }
  });

  it("stops when nobody confirms in time", async () => {
    const { context, sent } = answering([PENDING], { ...begun, expires_in: 12 });
    const error = errorOf(() => oidcDeviceCode(device()).authenticate(context));
    for (const ms of [5000, 5000, 2000]) await pass(ms);
    expect(await error).toMatchObject({ name: "AuthError", code: "AUTH_FAILED", method: "v3oidcdeviceauthz" });
    expect(String(await error)).toContain("Nobody confirmed the login at https://idp.example/device in time");
    expect(forms(sent)).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });

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

  it("leaves no timer when nobody waits any more, and goes on with the same code for the next who does", async () => {
    const showCode = vi.fn();
    const { context, sent } = answering([PENDING, yes]);
    const method = oidcDeviceCode(device({ showCode }));
    const gone = new AbortController();
    const error = errorOf(() => method.authenticate({ ...context, signal: gone.signal }));
    await pass(5000);
    gone.abort(new Error("enough"));
    expect(await error).toMatchObject({ message: "enough" });
    expect(vi.getTimerCount()).toBe(0);
    const done = method.authenticate(context);
    await pass(5000);
    expect(await done).toMatchObject({ kind: "token" });
    expect(showCode).toHaveBeenCalledTimes(1);
    expect(forms(sent, DEVICE)).toHaveLength(1);
  });

  it("shows a new code when the one that was left has expired", async () => {
    const showCode = vi.fn();
    const { context } = answering([yes], { ...begun, expires_in: 30 });
    const method = oidcDeviceCode(device({ showCode }));
    const gone = new AbortController();
    const error = errorOf(() => method.authenticate({ ...context, signal: gone.signal }));
    await pass(1000);
    gone.abort(new Error("enough"));
    await error;
    vi.advanceTimersByTime(30_000);
    const done = method.authenticate(context);
    await pass(5000);
    await done;
    expect(showCode).toHaveBeenCalledTimes(2);
  });

  it("asks nobody for a renewal while the provider's token is good, with or without a refresh token", async () => {
    const showCode = vi.fn();
    const { context, sent } = answering([yes]);
    const method = oidcDeviceCode(device({ showCode }));
    const done = method.authenticate(context);
    await pass(5000);
    await done;
    expect(await method.authenticate({ ...context, previous: old })).toMatchObject({ kind: "token" });
    expect(showCode).toHaveBeenCalledTimes(1);
    expect(forms(sent)).toHaveLength(1);
  });

  it("asks nobody for a renewal when there is a refresh token", async () => {
    const showCode = vi.fn();
    const { context, sent } = answering([{ status: 200, body: { ...spent, refresh_token: "RT" } }]);
    const method = oidcDeviceCode(device({ showCode }));
    const done = method.authenticate(context);
    await pass(5000);
    await done;
    await method.withScope({ system: "all" }).authenticate({ ...context, previous: old });
    expect(showCode).toHaveBeenCalledTimes(1);
    expect(forms(sent).at(-1)).toEqual({ grant_type: "refresh_token", refresh_token: "RT", client_id: "cid" });
  });

  it("says why the provider gives no code", async () => {
    const { context } = provider({
      [`POST ${DEVICE}`]: { status: 400, headers: {}, body: { error: "invalid_scope" } },
    });
    const error = await errorOf(() => oidcDeviceCode(device()).authenticate(context));
    expect(error).toMatchObject({ name: "AuthError", message: expect.stringContaining("invalid_scope") });
  });

  it("asks for another code, and shows it, when showing the first one failed", async () => {
    const showCode = vi.fn();
    showCode.mockRejectedValueOnce(new Error("no screen"));
    const { context, sent } = answering([yes]);
    const method = oidcDeviceCode(device({ showCode }));
    expect(await errorOf(() => method.authenticate(context))).toMatchObject({ code: "AUTH_FAILED" });
    const done = method.authenticate(context);
    await pass(5000);
    expect(await done).toMatchObject({ kind: "token" });
    expect(showCode).toHaveBeenCalledTimes(2);
    expect(forms(sent, DEVICE)).toHaveLength(2);
  });

  it("says that the function showing the code failed", async () => {
    const { context } = answering([yes]);
    const showCode = (): never => {
      throw new Error("no screen");
    };
    const error = await errorOf(() => oidcDeviceCode(device({ showCode })).authenticate(context));
    expect(error).toMatchObject({
      code: "AUTH_FAILED",
      message: expect.stringContaining("showCode failed: no screen"),
    });
  });

  it("names the option when the provider has no such endpoint, and takes the option", async () => {
    const options = { accessTokenEndpoint: TOKEN, discoveryEndpoint: undefined };
    const { context, sent } = answering([yes]);
    const error = await errorOf(() => oidcDeviceCode(device(options)).authenticate(context));
    expect(error).toMatchObject({
      code: "UNSUPPORTED_AUTH",
      message: expect.stringContaining("deviceAuthorizationEndpoint"),
    });
    const done = oidcDeviceCode(device({ ...options, deviceAuthorizationEndpoint: DEVICE })).authenticate(context);
    await pass(5000);
    await done;
    expect(forms(sent, DEVICE)).toHaveLength(1);
  });

  it.each([
    [{ user_code: undefined }, "INVALID_TOKEN_RESPONSE"],
    [{ expires_in: undefined }, "INVALID_TOKEN_RESPONSE"],
    [{ interval: "often" }, "INVALID_TOKEN_RESPONSE"],
    [{ interval: "" }, "INVALID_TOKEN_RESPONSE"],
    [{ interval: 0 }, "INVALID_TOKEN_RESPONSE"],
  ])("refuses what is no code: %j", async (change, code) => {
    const { context } = answering([yes], { ...begun, ...change });
    const error = await errorOf(() => oidcDeviceCode(device()).authenticate(context));
    expect(error).toMatchObject({ name: "AuthError", code });
    expect(String(error)).not.toContain("DC-secret");
  });

  it.each([
    [{ showCode: undefined }, "MISSING_VALUE", "showCode"],
    [{ showCode: "print" }, "MISSING_VALUE", "showCode"],
    [{ codeChallengeMethod: "s256" }, "INVALID_VALUE", "codeChallengeMethod"],
  ])("refuses the option %j", async (options, code, key) => {
    const error = await errorOf(() => Reflect.apply(oidcDeviceCode, undefined, [{ ...device(), ...options }]));
    expect(error).toMatchObject({ name: "ConfigError", code, key });
  });

  it("is never stored: nobody could prove who confirmed", () => {
    expect(oidcDeviceCode(device()).proof).toBeUndefined();
  });
});
