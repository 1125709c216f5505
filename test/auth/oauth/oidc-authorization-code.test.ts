import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { oidcAuthorizationCode } from "../../../src/auth/oauth/oidc-authorization-code.ts";
import { errorOf } from "../fake-keystone.ts";
import { base, DISCOVERY, document, forms, IDP, old, provider, spent, TOKEN } from "./fake-provider.ts";

const redirectUri = "http://127.0.0.1:8400/";
const options = { ...base, discoveryEndpoint: DISCOVERY, redirectUri };

/** A browser that comes back from the login page with these parameters, and with the state unless they have one. */
function coming(parameters: Readonly<Record<string, string>> = { code: "CODE" }): (address: string) => string {
  return (address) => {
    const state = new URL(address).searchParams.get("state") ?? "";
    return `${redirectUri}?${new URLSearchParams({ state, ...parameters })}`;
  };
}

describe("oidcAuthorizationCode with a code", () => {
  const given = { ...base, accessTokenEndpoint: TOKEN, redirectUri, code: "CODE" };

  it("sends what protocol appendix A shows", async () => {
    const { context, sent } = provider();
    await oidcAuthorizationCode(given).authenticate(context);
    expect(sent[0]).toEqual({
      method: "POST",
      url: TOKEN,
      headers: { authorization: `Basic ${Buffer.from("cid:cs").toString("base64")}` },
      form: { redirect_uri: redirectUri, code: "CODE", grant_type: "authorization_code" },
      lasting: true,
    });
  });

  it("sends the verifier the code was bound to", async () => {
    const { context, sent } = provider();
    await oidcAuthorizationCode({ ...given, codeVerifier: "V" }).authenticate(context);
    expect(forms(sent)).toMatchObject([{ code: "CODE", code_verifier: "V" }]);
  });

  it("protocol §1.4 FIX: does not send a code twice, and says what to do", async () => {
    const { context, sent } = provider({ [`POST ${TOKEN}`]: { status: 200, body: spent } });
    const method = oidcAuthorizationCode(given);
    await method.authenticate(context);
    const error = await errorOf(() => method.authenticate(context));
    expect(error).toMatchObject({ code: "NOT_RENEWABLE", method: "v3oidcauthcode" });
    expect(forms(sent)).toHaveLength(1);
    expect(inspect(error, { depth: 9 })).not.toContain("CODE");
  });

  it("needs no other code for a renewal while the token it was traded for is good", async () => {
    const { context, sent } = provider({}, old);
    const method = oidcAuthorizationCode(given);
    await method.authenticate(context);
    expect(await method.authenticate(context)).toMatchObject({ kind: "token" });
    expect(forms(sent)).toHaveLength(1);
  });

  it("asks a function for a fresh code at each login", async () => {
    const code = vi.fn(() => `CODE${code.mock.calls.length}`);
    const { context, sent } = provider({ [`POST ${TOKEN}`]: { status: 200, body: spent } });
    const method = oidcAuthorizationCode({ ...given, code });
    await method.authenticate(context);
    await method.authenticate(context);
    expect(forms(sent)).toMatchObject([{ code: "CODE1" }, { code: "CODE2" }]);
  });

  it("shows no code that the provider repeats", async () => {
    const body = { error: "invalid_grant", error_description: "CODE-secret is over" };
    const { context } = provider({ [`POST ${TOKEN}`]: { status: 400, headers: {}, body } });
    const error = await errorOf(() => oidcAuthorizationCode({ ...given, code: "CODE-secret" }).authenticate(context));
    expect(String(error)).toContain('invalid_grant, "[redacted] is over"');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("CODE-secret");
  });
});

describe("oidcAuthorizationCode with a browser", () => {
  it("opens the login page with a challenge, and sends the code with its verifier", async () => {
    const authorize = vi.fn(coming());
    const { context, sent } = provider();
    await oidcAuthorizationCode({ ...options, openidScope: "openid", authorize }).authenticate(context);
    const page = new URL(String(authorize.mock.calls[0]?.[0]));
    const asked = Object.fromEntries(page.searchParams);
    expect(page.origin + page.pathname).toBe(`${IDP}/authorize`);
    expect(asked).toMatchObject({
      response_type: "code",
      client_id: "cid",
      redirect_uri: redirectUri,
      scope: "openid",
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
    });
    const { code_verifier: verifier, ...form } = sent[1]?.form ?? {};
    expect(form).toEqual({ redirect_uri: redirectUri, code: "CODE", grant_type: "authorization_code" });
    expect(createHash("sha256").update(String(verifier)).digest("base64url")).toBe(asked.code_challenge);
  });

  it("keeps what the login page's address has already", async () => {
    const authorize = vi.fn(coming());
    const { context } = provider();
    const authorizationEndpoint = "https://idp.example/go?tenant=a";
    await oidcAuthorizationCode({ ...options, authorizationEndpoint, authorize }).authenticate(context);
    expect(authorize.mock.calls[0]?.[0]).toMatch(/^https:\/\/idp\.example\/go\?tenant=a&response_type=code&/);
  });

  it("opens another page for each login", async () => {
    const authorize = vi.fn(coming());
    const { context } = provider({ [`POST ${TOKEN}`]: { status: 200, body: spent } });
    const method = oidcAuthorizationCode({ ...options, authorize });
    await method.authenticate(context);
    await method.authenticate(context);
    const states = authorize.mock.calls.map(([address]) => new URL(address).searchParams.get("state"));
    expect(new Set(states).size).toBe(2);
  });

  it.each([
    ["another state", coming({ state: "forged", code: "CODE-secret" })],
    ["no address", () => "CODE-secret"],
    ["no code", coming({})],
    ["an empty code", coming({ code: "" })],
    ["another issuer", coming({ code: "CODE-secret", iss: "https://evil.example" })],
    ["a refusal", coming({ error: "access_denied", error_description: "CODE-secret" })],
    ["two codes", (address: string) => `${coming({ code: "CODE-secret" })(address)}&code=2`],
  ])("sends nothing when the browser comes back with %s", async (_what, authorize) => {
    const { context, sent } = provider();
    const error = await errorOf(() => oidcAuthorizationCode({ ...options, authorize }).authenticate(context));
    expect(error).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("CODE-secret");
    expect(forms(sent)).toEqual([]);
  });

  describe("without a discovery document", () => {
    const endpoints = { ...base, accessTokenEndpoint: TOKEN, authorizationEndpoint: `${IDP}/authorize`, redirectUri };

    it.each([
      ["whoever the answer says it is of, when nobody said who the provider is", undefined, IDP],
      ["an answer of the issuer that was given", IDP, IDP],
      ["an answer that does not say whose it is", IDP, undefined],
    ])("takes %s", async (_what, issuer, iss) => {
      const authorize = coming({ code: "CODE", ...(iss === undefined ? {} : { iss }) });
      const { context, sent } = provider();
      await oidcAuthorizationCode({ ...endpoints, issuer, authorize }).authenticate(context);
      expect(forms(sent)).toMatchObject([{ code: "CODE" }]);
    });

    it("refuses an answer of another issuer than the one that was given", async () => {
      const authorize = coming({ code: "CODE-secret", iss: "https://evil.example" });
      const { context, sent } = provider();
      const error = await errorOf(() =>
        oidcAuthorizationCode({ ...endpoints, issuer: IDP, authorize }).authenticate(context),
      );
      expect(error).toMatchObject({ code: "AUTH_FAILED" });
      expect(String(error)).toContain(`it is https://evil.example's and should be ${IDP}'s`);
      expect(String(error)).not.toContain("CODE-secret");
      expect(forms(sent)).toEqual([]);
    });
  });

  it("says whose answer came when it is not the provider's that describes itself", async () => {
    const authorize = coming({ code: "CODE", iss: "https://evil.example/\u0007<b>" });
    const { context } = provider();
    const error = await errorOf(() => oidcAuthorizationCode({ ...options, authorize }).authenticate(context));
    expect(String(error)).toContain(`it is https://evil.example/'s and should be ${IDP}'s`);
  });

  it("says so when the provider has no login page, and opens nothing", async () => {
    const authorize = vi.fn(coming());
    const { authorization_endpoint: _, ...rest } = document;
    const { context } = provider({ [`GET ${DISCOVERY}`]: { status: 200, body: rest } });
    const error = await errorOf(() => oidcAuthorizationCode({ ...options, authorize }).authenticate(context));
    expect(error).toMatchObject({
      code: "UNSUPPORTED_AUTH",
      message: expect.stringContaining("authorizationEndpoint"),
    });
    expect(authorize).not.toHaveBeenCalled();
  });

  it("tells the browser's opener when nobody waits any more, and opens another one for the next login", async () => {
    const gone = new AbortController();
    const signals: AbortSignal[] = [];
    const authorize = vi.fn((address: string, signal: AbortSignal) => {
      signals.push(signal);
      if (signals.length > 1) return coming()(address);
      gone.abort(new Error("enough"));
      return new Promise<string>(() => undefined);
    });
    const { context } = provider();
    const method = oidcAuthorizationCode({ ...options, authorize });
    const error = await errorOf(() => method.authenticate({ ...context, signal: gone.signal }));
    expect(error).toMatchObject({ message: "enough" });
    expect(await method.authenticate(context)).toMatchObject({ kind: "token" });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it.each([
    [{ redirectUri: undefined, code: "C" }, "MISSING_VALUE", "redirectUri"],
    [{}, "MISSING_VALUE", "code"],
    [{ code: "C", authorize: () => "" }, "INVALID_VALUE", "code"],
    [{ authorize: "open" }, "INVALID_VALUE", "authorize"],
  ])("refuses the options %j", async (more, code, key) => {
    const error = await errorOf(() => Reflect.apply(oidcAuthorizationCode, undefined, [{ ...options, ...more }]));
    expect(error).toMatchObject({ name: "ConfigError", code, key });
  });
});
