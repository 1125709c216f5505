import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { AuthContext, AuthMethod, Grant } from "../../src/auth/method.ts";
import { applicationCredential } from "../../src/auth/methods/application-credential.ts";
import { httpBasic } from "../../src/auth/methods/http-basic.ts";
import { noAuth } from "../../src/auth/methods/no-auth.ts";
import { password } from "../../src/auth/methods/password.ts";
import { token } from "../../src/auth/methods/token.ts";
import { AuthError, HttpError, isOpenStackError, TransportError } from "../../src/errors/errors.ts";
import { secret } from "../../src/redaction/secret.ts";
import { errorOf, fakeContext, TOKEN_BODY, tokenGrant } from "./fake-keystone.ts";

const authUrl = "https://k.example/identity";
const user = { username: "u", userDomainName: "D" };
const old: Grant = {
  kind: "token",
  token: secret("OLD"),
  issuedAt: 0,
  expiresAt: 1,
  identity: {},
};

const withPassword = (extra: object = {}): AuthMethod => password({ authUrl, ...user, password: "p", ...extra });

const named = { methods: ["password"], password: { user: { password: "p", name: "u", domain: { name: "D" } } } };

/** protocol appendix A. */
const BODIES: readonly (readonly [string, AuthMethod, object, object | string | undefined, Record<string, string>])[] =
  [
    ["password, name + domain name, no scope", withPassword(), named, undefined, {}],
    [
      "password, id, project by name",
      password({ authUrl, userId: "UID", password: "p", projectName: "P", projectDomainId: "default" }),
      { methods: ["password"], password: { user: { password: "p", id: "UID" } } },
      { project: { name: "P", domain: { id: "default" } } },
      {},
    ],
    ["system", withPassword({ systemScope: "all" }), named, { system: { all: true } }, {}],
    ["explicit unscoped", withPassword({ unscoped: true }), named, "unscoped", {}],
    ["trust", withPassword({ trustId: "TR" }), named, { "OS-TRUST:trust": { id: "TR" } }, {}],
    ["domain", withPassword({ domainName: "Dn" }), named, { domain: { name: "Dn" } }, {}],
    [
      "token to project",
      token({ authUrl, token: "OLD", projectId: "PID" }),
      { methods: ["token"], token: { id: "OLD" } },
      { project: { id: "PID" } },
      { "x-auth-token": "OLD" },
    ],
    [
      "application credential by id",
      applicationCredential({ authUrl, id: "AC", secret: "S" }),
      { methods: ["application_credential"], application_credential: { secret: "S", id: "AC" } },
      undefined,
      {},
    ],
    [
      "application credential by name and user name",
      applicationCredential({ authUrl, name: "ACN", username: "u", userDomainId: "default", secret: "S" }),
      {
        methods: ["application_credential"],
        application_credential: { secret: "S", name: "ACN", user: { name: "u", domain: { id: "default" } } },
      },
      undefined,
      {},
    ],
    [
      "application credential by name and user id",
      applicationCredential({ authUrl, name: "ACN", userId: "U", secret: "S" }),
      { methods: ["application_credential"], application_credential: { secret: "S", name: "ACN", user: { id: "U" } } },
      undefined,
      {},
    ],
  ];

describe("login bodies", () => {
  it.each(BODIES)("sends what protocol appendix A shows: %s", async (_name, method, identity, scope, headers) => {
    const { context, sent } = fakeContext();
    await method.authenticate(context);
    expect(sent).toEqual([
      {
        method: "POST",
        url: "https://k.example/identity/v3/auth/tokens",
        headers: { accept: "application/json", ...headers },
        json: { auth: { identity, ...(scope === undefined ? {} : { scope }) } },
      },
    ]);
  });

  it("sends the same credentials for another scope after withScope", async () => {
    const { context, sent } = fakeContext();
    const method = withPassword({ projectId: "P1" }).withScope({ project: { id: "P2" } });
    await method.authenticate(context);
    expect(method.scope).toEqual({ project: { id: "P2" } });
    expect(sent[0]?.json).toEqual({ auth: { identity: named, scope: { project: { id: "P2" } } } });
  });
});

describe("grants", () => {
  it("carries the token, its times and the whole identity body", async () => {
    const grant = tokenGrant(await withPassword().authenticate(fakeContext().context));
    expect(grant.token.reveal()).toBe("NEW");
    expect(grant.issuedAt).toBe(Date.UTC(2026, 10, 24, 0, 16, 56));
    expect(grant.expiresAt).toBe(Date.UTC(2026, 10, 24, 1, 16, 56));
    expect(grant.identity).toEqual(TOKEN_BODY.token);
  });

  it("counts from now when Keystone does not say when the token was issued", async () => {
    const { issued_at: _, ...token } = TOKEN_BODY.token;
    const before = Date.now();
    const grant = tokenGrant(await withPassword().authenticate(fakeContext({ body: { token } }).context));
    expect(grant.issuedAt).toBeGreaterThanOrEqual(before);
    expect(grant.issuedAt).toBeLessThanOrEqual(Date.now());
  });

  it("passes on a connection that broke inside Keystone's answer", async () => {
    const lost = new TransportError("CONNECTION_LOST", "gone", { method: "POST", url: authUrl });
    const { context } = fakeContext();
    const send: AuthContext["send"] = async (request) => ({
      ...(await context.send(request)),
      json: () => Promise.reject(lost),
    });
    expect(await errorOf(() => withPassword().authenticate({ ...context, send }))).toBe(lost);
  });

  it("X4: takes an unscoped token, which has no catalog", async () => {
    const grant = tokenGrant(await withPassword({ unscoped: true }).authenticate(fakeContext().context));
    expect(grant).not.toBeInstanceOf(Error);
    expect(grant.token.reveal()).toBe("NEW");
    expect(grant.identity.catalog).toBeUndefined();
  });

  it.each([
    ["2026-11-24T01:16:56Z", Date.UTC(2026, 10, 24, 1, 16, 56)],
    ["2026-11-24T01:16:56", Date.UTC(2026, 10, 24, 1, 16, 56)],
    ["2026-11-24 01:16:56.123456", Date.UTC(2026, 10, 24, 1, 16, 56, 123)],
    ["2026-11-24T03:16:56+02:00", Date.UTC(2026, 10, 24, 1, 16, 56)],
  ])("reads the expiry %s as UTC", async (text, time) => {
    const body = { token: { ...TOKEN_BODY.token, expires_at: text } };
    const grant = tokenGrant(await withPassword().authenticate(fakeContext({ body }).context));
    expect(grant.expiresAt).toBe(time);
  });

  it.each([undefined, null, "soon", 17])("assumes Keystone's hour when the expiry is %s", async (expires_at) => {
    const body = { token: { ...TOKEN_BODY.token, expires_at } };
    const before = Date.now();
    const grant = tokenGrant(await withPassword().authenticate(fakeContext({ body }).context));
    expect(grant.expiresAt - before).toBeGreaterThanOrEqual(3_600_000);
    expect(grant.expiresAt - before).toBeLessThan(3_610_000);
  });

  it("protocol §1.2 FIX: a missing X-Subject-Token is an AuthError, not a KeyError", async () => {
    const { context } = fakeContext({ headers: { "x-openstack-request-id": "req-1" } });
    const withSecret = applicationCredential({ authUrl, id: "AC", secret: "S" });
    for (const method of [withPassword(), token({ authUrl, token: "OLD", projectId: "P" }), withSecret]) {
      const error = await errorOf(() => method.authenticate(context));
      expect(error).not.toBeInstanceOf(TypeError);
      expect(error).not.toHaveProperty("message", "'X-Subject-Token'");
      expect(error).toMatchObject({ name: "AuthError", code: "INVALID_TOKEN_RESPONSE", requestId: "req-1" });
    }
  });

  it.each([
    ["<html>hello</html>"],
    [null],
    [[]],
    [{ access: {} }],
    [{ token: null }],
    [{ token: [] }],
    [{ token: "t" }],
  ])("refuses %j as a token", async (body) => {
    const error = await errorOf(() => withPassword().authenticate(fakeContext({ body }).context));
    expect(error).toMatchObject({ code: "INVALID_TOKEN_RESPONSE", authUrl, method: "v3password" });
  });
});

describe("refusals", () => {
  it.each([400, 401, 403])("tells what Keystone said and what to check after %i", async (status) => {
    const body = { error: { code: status, message: "No such thing.", title: "x" } };
    const error = await errorOf(() => withPassword().authenticate(fakeContext({ status, body }).context));
    expect(error).toMatchObject({ name: "AuthError", code: "AUTH_FAILED", authUrl });
    expect(String(error)).toContain("No such thing. Check the user");
  });

  it.each([300, 404])("says that there is no Keystone after a %i", async (status) => {
    const { context } = fakeContext({ status, body: "" });
    const error = await errorOf(() => withPassword().authenticate(context));
    expect(error).toMatchObject({ code: "AUTH_FAILED" });
    expect(String(error)).toContain("no identity API v3 there: https://k.example/identity/v3/auth/tokens answered");
  });

  it("takes a 404 in Keystone's own words as a refusal, not as a missing Keystone", async () => {
    const body = { error: { code: 404, message: "Could not find Application Credential: AC.", title: "Not Found" } };
    const method = applicationCredential({ authUrl, id: "AC", secret: "S" });
    const error = await errorOf(() => method.authenticate(fakeContext({ status: 404, body }).context));
    expect(error).toMatchObject({ code: "AUTH_FAILED" });
    expect(String(error)).toContain("refused the login: Could not find Application Credential: AC.");
    expect(String(error)).not.toContain("There is no identity API");
  });

  it("names the methods Keystone takes when it does not take this one", async () => {
    const body = {
      error: { code: 401, message: "Attempted.", identity: { methods: ["password", "token"] }, title: "Unauthorized" },
    };
    const error = await errorOf(() => withPassword().authenticate(fakeContext({ status: 401, body }).context));
    expect(error).toMatchObject({ name: "AuthError", code: "UNSUPPORTED_AUTH", method: "v3password" });
    expect(String(error)).toContain("does not take v3password; the methods it takes are password, token.");
  });

  it.each([
    [429, "TOO_MANY_REQUESTS"],
    [500, "SERVER_ERROR"],
    [503, "SERVICE_UNAVAILABLE"],
    [302, "REDIRECT_REFUSED"],
  ])("gives a %i back as an HttpError %s: nothing was refused", async (status, code) => {
    const { context } = fakeContext({ status, headers: { "retry-after": "7" }, body: "busy" });
    const error = await errorOf(() => withPassword().authenticate(context));
    expect(error).toMatchObject({
      name: "HttpError",
      code,
      status,
      service: "identity",
      retryAfter: 7000,
      body: "busy",
    });
  });

  const receipt = { "openstack-auth-receipt": "RCPT" };

  it("reads a receipt of a Keystone that does not say what is missing, nor how long there is", async () => {
    const body = { receipt: { methods: ["password"] }, required_auth_methods: [] };
    const { context } = fakeContext({ status: 401, headers: { "openstack-auth-receipt": "R" }, body });
    const error = await errorOf(() => withPassword().authenticate(context));
    expect(error).toMatchObject({ code: "RECEIPT_REQUIRED", receipt: { required: [], expiresAt: undefined } });
    expect(String(error)).toContain("wants more than password: it does not say what");
  });

  it("reads a receipt challenge", async () => {
    const body = {
      receipt: { methods: ["password"], user: { id: "u" }, expires_at: "2099-01-01T00:00:00.000000Z" },
      required_auth_methods: [["password", "totp"]],
    };
    const error = await errorOf(() =>
      withPassword().authenticate(fakeContext({ status: 401, headers: receipt, body }).context),
    );
    expect(error).toMatchObject({
      code: "RECEIPT_REQUIRED",
      receipt: { methods: ["password"], required: [["password", "totp"]], expiresAt: "2099-01-01T00:00:00.000000Z" },
    });
    expect(String(error)).toContain("password + totp");
    expect(error instanceof AuthError && error.receipt?.id.reveal()).toBe("RCPT");
    expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain("RCPT");
  });

  it.each([["<html>"], [{}], [{ receipt: null, required_auth_methods: [] }], [{ receipt: { methods: ["password"] } }]])(
    "protocol §1.7 FIX: a receipt header over the body %j is a plain refusal",
    async (body) => {
      const { context } = fakeContext({ status: 401, headers: receipt, body });
      expect(await errorOf(() => withPassword().authenticate(context))).toMatchObject({ code: "AUTH_FAILED" });
    },
  );
});

describe("token", () => {
  it("takes a token out of a file as it is, and refuses one that no header can hold", async () => {
    const { context, sent } = fakeContext({ status: 200, headers: {} });
    await token({ authUrl, token: "OLD\n" }).authenticate(context);
    expect(sent[0]?.headers).toMatchObject({ "x-auth-token": "OLD" });
    expect(await errorOf(() => token({ authUrl, token: "O\nD" }))).toMatchObject({ name: "ConfigError", key: "token" });
  });

  it("validates and reuses the given token when no scope is asked for", async () => {
    const { context, sent } = fakeContext({ status: 200, headers: {} });
    const grant = tokenGrant(await token({ authUrl, token: "OLD" }).authenticate(context));
    expect(grant.token.reveal()).toBe("OLD");
    expect(sent).toEqual([
      {
        method: "GET",
        url: "https://k.example/identity/v3/auth/tokens",
        headers: {
          accept: "application/json",
          "x-auth-token": "OLD",
          "x-subject-token": "OLD",
          "openstack-identity-access-rules": "1.0",
        },
      },
    ]);
  });

  it.each([[{}], [{ projectId: "P" }]])("cannot be renewed once it has run out (scope %j)", async (scope) => {
    const method = token({ authUrl, token: "OLD", ...scope });
    const first = await errorOf(() => method.authenticate(fakeContext({ status: 401, body: {} }).context));
    expect(first).toMatchObject({ code: "AUTH_FAILED" });
    const later = await errorOf(() => method.authenticate(fakeContext({ status: 401, body: {} }, old).context));
    expect(later).toMatchObject({ code: "NOT_RENEWABLE", method: "v3token" });
  });

  it("cannot be renewed after a revocation, although the session has dropped the grant", async () => {
    const method = token({ authUrl, token: "OLD" });
    await method.authenticate(fakeContext({ status: 200 }).context);
    const later = await errorOf(() => method.authenticate(fakeContext({ status: 401, body: {} }).context));
    expect(later).toMatchObject({ code: "NOT_RENEWABLE" });
  });

  it("keeps an outage apart from the token's end", async () => {
    const { context } = fakeContext({ status: 503, body: {} }, old);
    const error = await errorOf(() => token({ authUrl, token: "OLD" }).authenticate(context));
    expect(error).toMatchObject({ name: "HttpError", status: 503 });
  });
});

describe("applicationCredential", () => {
  it("protocol §1.7 FIX: refuses a scope before any request", async () => {
    const options = { authUrl, id: "AC", secret: "S", projectId: "P" };
    expect(await errorOf(() => applicationCredential(options))).toMatchObject({ code: "INVALID_SCOPE" });
    const method = applicationCredential({ authUrl, id: "AC", secret: "S" });
    const error = await errorOf(() => method.withScope({ project: { id: "P" } }));
    expect(error).toMatchObject({ name: "AuthError", code: "INVALID_SCOPE" });
    expect(String(error)).toContain("another application credential");
  });

  it.each([{ projectName: "P" }, { domainName: "D" }, { systemScope: "some" }, { unscoped: true }])(
    "says of %j that no scope is allowed, not what the scope lacks",
    async (scope) => {
      const error = await errorOf(() => applicationCredential({ authUrl, id: "AC", secret: "S", ...scope }));
      expect(error).toMatchObject({ name: "AuthError", code: "INVALID_SCOPE" });
      expect(String(error)).toContain("leave the scope options out");
    },
  );

  it.each([{ unscoped: false }, { projectDomainName: "Default" }, { projectName: undefined }])(
    "takes %j, which asks for no scope",
    (none) => {
      const method = applicationCredential({ authUrl, id: "AC", secret: "S", ...none });
      expect(method.scope).toBeUndefined();
    },
  );
});

describe("methods without Keystone", () => {
  it("noAuth sends the token peers send and keeps its endpoint", async () => {
    const { context, sent } = fakeContext();
    const grant = await noAuth({ endpoint: "http://127.0.0.1:6385/" }).authenticate(context);
    expect(sent).toEqual([]);
    expect(grant).toMatchObject({ kind: "static", endpoint: "http://127.0.0.1:6385" });
    expect(grant.headers?.["x-auth-token"]?.reveal()).toBe("notused");
  });

  it("noAuth needs no endpoint", async () => {
    expect(await noAuth().authenticate(fakeContext().context)).not.toHaveProperty("endpoint");
  });

  it("httpBasic encodes name and password as UTF-8", async () => {
    const grant = await httpBasic({ username: "jörg", password: "pä:ß" }).authenticate(fakeContext().context);
    expect(grant.headers?.authorization?.reveal()).toBe("Basic asO2cmc6cMOkOsOf");
  });

  it.each([noAuth(), httpBasic({ username: "u", password: "p" })])("$type has no scope to change", async (method) => {
    expect(await errorOf(() => method.withScope("unscoped"))).toMatchObject({ code: "INVALID_SCOPE" });
  });
});

describe("X11: secrets", () => {
  const SECRET = "hunter2-very-secret";
  const all: readonly AuthMethod[] = [
    withPassword({ password: SECRET }),
    withPassword({ password: SECRET }).withScope("unscoped"),
    token({ authUrl, token: SECRET }),
    applicationCredential({ authUrl, id: "AC", secret: SECRET }),
    httpBasic({ username: "u", password: SECRET }),
  ];

  it.each(all)("$type never shows its secret", async (method) => {
    const grant = await method.authenticate(fakeContext({ headers: { "x-subject-token": SECRET } }).context);
    const encoded = Buffer.from(`u:${SECRET}`).toString("base64");
    for (const shown of [method, grant, await method.proof?.()]) {
      const text = `${inspect(shown, { depth: 9, showHidden: true })} ${JSON.stringify(shown)} ${String(shown)}`;
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(encoded);
    }
  });

  it.each([
    [500, `sent ${SECRET}`],
    [401, { error: { message: `No ${SECRET} here.` } }],
    [500, { echo: { identity: [SECRET] } }],
    [503, { error: { message: `Could not find token: ${SECRET}.` } }],
  ])("that Keystone repeats in a %i are not passed on", async (status, body) => {
    const methods = [withPassword({ password: SECRET }), token({ authUrl, token: SECRET })];
    for (const method of [...methods, token({ authUrl, token: SECRET, projectId: "P" })]) {
      const error = await errorOf(() => method.authenticate(fakeContext({ status, body }).context));
      expect(isOpenStackError(error)).toBe(true);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(SECRET);
      expect(JSON.stringify(error instanceof HttpError && error.body)).not.toContain(SECRET);
    }
  });

  it("gives the proof to a token store", async () => {
    const proof = await withPassword({ password: SECRET }).proof?.();
    expect(proof?.reveal()).toBe(SECRET);
  });
});
