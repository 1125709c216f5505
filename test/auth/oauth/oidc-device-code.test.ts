import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type DeviceCode, oidcDeviceCode } from "../../../src/auth/oauth/oidc-device-code.ts";
import { errorOf } from "../fake-keystone.ts";
import { answering, begun, device, PENDING, pass, passing, withFakeTime, yes } from "./fake-device.ts";
import { DEVICE, forms, provider, TOKEN } from "./fake-provider.ts";

const GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const BASIC = `Basic ${Buffer.from("cid:cs").toString("base64")}`;

withFakeTime();

describe("oidcDeviceCode", () => {
  it("names the client in the body beside Basic, shows the code, and asks until it is confirmed", async () => {
    const { context, sent } = answering([PENDING, PENDING, yes], { ...begun, interval: 2 });
    const shown: DeviceCode[] = [];
    const started = Date.now();
    const done = oidcDeviceCode(device({ showCode: (code) => shown.push(code) })).authenticate(context);
    await passing(sent, [
      [1999, 0],
      [1, 1],
      [2000, 2],
      [2000, 3],
    ]);
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

  it("says why the provider gives no code", async () => {
    const { context } = provider({
      [`POST ${DEVICE}`]: { status: 400, headers: {}, body: { error: "invalid_scope" } },
    });
    const error = await errorOf(() => oidcDeviceCode(device()).authenticate(context));
    expect(error).toMatchObject({ name: "AuthError", message: expect.stringContaining("invalid_scope") });
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
