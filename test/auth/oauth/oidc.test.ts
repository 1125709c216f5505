import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import type { AuthMethod } from "../../../src/auth/method.ts";
import { oidcAccessToken } from "../../../src/auth/oauth/oidc-access-token.ts";
import { oidcClientCredentials } from "../../../src/auth/oauth/oidc-client-credentials.ts";
import { oidcPassword } from "../../../src/auth/oauth/oidc-password.ts";
import { errorOf, tokenGrant } from "../fake-keystone.ts";
import { base, DISCOVERY, DOOR, document, forms, granted, KEYSTONE, provider, spent, TOKEN } from "./fake-provider.ts";

const BASIC = `Basic ${Buffer.from("cid:cs").toString("base64")}`;
const user = { ...base, accessTokenEndpoint: TOKEN, username: "u", password: "p" };
const app = { ...base, accessTokenEndpoint: TOKEN };

describe("oidcPassword", () => {
  it("sends what protocol appendix A shows: Basic, no client_id in the body, then Keystone twice", async () => {
    const { context, sent } = provider();
    const grant = await oidcPassword({ ...user, projectId: "PID" }).authenticate(context);
    expect(sent).toEqual([
      {
        method: "POST",
        url: TOKEN,
        headers: { authorization: BASIC },
        form: { username: "u", password: "p", scope: "openid profile", grant_type: "password" },
        lasting: true,
      },
      { method: "POST", url: DOOR, headers: { authorization: "Bearer AT" } },
      {
        method: "POST",
        url: KEYSTONE,
        headers: { accept: "application/json", "x-auth-token": "UNSCOPED" },
        json: {
          auth: { identity: { methods: ["token"], token: { id: "UNSCOPED" } }, scope: { project: { id: "PID" } } },
        },
      },
    ]);
    expect(tokenGrant(grant).token.reveal()).toBe("SCOPED");
  });

  it.each([
    [{ systemScope: "all" }, { system: { all: true } }],
    [{ domainId: "D" }, { domain: { id: "D" } }],
    [{ trustId: "TR" }, { "OS-TRUST:trust": { id: "TR" } }],
    [{ projectName: "P", projectDomainName: "Default" }, { project: { name: "P", domain: { name: "Default" } } }],
  ] as const)("protocol §1.7 FIX: takes the scope %j, not an unscoped token", async (options, scope) => {
    const { context, sent } = provider();
    const grant = await oidcPassword({ ...user, ...options }).authenticate(context);
    expect(sent.at(-1)).toMatchObject({ url: KEYSTONE, json: { auth: { scope } } });
    expect(tokenGrant(grant).token.reveal()).not.toBe("UNSCOPED");
  });

  it.each([{}, { unscoped: true }])("gives Keystone's first token for the scope %j", async (scope) => {
    const { context, sent } = provider();
    const grant = await oidcPassword({ ...user, ...scope }).authenticate(context);
    expect(tokenGrant(grant).token.reveal()).toBe("UNSCOPED");
    expect(sent).toHaveLength(2);
  });

  it("sends a one-time password under the name the provider has for it, a fresh one for each login", async () => {
    const otp = vi.fn(() => `${100_000 + otp.mock.calls.length}`);
    const method = oidcPassword({ ...user, idpOtpKey: "totp", otp });
    const { context, sent } = provider({ [`POST ${TOKEN}`]: { status: 200, body: spent } });
    await method.authenticate(context);
    await method.authenticate(context);
    expect(forms(sent)).toMatchObject([{ totp: "100001" }, { totp: "100002" }]);
    expect(method.proof).toBeUndefined();
  });

  it("does not spend a one-time password on a provider that cannot be reached", async () => {
    const method = oidcPassword({ ...user, discoveryEndpoint: DISCOVERY, idpOtpKey: "totp", otp: "123456" });
    let ready = false;
    const { context, sent } = provider({
      [`GET ${DISCOVERY}`]: () => (ready ? { status: 200, body: document } : { status: 500, body: {} }),
    });
    expect(await errorOf(() => method.authenticate(context))).toMatchObject({ code: "SERVER_ERROR", url: DISCOVERY });
    ready = true;
    await method.authenticate(context);
    expect(forms(sent)).toMatchObject([{ totp: "123456" }]);
  });

  it("asks a password function once for the store's key and the login, with the client's secret as proof", async () => {
    const password = vi.fn(async () => "asked");
    const method = oidcPassword({ ...user, password });
    const { context, sent } = provider();
    expect((await method.proof?.(context.signal))?.reveal()).toBe('["asked","cs"]');
    await method.authenticate(context);
    expect(forms(sent)).toMatchObject([{ password: "asked" }]);
    expect(password).toHaveBeenCalledTimes(1);
    expect(method.subject).toEqual({
      identityProvider: "idpX",
      protocol: "openid",
      clientId: "cid",
      openidScope: "openid profile",
      accessTokenEndpoint: TOKEN,
      username: "u",
    });
  });
});

describe("the client", () => {
  it("protocol §7.11 FIX: without a secret is named in the body and sends no Authorization", async () => {
    const { context, sent } = provider();
    await oidcClientCredentials({ ...app, clientSecret: "" }).authenticate(context);
    expect(sent[0]).toEqual({
      method: "POST",
      url: TOKEN,
      headers: {},
      form: { scope: "openid profile", grant_type: "client_credentials", client_id: "cid" },
      lasting: true,
    });
  });

  it("encodes its id and secret for Basic, but only what would be misread", async () => {
    const { context, sent } = provider();
    await oidcClientCredentials({ ...app, clientId: "a:b-c.d_e~", clientSecret: "x+y%z/=! é" }).authenticate(context);
    const [, text = ""] = sent[0]?.headers?.authorization?.split(" ") ?? [];
    expect(Buffer.from(text, "base64").toString()).toBe("a%3Ab-c.d_e~:x%2By%25z/=!+%C3%A9");
  });

  it("sends its secret in the body where the provider takes it nowhere else", async () => {
    const post = { ...document, token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"] };
    const { context, sent } = provider({ [`GET ${DISCOVERY}`]: { status: 200, body: post } });
    await oidcClientCredentials({ ...base, discoveryEndpoint: DISCOVERY }).authenticate(context);
    expect(sent[1]?.headers).toEqual({});
    expect(forms(sent)).toMatchObject([{ client_id: "cid", client_secret: "cs" }]);
  });

  it("proves its secret; without one nothing is stored", async () => {
    expect((await oidcClientCredentials(app).proof?.())?.reveal()).toBe("cs");
    expect(oidcClientCredentials({ ...app, clientSecret: undefined }).proof).toBeUndefined();
  });
});

describe("the token Keystone gets", () => {
  const both = { [`POST ${TOKEN}`]: { status: 200, body: { ...granted, id_token: "e30.e30.c2ln" } } };

  it("is the access_token, whatever the id_token is", async () => {
    const { context, sent } = provider(both);
    await oidcClientCredentials(app).authenticate(context);
    expect(sent[1]?.headers).toEqual({ authorization: "Bearer AT" });
  });

  it("is the id_token when accessTokenType says so", async () => {
    const { context, sent } = provider(both);
    await oidcClientCredentials({ ...app, accessTokenType: "id_token" }).authenticate(context);
    expect(sent[1]?.headers).toEqual({ authorization: "Bearer e30.e30.c2ln" });
  });

  it("is missed with a word on what to ask for", async () => {
    const { context } = provider();
    const method = oidcClientCredentials({ ...app, accessTokenType: "id_token", openidScope: "profile" });
    const error = await errorOf(() => method.authenticate(context));
    expect(error).toMatchObject({ code: "INVALID_TOKEN_RESPONSE", message: expect.stringContaining('"openid"') });
  });

  it("protocol §1.7 FIX: null options mean the default, not a KeyError", async () => {
    const options = { ...app, openidScope: null, accessTokenType: null, discoveryEndpoint: null, systemScope: null };
    const method: AuthMethod = Reflect.apply(oidcClientCredentials, undefined, [options]);
    const { context, sent } = provider();
    await method.authenticate(context);
    expect(forms(sent)).toMatchObject([{ scope: "openid profile" }]);
    expect(sent[1]?.headers).toEqual({ authorization: "Bearer AT" });
  });
});

describe("options", () => {
  it.each([
    [{ authUrl: undefined }, "MISSING_VALUE", "authUrl"],
    [{ identityProvider: undefined }, "MISSING_VALUE", "identityProvider"],
    [{ protocol: "" }, "INVALID_VALUE", "protocol"],
    [{ clientId: undefined }, "MISSING_VALUE", "clientId"],
    [{ clientSecret: 7 }, "INVALID_VALUE", "clientSecret"],
    [{ accessTokenEndpoint: undefined }, "MISSING_VALUE", "discoveryEndpoint"],
    [{ accessTokenEndpoint: "idp" }, "INVALID_VALUE", "accessTokenEndpoint"],
    [{ discoveryEndpoint: "https://u:p@idp.example/" }, "INVALID_VALUE", "discoveryEndpoint"],
    [{ accessTokenType: "refresh_token" }, "INVALID_VALUE", "accessTokenType"],
    [{ openidScope: ["openid"] }, "INVALID_VALUE", "openidScope"],
    [{ allowHttp: "yes" }, "INVALID_VALUE", "allowHttp"],
    [{ username: undefined }, "MISSING_VALUE", "username"],
    [{ password: undefined }, "MISSING_VALUE", "password"],
    [{ idpOtpKey: "totp" }, "MISSING_VALUE", "otp"],
  ])("%j is a ConfigError", async (options, code, key) => {
    const error = await errorOf(() => Reflect.apply(oidcPassword, undefined, [{ ...user, ...options }]));
    expect(error).toMatchObject({ name: "ConfigError", code, key });
  });

  it.each([undefined, null, "text"])("%j is no object with options", async (options) => {
    for (const factory of [oidcPassword, oidcClientCredentials, oidcAccessToken]) {
      expect(await errorOf(() => Reflect.apply(factory, undefined, [options]))).toMatchObject({ name: "ConfigError" });
    }
  });

  it("are seen in no inspection of the method", () => {
    const method = oidcPassword({ ...user, password: "hunter2", clientSecret: "cs-secret" });
    const shown = inspect(method, { depth: 9, showHidden: true }) + JSON.stringify(method);
    expect(shown).not.toMatch(/hunter2|cs-secret/);
  });
});

describe("http", () => {
  it.each(["http://127.0.0.1:8080/t", "http://localhost/t", "http://idp.localhost/t", "http://[::1]:1/t"])(
    "is fine within this machine: %s",
    (accessTokenEndpoint) => {
      expect(oidcClientCredentials({ ...base, accessTokenEndpoint }).type).toBe("v3oidcclientcredentials");
    },
  );

  it.each(["http://idp.example/t", "http://127.0.0.1.evil.example/t", "http://localhost.example/t"])(
    "is refused elsewhere unless it is allowed: %s",
    async (accessTokenEndpoint) => {
      const error = await errorOf(() => oidcClientCredentials({ ...base, accessTokenEndpoint }));
      expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE", key: "accessTokenEndpoint" });
      const { context, sent } = provider({ [`POST ${accessTokenEndpoint}`]: { status: 200, body: granted } });
      await oidcClientCredentials({ ...base, accessTokenEndpoint, allowHttp: true }).authenticate(context);
      expect(forms(sent, accessTokenEndpoint)).toHaveLength(1);
    },
  );
});
