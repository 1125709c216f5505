import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type EmbeddedCloud, startCloud, totpCode } from "../../src/testing/index.ts";
import { login, passwordLogin, projectScope, send, tokenOf } from "./client.ts";

// The secret of RFC 6238, "12345678901234567890".
const totpSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

let cloud: EmbeddedCloud;
beforeAll(async () => {
  cloud = await startCloud({
    users: [{ name: "careful", password: "p", totpSecret, mfaRules: [["totp", "password"], ["oauth1"]] }],
  });
});
afterAll(() => cloud.close());

function careful(method: "password" | "totp", secret: object): object {
  const user = { name: "careful", domain: { id: "default" }, ...secret };
  return { auth: { identity: { methods: [method], [method]: { user } } } };
}

describe("passcodes", () => {
  it.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
    [20_000_000_000, "353130"],
  ])("are those of RFC 6238 at %i s", (seconds, code) => {
    expect(totpCode(totpSecret, seconds * 1000)).toBe(code);
  });

  it("count for this half minute and the one before", async () => {
    const now = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now });
    try {
      const challenged = async (passcode: unknown): Promise<boolean> =>
        "openstack-auth-receipt" in (await login(cloud, careful("totp", { passcode }))).headers;
      expect(await challenged(totpCode(totpSecret, now))).toBe(true);
      expect(await challenged(totpCode(totpSecret, now - 30_000))).toBe(true);
      for (const passcode of [totpCode(totpSecret, now - 90_000), "", undefined]) {
        expect(await challenged(passcode)).toBe(false);
      }
    } finally {
      vi.useRealTimers();
    }
  });

  it("need a secret in base32", async () => {
    const users = [{ name: "u", password: "p", totpSecret: "not base32!" }];
    await expect(startCloud({ users })).rejects.toMatchObject({ code: "INVALID_VALUE", key: "totpSecret" });
  });
});

describe("a receipt", () => {
  it("looks like Keystone's, and names the rules that were begun", async () => {
    const reply = await login(cloud, careful("password", { password: "p" }));
    expect(reply.status).toBe(401);
    expect(reply.headers["openstack-auth-receipt"]).toMatch(/^gAAAAA/);
    expect(reply.json()).toEqual({
      receipt: {
        methods: ["password"],
        user: { id: expect.any(String), name: "careful", domain: { id: "default", name: "Default" } },
        issued_at: expect.stringMatching(/\.\d{6}Z$/),
        expires_at: expect.stringMatching(/\.\d{6}Z$/),
      },
      required_auth_methods: [["totp", "password"]],
    });
  });
});

describe("what Keystone does not have", () => {
  it("is a method that it answers with those it has", async () => {
    const reply = await login(cloud, { auth: { identity: { methods: ["kerberos"], kerberos: {} } } });
    expect(reply.status).toBe(401);
    expect(reply.json()).toEqual({
      error: {
        code: 401,
        identity: { methods: ["password", "token", "totp", "application_credential", "oauth1"] },
        message: "Attempted to authenticate with an unsupported method.",
        title: "Unauthorized",
      },
    });
  });

  it.each(["/v3/nothing", "/elsewhere/v3/auth/tokens"])("is the page at %s, with and without a token", async (path) => {
    const token = tokenOf(await login(cloud, passwordLogin(cloud, projectScope(cloud))));
    for (const headers of [{}, { "x-auth-token": token }]) {
      const reply = await send(`${cloud.authUrl}${path}`, { headers });
      expect(reply.status).toBe(404);
      expect(reply.headers["content-type"]).toMatch(/^text\/html/);
      expect(reply.text).toContain("<title>404 Not Found</title>");
    }
  });
});

describe("a service's token", () => {
  it("keeps the user's good for a while after its end, and must be good itself", async () => {
    const user = tokenOf(await login(cloud, passwordLogin(cloud, projectScope(cloud))));
    cloud.expire();
    const service = tokenOf(await login(cloud, passwordLogin(cloud, projectScope(cloud))));
    const servers = (headers: Record<string, string>): ReturnType<typeof send> =>
      send(`${cloud.url}/compute/v2.1/servers`, { headers });
    expect((await servers({ "x-auth-token": user })).status).toBe(401);
    expect((await servers({ "x-auth-token": user, "x-service-token": service })).status).toBe(200);
    expect((await servers({ "x-auth-token": service, "x-service-token": user })).status).toBe(401);
    cloud.revoke(user);
    expect((await servers({ "x-auth-token": user, "x-service-token": service })).status).toBe(401);
  });
});

describe("Keystone to Keystone", () => {
  it("gives no assertion without a good token for a scope and a known cloud", async () => {
    const url = `${cloud.authUrl}/v3/auth/OS-FEDERATION/saml2/ecp`;
    const ask = async (id: string, provider: string): Promise<number> => {
      const identity = { methods: ["token"], token: { id } };
      const body = { auth: { identity, scope: { service_provider: { id: provider } } } };
      return (await send(url, { method: "POST", body })).status;
    };
    const scoped = tokenOf(await login(cloud, passwordLogin(cloud, projectScope(cloud))));
    const unscoped = tokenOf(await login(cloud, passwordLogin(cloud)));
    expect([await ask("x", "p"), await ask(unscoped, "p"), await ask(scoped, "p")]).toEqual([401, 403, 404]);
    expect((await send(url, { method: "POST", body: {} })).status).toBe(400);
  });

  it("opens no session for an assertion of nobody's", async () => {
    const sp = `${cloud.authUrl}/Shibboleth.sso/SAML2/ECP`;
    const headers = { "content-type": "application/vnd.paos+xml" };
    for (const body of ["", "<Assertion>e30.forged</Assertion>"]) {
      expect((await send(sp, { method: "POST", headers, body })).status).toBe(500);
    }
    const tokens = `${cloud.authUrl}/v3/OS-FEDERATION/identity_providers/embedded/protocols/saml2/auth`;
    expect((await send(tokens, { headers: { cookie: "_shibsession_embedded=_abc" } })).status).toBe(401);
  });
});
