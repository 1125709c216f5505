import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { Grant } from "../../../src/auth/method.ts";
import { adminToken } from "../../../src/auth/methods/admin-token.ts";
import { httpBasic } from "../../../src/auth/methods/http-basic.ts";
import { noAuth } from "../../../src/auth/methods/no-auth.ts";
import { tokenlessAuth } from "../../../src/auth/methods/tokenless-auth.ts";
import { errorOf, fakeContext } from "../fake-keystone.ts";

const authUrl = "https://k.example/v3";

function headersOf(grant: Grant): Record<string, string> {
  return Object.fromEntries(Object.entries(grant.headers ?? {}).map(([name, value]) => [name, value.reveal()]));
}

describe("adminToken", () => {
  it("sends its token to its endpoint and asks nobody", async () => {
    const { context, sent } = fakeContext();
    const method = adminToken({ endpoint: "https://ironic.example:6385/", token: "ADMIN" });
    const grant = await method.authenticate(context);
    expect(sent).toEqual([]);
    expect(grant).toMatchObject({ kind: "static", endpoint: "https://ironic.example:6385" });
    expect(headersOf(grant)).toEqual({ "x-auth-token": "ADMIN" });
    expect(method).toMatchObject({ type: "admin_token", proof: undefined });
    expect(inspect([method, grant], { depth: 9, showHidden: true }) + JSON.stringify(grant)).not.toContain("ADMIN");
  });

  it("sends no white space around the token", async () => {
    const grant = await adminToken({ token: "T\n" }).authenticate(fakeContext().context);
    expect(headersOf(grant)).toEqual({ "x-auth-token": "T" });
  });

  it("needs no endpoint, but a token, and has no scope", async () => {
    expect(await adminToken({ token: "T" }).authenticate(fakeContext().context)).not.toHaveProperty("endpoint");
    const none = await errorOf(() => Reflect.apply(adminToken, undefined, [{ endpoint: authUrl }]));
    expect(none).toMatchObject({ code: "MISSING_VALUE", key: "token" });
    expect(await errorOf(() => adminToken({ token: "T" }).withScope("unscoped"))).toMatchObject({
      code: "INVALID_SCOPE",
    });
  });
});

describe("tokenlessAuth", () => {
  it.each([
    [{ projectId: "P" }, { "x-project-id": "P" }],
    [
      { projectName: "P", projectDomainId: "D" },
      { "x-project-name": "P", "x-project-domain-id": "D" },
    ],
    [
      { projectName: "P x", projectDomainName: "D" },
      { "x-project-name": "P x", "x-project-domain-name": "D" },
    ],
    [{ domainId: "D" }, { "x-domain-id": "D" }],
    [{ domainName: "D" }, { "x-domain-name": "D" }],
  ])("says %j in headers and sends no token", async (scope, headers) => {
    const { context, sent } = fakeContext();
    const method = tokenlessAuth({ authUrl, ...scope });
    const grant = await method.authenticate(context);
    expect(sent).toEqual([]);
    expect(method).toMatchObject({ type: "v3tokenlessauth", authUrl });
    expect(grant).toMatchObject({ kind: "static" });
    expect(grant).not.toHaveProperty("endpoint");
    expect(headersOf(grant)).toEqual(headers);
  });

  it("changes its scope", async () => {
    const method = tokenlessAuth({ authUrl, projectId: "P" }).withScope({ domain: { id: "D" } });
    expect(headersOf(await method.authenticate(fakeContext().context))).toEqual({ "x-domain-id": "D" });
  });

  it.each([{}, { projectName: "P" }, { projectId: "P", domainId: "D" }, { systemScope: "all" }, { trustId: "T" }])(
    "refuses the scope %j before any request",
    async (scope) => {
      const error = await errorOf(() => tokenlessAuth({ authUrl, ...scope }));
      expect(error).toMatchObject({ name: "AuthError", code: "INVALID_SCOPE" });
    },
  );

  it.each(["Zoë\u3042", "a\r\nx-evil: 1", " P", "P\u0000"])(
    "refuses the name %j, which no header can hold",
    async (name) => {
      const error = await errorOf(() => tokenlessAuth({ authUrl, projectName: name, projectDomainId: "D" }));
      expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE" });
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
