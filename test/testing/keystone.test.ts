import { describe, expect, it } from "vitest";
import { startCloud } from "../../src/testing/index.ts";
import { withCloud } from "../support/with-cloud.ts";
import { login, passwordLogin, projectScope, REFUSED, send, tokenOf } from "./client.ts";

const here = withCloud(() => ({ users: [{ name: "plain", password: "p", projects: ["other"] }] }));

describe("logging in", () => {
  it("gives a project's token with roles and a catalog for a password", async () => {
    const reply = await login(here.cloud, passwordLogin(here.cloud, projectScope(here.cloud)));
    expect(reply.status).toBe(201);
    expect(tokenOf(reply)).toMatch(/^gAAAAA/);
    expect(reply.headers.vary).toBe("X-Auth-Token");
    expect(reply.headers["x-openstack-request-id"]).toMatch(/^req-/);
    const { token } = reply.json();
    expect(token).toMatchObject({
      methods: ["password"],
      user: { name: "demo", domain: { id: "default", name: "Default" }, password_expires_at: null },
      project: { name: "demo", domain: { id: "default", name: "Default" } },
      is_domain: false,
      roles: [{ name: "reader" }, { name: "member" }, { name: "admin" }],
      issued_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      catalog: expect.arrayContaining([expect.objectContaining({ type: "compute", name: "nova" })]),
    });
  });

  it("answers a wrong password, an unknown user and an unknown project alike", async () => {
    const unknownUser = { methods: ["password"], password: { user: { id: "nobody", password: "x" } } };
    const unknownProject = { project: { name: "none", domain: { id: "default" } } };
    const replies = await Promise.all([
      login(here.cloud, passwordLogin(here.cloud, projectScope(here.cloud), "wrong")),
      login(here.cloud, { auth: { identity: unknownUser } }),
      login(here.cloud, passwordLogin(here.cloud, unknownProject)),
    ]);
    for (const reply of replies) {
      expect(reply.status).toBe(401);
      expect(reply.json()).toEqual(REFUSED);
      expect(reply.headers["www-authenticate"]).toBe(`Keystone uri="${here.cloud.authUrl}/v3"`);
    }
  });

  it.each([
    ["domain", { domain: { id: "default" } }, { domain: { id: "default", name: "Default" } }],
    ["system", { system: { all: true } }, { system: { all: true } }],
  ])("scopes a token to the %s", async (_name, scope, expected) => {
    const { token } = (await login(here.cloud, passwordLogin(here.cloud, scope))).json();
    expect(token).toMatchObject(expected);
    expect(token).not.toHaveProperty("project");
  });

  it.each([["unscoped"], [undefined]])("gives a token without catalog and roles for the scope %s", async (scope) => {
    const { token } = (await login(here.cloud, passwordLogin(here.cloud, scope))).json();
    expect(token).not.toHaveProperty("catalog");
    expect(token).not.toHaveProperty("roles");
    expect(token).not.toHaveProperty("project");
  });

  it("keeps a user who is no admin out of domain, system and other people's projects", async () => {
    const user = { name: "plain", domain: { id: "default" }, password: "p" };
    const identity = { methods: ["password"], password: { user } };
    const statuses = await Promise.all(
      [{ system: { all: true } }, { domain: { id: "default" } }, projectScope(here.cloud)].map(
        async (scope) => (await login(here.cloud, { auth: { identity, scope } })).status,
      ),
    );
    expect(statuses).toEqual([401, 401, 401]);
    const own = { project: { name: "other", domain: { id: "default" } } };
    expect((await login(here.cloud, { auth: { identity, scope: own } })).status).toBe(201);
  });

  it("leaves the catalog out when asked to", async () => {
    const body = passwordLogin(here.cloud, projectScope(here.cloud));
    const reply = await send(`${here.cloud.authUrl}/v3/auth/tokens?nocatalog`, { method: "POST", body });
    expect(reply.json().token).not.toHaveProperty("catalog");
    expect(reply.json().token).toHaveProperty("roles");
  });

  it("exchanges a token for one that ends when the first one does", async () => {
    const first = await login(here.cloud, passwordLogin(here.cloud, "unscoped"));
    const identity = { methods: ["token"], token: { id: tokenOf(first) } };
    const second = await login(here.cloud, { auth: { identity, scope: projectScope(here.cloud) } });
    expect(second.status).toBe(201);
    expect(tokenOf(second)).not.toBe(tokenOf(first));
    const [before, after] = [first, second].map((reply) => reply.json().token as { expires_at: string });
    expect(after).toMatchObject({ methods: ["password", "token"], expires_at: before?.expires_at });
  });

  it.each([
    ["{}", "Expecting to find auth in request body."],
    ["{bad", "Expecting to find valid JSON in request body."],
    ['{"auth":{"identity":{"methods":["foo"]}}}', "Expecting to find foo in identity."],
    [
      '{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"x"}}}}}',
      "Expecting to find domain in user.",
    ],
  ])("says what is missing from %s", async (body, message) => {
    const reply = await send(`${here.cloud.authUrl}/v3/auth/tokens`, { method: "POST", body });
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject({ error: { code: 400, message: expect.stringContaining(message) } });
  });

  it.each([{ project: { id: "x" }, domain: { id: "x" } }, { project: { name: "demo" } }])(
    "refuses the half-said scope %j",
    async (scope) => {
      expect((await login(here.cloud, passwordLogin(here.cloud, scope))).status).toBe(400);
    },
  );
});

describe("tokens", () => {
  it("are shown and revoked by their owner", async () => {
    const token = tokenOf(await login(here.cloud, passwordLogin(here.cloud, projectScope(here.cloud))));
    const headers = { "x-auth-token": token, "x-subject-token": token };
    const url = `${here.cloud.authUrl}/v3/auth/tokens`;
    const shown = await send(url, { headers });
    expect(shown.status).toBe(200);
    expect(shown.json()).toMatchObject({ token: { project: { name: "demo" } } });
    const head = await send(url, { method: "HEAD", headers });
    expect([head.status, head.text, tokenOf(head)]).toEqual([200, "", token]);
    expect((await send(url, { method: "DELETE", headers })).status).toBe(204);
    expect((await send(url, { headers })).status).toBe(401);
    expect((await send(`${here.cloud.url}/compute/v2.1/servers`, { headers })).status).toBe(401);
  });

  it("cannot be exchanged any more once revoked", async () => {
    const token = tokenOf(await login(here.cloud, passwordLogin(here.cloud)));
    here.cloud.revoke(token);
    const reply = await login(here.cloud, { auth: { identity: { methods: ["token"], token: { id: token } } } });
    expect(reply.status).toBe(404);
    expect(reply.json()).toEqual({ error: { code: 404, message: "Failed to validate token", title: "Not Found" } });
  });

  it("end when the cloud makes them expire, and new ones work", async () => {
    const token = tokenOf(await login(here.cloud, passwordLogin(here.cloud, projectScope(here.cloud))));
    const url = `${here.cloud.url}/compute/v2.1/servers`;
    expect((await send(url, { headers: { "x-auth-token": token } })).status).toBe(200);
    here.cloud.expire();
    expect((await send(url, { headers: { "x-auth-token": token } })).status).toBe(401);
    const fresh = tokenOf(await login(here.cloud, passwordLogin(here.cloud, projectScope(here.cloud))));
    expect((await send(url, { headers: { "x-auth-token": fresh } })).status).toBe(200);
  });

  it("live as long as the cloud was told", async () => {
    await using short = await startCloud({ tokenLifetime: 60, services: ["compute"] });
    const reply = await login(short, passwordLogin(short, projectScope(short)));
    const { issued_at, expires_at } = reply.json().token as { issued_at: string; expires_at: string };
    expect(Date.parse(expires_at) - Date.parse(issued_at)).toBe(60);
    await new Promise((resolve) => setTimeout(resolve, 80));
    const headers = { "x-auth-token": tokenOf(reply) };
    expect((await send(`${short.url}/compute/v2.1/servers`, { headers })).status).toBe(401);
  });
});

describe("what a token's owner may see", () => {
  it("is the catalog, projects, domains and system", async () => {
    const headers = {
      "x-auth-token": tokenOf(await login(here.cloud, passwordLogin(here.cloud, projectScope(here.cloud)))),
    };
    const get = async (what: string): Promise<unknown> =>
      (await send(`${here.cloud.authUrl}/v3/auth/${what}`, { headers })).json();
    expect(await get("projects")).toMatchObject({ projects: [{ name: "demo", domain_id: "default" }] });
    expect(await get("domains")).toMatchObject({ domains: [{ id: "default", name: "Default" }] });
    expect(await get("system")).toMatchObject({ system: [{ all: true }] });
    expect(await get("catalog")).toMatchObject({ catalog: expect.any(Array) });
  });

  it("has no catalog without a scope", async () => {
    const headers = { "x-auth-token": tokenOf(await login(here.cloud, passwordLogin(here.cloud, "unscoped"))) };
    expect((await send(`${here.cloud.authUrl}/v3/auth/catalog`, { headers })).status).toBe(403);
  });
});
