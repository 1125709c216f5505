import { describe, expect, it } from "vitest";
import type { AuthContext } from "../../src/auth/method.ts";
import { applicationCredential } from "../../src/auth/methods/application-credential.ts";
import { token } from "../../src/auth/methods/token.ts";
import { TransportError } from "../../src/errors/errors.ts";
import { errorOf, fakeContext, TOKEN_BODY, tokenGrant } from "./fake-keystone.ts";
import { authUrl, withPassword } from "./with-password.ts";

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
