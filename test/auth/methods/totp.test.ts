import { describe, expect, it, vi } from "vitest";
import type { AuthMethod } from "../../../src/auth/method.ts";
import { type FactorName, type MultiFactorOptions, multiFactor } from "../../../src/auth/methods/multi-factor.ts";
import { totp } from "../../../src/auth/methods/totp.ts";
import { errorOf, fakeContext } from "../fake-keystone.ts";

const authUrl = "https://k.example/identity";
const user = { username: "u", userDomainId: "default" };
const code = { user: { passcode: "123456", name: "u", domain: { id: "default" } } };
const word = { user: { password: "p", name: "u", domain: { id: "default" } } };

function both(options: Partial<MultiFactorOptions> = {}): AuthMethod {
  const authMethods: readonly FactorName[] = ["v3password", "v3totp"];
  return multiFactor({ authUrl, ...user, authMethods, password: "p", passcode: "123456", ...options });
}

describe("totp", () => {
  it("sends what protocol appendix A shows", async () => {
    const { context, sent } = fakeContext();
    await totp({ authUrl, ...user, passcode: "123456", projectId: "PID" }).authenticate(context);
    expect(sent).toEqual([
      {
        method: "POST",
        url: "https://k.example/identity/v3/auth/tokens",
        headers: { accept: "application/json" },
        json: { auth: { identity: { methods: ["totp"], totp: code }, scope: { project: { id: "PID" } } } },
      },
    ]);
  });

  it("protocol §1.4 FIX: a passcode that was sent is not sent again", async () => {
    const { context, sent } = fakeContext();
    const method = totp({ authUrl, ...user, passcode: "123456" });
    await method.authenticate(context);
    const error = await errorOf(() => method.authenticate(context));
    expect(error).toMatchObject({ name: "AuthError", code: "NOT_RENEWABLE", method: "v3totp" });
    expect(sent).toHaveLength(1);
  });

  it("asks a function for a fresh passcode at each login", async () => {
    const passcode = vi.fn(() => String(100_000 + passcode.mock.calls.length));
    const { context, sent } = fakeContext();
    const method = totp({ authUrl, ...user, passcode });
    await method.authenticate(context);
    await method.authenticate(context);
    const codes = sent.map(({ json }) => JSON.stringify(json).match(/"passcode":"(\d+)"/)?.[1]);
    expect(codes).toEqual(["100001", "100002"]);
  });

  it("is never stored: a passcode proves nothing later", () => {
    expect(totp({ authUrl, ...user, passcode: () => "1" })).toMatchObject({
      proof: undefined,
      subject: { username: "u", userDomainId: "default" },
    });
  });
});

describe("multiFactor", () => {
  it("sends what protocol appendix A shows, the methods in their order", async () => {
    const { context, sent } = fakeContext();
    await both({ projectId: "PID" }).authenticate(context);
    expect(sent[0]?.json).toEqual({
      auth: {
        identity: { methods: ["password", "totp"], password: word, totp: code },
        scope: { project: { id: "PID" } },
      },
    });
    await both({ authMethods: ["totp", "password", "totp"] }).authenticate(context);
    expect(sent[1]?.json).toMatchObject({ auth: { identity: { methods: ["totp", "password"] } } });
  });

  it("takes a token and an application credential as methods too", async () => {
    const { context, sent } = fakeContext();
    const method = multiFactor({
      authUrl,
      authMethods: ["token", "v3applicationcredential"],
      token: "OLD",
      applicationCredentialId: "AC",
      applicationCredentialSecret: "S",
    });
    await method.authenticate(context);
    expect(sent[0]?.json).toEqual({
      auth: {
        identity: {
          methods: ["token", "application_credential"],
          token: { id: "OLD" },
          application_credential: { id: "AC", secret: "S" },
        },
      },
    });
    expect((await method.proof?.())?.reveal()).toBe('["OLD","S"]');
    expect(await errorOf(() => method.withScope("unscoped"))).toMatchObject({ code: "INVALID_SCOPE" });
    const options = { authUrl, authMethods: ["application_credential"], applicationCredentialId: "AC" } as const;
    const scoped = { ...options, applicationCredentialSecret: "S", projectId: "P" };
    expect(await errorOf(() => multiFactor(scoped))).toMatchObject({ code: "INVALID_SCOPE" });
    const half = { ...options, applicationCredentialSecret: "S", projectName: "P" };
    expect(String(await errorOf(() => multiFactor(half)))).toContain("leave the scope options out");
  });

  it("is not stored when one of its methods cannot be proven", () => {
    const method = both();
    expect(method.proof).toBeUndefined();
    expect(method.subject).toEqual({ username: "u", userDomainId: "default", authMethods: "password,totp" });
  });

  it("can renew when the passcode is a function, and says so when it is not", async () => {
    const { context } = fakeContext();
    const text = both();
    await text.authenticate(context);
    expect(await errorOf(() => text.authenticate(context))).toMatchObject({ code: "NOT_RENEWABLE" });
    const asked = both({ passcode: () => "1" });
    await asked.authenticate(context);
    expect(await asked.authenticate(context)).toMatchObject({ kind: "token" });
  });

  it.each([
    [{ authMethods: [] }, "MISSING_VALUE", "authMethods"],
    [{ authMethods: undefined }, "MISSING_VALUE", "authMethods"],
    [{ authMethods: "v3password" }, "MISSING_VALUE", "authMethods"],
    [{ authMethods: ["v3kerberos"] }, "INVALID_VALUE", "authMethods"],
    [{ authMethods: [null] }, "INVALID_VALUE", "authMethods"],
    [{ passcode: undefined }, "MISSING_VALUE", "passcode"],
    [{ password: undefined }, "MISSING_VALUE", "password"],
    [{ authMethods: ["application_credential"] }, "MISSING_VALUE", "id"],
  ])("refuses %j", async (options, code, key) => {
    const broken: MultiFactorOptions = JSON.parse(JSON.stringify({ authUrl, ...user, password: "p", passcode: "1" }));
    const full = { ...broken, authMethods: ["v3password", "v3totp"], ...options };
    const error = await errorOf(() => Reflect.apply(multiFactor, undefined, [full]));
    expect(error).toMatchObject({ name: "ConfigError", code, key });
  });
});
