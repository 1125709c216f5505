import { describe, expect, it, vi } from "vitest";
import type { AuthContext, AuthMethod, Grant } from "../../../src/auth/method.ts";
import { oidcDeviceCode } from "../../../src/auth/oauth/oidc-device-code.ts";
import { errorOf } from "../fake-keystone.ts";
import { answering, begun, device, PENDING, pass, says, withFakeTime, yes } from "./fake-device.ts";
import { DEVICE, forms, old, spent } from "./fake-provider.ts";

withFakeTime();

/** A login that nobody waits for any more after this time. */
async function leaving(method: AuthMethod, context: AuthContext, ms: number): Promise<void> {
  const gone = new AbortController();
  const error = errorOf(() => method.authenticate({ ...context, signal: gone.signal }));
  await pass(ms);
  gone.abort(new Error("enough"));
  expect(await error).toMatchObject({ message: "enough" });
}

/** What a login brings when the first question finds it confirmed. */
async function confirmed(method: AuthMethod, context: AuthContext): Promise<Grant> {
  const done = method.authenticate(context);
  await pass(5000);
  return done;
}

describe("oidcDeviceCode", () => {
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

  it("leaves no timer when nobody waits any more, and goes on with the same code for the next who does", async () => {
    const showCode = vi.fn();
    const { context, sent } = answering([PENDING, yes]);
    const method = oidcDeviceCode(device({ showCode }));
    await leaving(method, context, 5000);
    expect(vi.getTimerCount()).toBe(0);
    expect(await confirmed(method, context)).toMatchObject({ kind: "token" });
    expect(showCode).toHaveBeenCalledTimes(1);
    expect(forms(sent, DEVICE)).toHaveLength(1);
  });

  it("shows a new code when the one that was left has expired", async () => {
    const showCode = vi.fn();
    const { context } = answering([yes], { ...begun, expires_in: 30 });
    const method = oidcDeviceCode(device({ showCode }));
    await leaving(method, context, 1000);
    vi.advanceTimersByTime(30_000);
    await confirmed(method, context);
    expect(showCode).toHaveBeenCalledTimes(2);
  });

  it("asks nobody for a renewal while the provider's token is good, with or without a refresh token", async () => {
    const showCode = vi.fn();
    const { context, sent } = answering([yes]);
    const method = oidcDeviceCode(device({ showCode }));
    await confirmed(method, context);
    expect(await method.authenticate({ ...context, previous: old })).toMatchObject({ kind: "token" });
    expect(showCode).toHaveBeenCalledTimes(1);
    expect(forms(sent)).toHaveLength(1);
  });

  it("asks nobody for a renewal when there is a refresh token", async () => {
    const showCode = vi.fn();
    const { context, sent } = answering([{ status: 200, body: { ...spent, refresh_token: "RT" } }]);
    const method = oidcDeviceCode(device({ showCode }));
    await confirmed(method, context);
    await method.withScope({ system: "all" }).authenticate({ ...context, previous: old });
    expect(showCode).toHaveBeenCalledTimes(1);
    expect(forms(sent).at(-1)).toEqual({ grant_type: "refresh_token", refresh_token: "RT", client_id: "cid" });
  });

  it("asks for another code, and shows it, when showing the first one failed", async () => {
    const showCode = vi.fn();
    showCode.mockRejectedValueOnce(new Error("no screen"));
    const { context, sent } = answering([yes]);
    const method = oidcDeviceCode(device({ showCode }));
    expect(await errorOf(() => method.authenticate(context))).toMatchObject({ code: "AUTH_FAILED" });
    expect(await confirmed(method, context)).toMatchObject({ kind: "token" });
    expect(showCode).toHaveBeenCalledTimes(2);
    expect(forms(sent, DEVICE)).toHaveLength(2);
  });
});
