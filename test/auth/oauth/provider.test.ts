import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { oidcClientCredentials } from "../../../src/auth/oauth/oidc-client-credentials.ts";
import { oidcPassword } from "../../../src/auth/oauth/oidc-password.ts";
import { errorOf, type FakeAnswer } from "../fake-keystone.ts";
import { base, DISCOVERY, DOOR, document, forms, granted, IDP, old, provider, spent, TOKEN } from "./fake-provider.ts";

describe("the discovery document", () => {
  const options = { ...base, discoveryEndpoint: DISCOVERY };
  const told = async (answer: FakeAnswer): Promise<unknown> => {
    const { context } = provider({ [`GET ${DISCOVERY}`]: { status: 200, ...answer } });
    return errorOf(() => oidcClientCredentials(options).authenticate(context));
  };

  it("is read once, however many logins there are", async () => {
    const { context, sent } = provider({ [`POST ${TOKEN}`]: { status: 200, body: spent } });
    const method = oidcClientCredentials(options);
    await method.authenticate(context);
    await method.authenticate(context);
    expect(sent.map(({ url }) => url)).toEqual([DISCOVERY, TOKEN, DOOR, TOKEN, DOOR]);
  });

  it("gives way to an explicit endpoint", async () => {
    const accessTokenEndpoint = "https://other.example/token";
    const { context, sent } = provider({ [`POST ${accessTokenEndpoint}`]: { status: 200, body: granted } });
    await oidcClientCredentials({ ...options, accessTokenEndpoint }).authenticate(context);
    expect(forms(sent, accessTokenEndpoint)).toHaveLength(1);
  });

  it.each([
    "<html><title>Login</title></html>",
    "",
    "{",
    "[]",
    '"text"',
    "null",
    { token_endpoint: TOKEN },
    { issuer: 7 },
    { issuer: "not a url" },
  ])("is refused as %j", async (body) => {
    expect(await told({ body })).toMatchObject({
      name: "AuthError",
      code: "INVALID_TOKEN_RESPONSE",
      message: expect.stringContaining(`${DISCOVERY} is no OpenID Connect discovery document`),
    });
  });

  it("is refused when it is another issuer's, unless the option issuer says so", async () => {
    const body = { ...document, issuer: "https://idp.example/realms/other" };
    expect(await told({ body })).toMatchObject({
      code: "INVALID_TOKEN_RESPONSE",
      message: expect.stringContaining(`it is https://idp.example/realms/other's and should be ${IDP}'s`),
    });
    const { context, sent } = provider({ [`GET ${DISCOVERY}`]: { status: 200, body } });
    await oidcClientCredentials({ ...options, issuer: body.issuer }).authenticate(context);
    expect(forms(sent)).toHaveLength(1);
  });

  it.each([
    ["https://idp.example/app/.well-known/openid-configuration", "https://idp.example/app/"],
    ["https://idp.example/.well-known/openid-configuration", "https://idp.example"],
    ["https://idp.example/.well-known/openid-configuration", "https://idp.example/"],
    ["https://idp.example/.well-known/oauth-authorization-server/app", "https://idp.example/app"],
    ["https://idp.example/.well-known/openid-configuration?p=policy", "https://idp.example"],
    ["https://idp.example/describe.json", "https://anybody.example"],
  ])("at %s may be of %s", async (discoveryEndpoint, issuer) => {
    const body = { ...document, issuer };
    const { context, sent } = provider({ [`GET ${discoveryEndpoint}`]: { status: 200, body } });
    await oidcClientCredentials({ ...base, discoveryEndpoint }).authenticate(context);
    expect(forms(sent)).toHaveLength(1);
  });

  it("says which option helps when it names no endpoint", async () => {
    const error = await told({ body: { issuer: IDP } });
    expect(error).toMatchObject({ code: "UNSUPPORTED_AUTH", message: expect.stringContaining("accessTokenEndpoint") });
  });

  it.each(["http://idp.example/token", "/token", "ftp://idp.example/", 7, ["x"]])(
    "cannot send secrets to %j",
    async (token_endpoint) => {
      const error = await told({ body: { ...document, token_endpoint } });
      const message = expect.stringContaining("no usable token_endpoint");
      expect(error).toMatchObject({ code: "UNSUPPORTED_AUTH", message });
    },
  );

  it("says what the provider offers when that is not what was asked for", async () => {
    const error = await told({ body: { ...document, grant_types_supported: ["authorization_code", "implicit"] } });
    expect(error).toMatchObject({
      code: "UNSUPPORTED_AUTH",
      message: expect.stringContaining("does not offer client_credentials; it offers authorization_code, implicit."),
    });
  });

  it("that is not there is an HttpError", async () => {
    expect(await told({ status: 404, headers: {}, body: "" })).toMatchObject({ name: "HttpError", code: "NOT_FOUND" });
  });
});

describe("a provider that gives no tokens", () => {
  const user = { ...base, accessTokenEndpoint: TOKEN, username: "u", password: "hunter2" };
  const failing = async (answer: FakeAnswer): Promise<unknown> => {
    const { context } = provider({ [`POST ${TOKEN}`]: { headers: {}, ...answer } });
    return errorOf(() => oidcPassword(user).authenticate(context));
  };

  it.each([400, 401, 403])("is an AuthError with its words for a status %i", async (status) => {
    const headers = { "www-authenticate": 'Basic realm="idp"', "content-type": "text/html" };
    const body = { error: "invalid_grant", error_description: "<b>Bad</b> credentials" };
    const error = await failing({ status, headers, body });
    expect(error).toMatchObject({ name: "AuthError", code: "AUTH_FAILED", method: "v3oidcpassword" });
    expect(String(error)).toMatch(/realms\/corp\/token answered invalid_grant, " ?Bad credentials"\. Check the user/);
  });

  it("shows no secret that it repeats", async () => {
    const body = { error: "invalid_grant", error_description: "no user u with hunter2 of client cs" };
    const error = await failing({ status: 400, body });
    expect(String(error)).toContain("no user u with [redacted] of client [redacted]");
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("hunter2");
  });

  it.each(["%26", "&amp;", "\\u0026"])("shows no secret that it repeats with a %s in it", async (written) => {
    const body = { error: "invalid_request", error_description: `not for us: u, hun${written}ter "2"` };
    const { context } = provider({ [`POST ${TOKEN}`]: { headers: {}, status: 400, body } });
    const error = await errorOf(() => oidcPassword({ ...user, password: "hun&ter" }).authenticate(context));
    expect(String(error)).toContain('not for us: u, [redacted] "2"');
  });

  it.each([
    [200, "<html>Sign in, AT-secret</html>"],
    [200, ""],
    [200, []],
    [200, {}],
    [200, { access_token: "", token_type: "Bearer" }],
    [200, { access_token: 7, token_type: "Bearer" }],
    [200, { access_token: null, token_type: "Bearer" }],
    [201, {}],
    [204, ""],
    [200, { access_token: "AT-secret" }],
    [200, { access_token: "AT-secret", token_type: "mac" }],
    [200, { access_token: "AT-secret", token_type: "Bearer", expires_in: "soon" }],
    [200, { access_token: "AT-secret", token_type: "Bearer", refresh_token: {} }],
  ])("is an AuthError for %i %j, which does not show the answer", async (status, body) => {
    const error = await failing({ status, body });
    expect(error).toMatchObject({ name: "AuthError", code: "INVALID_TOKEN_RESPONSE" });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("AT-secret");
  });

  it.each([
    [400, "<html>", "BAD_REQUEST"],
    [401, { error: { message: "x" } }, "UNAUTHORIZED"],
    [404, "", "NOT_FOUND"],
    [429, { error: "slow_down" }, "TOO_MANY_REQUESTS"],
    [500, { error: "server_error" }, "SERVER_ERROR"],
    [503, "<html>", "SERVICE_UNAVAILABLE"],
  ])("is an HttpError for %i %j", async (status, body, code) => {
    expect(await failing({ status, body })).toMatchObject({ name: "HttpError", code, status, url: TOKEN });
  });

  it("that does not say how long its token lives is asked again for the next login only", async () => {
    const { expires_in: _, ...endless } = granted;
    const { context, sent } = provider({ [`POST ${TOKEN}`]: { status: 200, body: endless } }, old);
    const method = oidcClientCredentials({ ...base, accessTokenEndpoint: TOKEN });
    const grant = await method.authenticate(context);
    expect(grant.kind).toBe("token");
    expect(forms(sent)).toHaveLength(1);
  });

  it.each([
    [201, granted],
    [200, { ...granted, refresh_token: null, scope: null, expires_in: null, id_token: null }],
    [200, { ...granted, expires_in: "300" }],
  ])("does give them with %i %j", async (status, body) => {
    const { context } = provider({ [`POST ${TOKEN}`]: { status, body } });
    expect(await oidcPassword(user).authenticate(context)).toMatchObject({ kind: "token" });
  });

  it("may describe an error with anything", async () => {
    const error = await failing({ status: 400, body: { error: "invalid_grant", error_description: { a: 1 } } });
    expect(String(error)).toContain("answered invalid_grant. Check");
  });
});
