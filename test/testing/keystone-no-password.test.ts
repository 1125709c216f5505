import { describe, expect, it } from "vitest";
import { startCloud } from "../../src/testing/index.ts";
import { withCloud } from "../support/with-cloud.ts";
import { login, projectScope, REFUSED, send } from "./client.ts";

const here = withCloud();

describe("application credentials", () => {
  const withCredential = (details: object, scope?: unknown): Promise<{ status: number; json(): unknown }> => {
    const identity = { methods: ["application_credential"], application_credential: details };
    return login(here.cloud, { auth: { identity, ...(scope === undefined ? {} : { scope }) } });
  };

  it("are found by id, by name and user id, and by name and user name", async () => {
    const { id, name, secret, userId } = here.cloud.applicationCredential;
    const users = [{ id: userId }, { name: "demo", domain: { name: "Default" } }];
    for (const details of [{ id, secret }, ...users.map((user) => ({ name, secret, user }))]) {
      const reply = await withCredential(details);
      expect(reply.status).toBe(201);
      expect(reply.json()).toMatchObject({
        token: { project: { name: "demo" }, application_credential: { id, name, restricted: true } },
      });
    }
  });

  it("are refused with a wrong secret", async () => {
    const reply = await withCredential({ id: here.cloud.applicationCredential.id, secret: "wrong" });
    expect(reply.status).toBe(401);
    expect(reply.json()).toEqual(REFUSED);
  });

  it("take no scope", async () => {
    const { id, secret } = here.cloud.applicationCredential;
    const reply = await withCredential({ id, secret }, projectScope(here.cloud));
    expect(reply.status).toBe(401);
    expect(reply.json()).toMatchObject({
      error: { message: expect.stringContaining("Application credentials cannot request a scope.") },
    });
  });

  it("are not found by an unknown id", async () => {
    expect((await withCredential({ id: "x", secret: "y" })).status).toBe(404);
  });
});

describe("identity providers", () => {
  const door = (provider: string, protocol: string): string =>
    `/v3/OS-FEDERATION/identity_providers/${provider}/protocols/${protocol}/auth`;
  const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
  const known: Record<string, string> = { T1: "demo", T2: "nobody" };

  it("let their users in with a bearer token, unscoped", async () => {
    await using federated = await startCloud({
      identityProviders: [{ id: "a b", protocol: "mapped", userOf: (token) => known[token] }],
    });
    const reply = await send(federated.authUrl + door("a%20b", "mapped"), { method: "POST", headers: bearer("T1") });
    expect(reply.status).toBe(201);
    const { token } = reply.json();
    expect(token).toMatchObject({
      methods: ["mapped"],
      user: {
        name: "demo",
        "OS-FEDERATION": { identity_provider: { id: "a b" }, protocol: { id: "mapped" }, groups: [] },
      },
    });
    expect(token).not.toHaveProperty("catalog");
  });

  it.each([
    ["a", "openid", "T2", 401],
    ["a", "openid", "T3", 401],
    ["a", "saml2", "T1", 404],
    ["b", "openid", "T1", 404],
  ])("refuse at %s/%s the token %s with %i", async (provider, protocol, token, status) => {
    await using federated = await startCloud({ identityProviders: [{ id: "a", userOf: (text) => known[text] }] });
    const reply = await send(federated.authUrl + door(provider, protocol), { method: "POST", headers: bearer(token) });
    expect(reply.status).toBe(status);
    expect(reply.json()).toMatchObject({ error: { code: status } });
  });
});

describe("OAuth 2", () => {
  const ask = (text: string, body: string): ReturnType<typeof send> => {
    const headers = {
      authorization: `Basic ${Buffer.from(text).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
    };
    return send(`${here.cloud.authUrl}/v3/OS-OAUTH2/token`, { method: "POST", headers, body });
  };

  it("gives an application credential a token of its project", async () => {
    const { id, secret } = here.cloud.applicationCredential;
    const reply = await ask(`${id}:${secret}`, "grant_type=client_credentials");
    expect(reply.status).toBe(200);
    expect(reply.json()).toMatchObject({ token_type: "Bearer", expires_in: 3600 });
    const token = String(reply.json().access_token);
    const headers = { "x-auth-token": token, "x-subject-token": token };
    const shown = await send(`${here.cloud.authUrl}/v3/auth/tokens`, { headers });
    expect(shown.json()).toMatchObject({ token: { methods: ["application_credential"], project: { name: "demo" } } });
  });

  it("refuses in OAuth's words", async () => {
    const { id, secret } = here.cloud.applicationCredential;
    const wrong = await ask(`${id}:wrong`, "grant_type=client_credentials");
    expect([wrong.status, wrong.json().error]).toEqual([401, "invalid_client"]);
    const other = await ask(`${id}:${secret}`, "grant_type=password");
    expect([other.status, other.json().error]).toEqual([400, "unsupported_grant_type"]);
  });
});
