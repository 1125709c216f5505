import { describe, expect, it } from "vitest";
import { type AuthMethod, k2k, memoryTokenStore, multiFactor, password, type Session } from "../../../src/index.ts";
import { failure } from "../../support/failure.ts";
import { withCloud } from "../../support/with-cloud.ts";
import { CAREFUL, code, scope, user } from "./careful.ts";

const there = withCloud(() => ({ users: [{ name: "careful", password: "other" }] }));
const here = withCloud(() => ({
  users: [CAREFUL, { name: "service", password: "s", projects: ["service"] }],
  serviceProviders: { partner: there.cloud.authUrl },
}));
const connect = (auth: AuthMethod): Session => here.connect({ auth });

describe("Keystone to Keystone", () => {
  const home = (): AuthMethod => password({ ...here.cloud.credentials });

  it("logs in to the other cloud as who one is at home", async () => {
    there.cloud.clearRequests();
    const session = connect(k2k({ auth: home(), serviceProvider: "partner", ...scope }));
    const identity = await session.authenticate();
    expect(identity).toMatchObject({ user: { name: "demo" }, project: { name: "demo" }, methods: ["saml2", "token"] });
    expect((await session.adapter("compute").endpoint()).url).toBe(`${there.cloud.url}/compute/v2.1/`);
    expect((await session.adapter("compute").get("/servers")).status).toBe(200);
    const places = there.cloud.requests.map(({ method, path }) => `${method} ${path}`);
    expect(places.slice(0, 3)).toEqual([
      "POST /identity/Shibboleth.sso/SAML2/ECP",
      "GET /identity/v3/OS-FEDERATION/identity_providers/embedded/protocols/saml2/auth",
      "POST /identity/v3/auth/tokens",
    ]);
  });

  it("asks at home for one passcode, however many scopes of the other cloud there are", async () => {
    const authMethods = ["v3password", "v3totp"] as const;
    const { authUrl } = here.cloud;
    const auth = multiFactor({ authUrl, authMethods, ...user, ...scope, password: "p", passcode: code() });
    const session = connect(k2k({ auth, serviceProvider: "partner" }));
    for (const project of await session.projects()) {
      const scoped = session.withScope({ project });
      expect((await scoped.adapter("compute").get("/servers")).status).toBe(200);
      await scoped.revoke();
      expect(await scoped.authenticate()).toMatchObject({ project: { name: "demo" } });
    }
  });

  it("revokes the token at the other cloud, which its catalog names", async () => {
    there.cloud.clearRequests();
    const session = connect(k2k({ auth: home(), serviceProvider: "partner", ...scope }));
    const id = (await session.token()) ?? "";
    await session.revoke();
    expect(there.cloud.count("DELETE /identity/v3/auth/tokens")).toBe(1);
    const headers = { "x-auth-token": id };
    expect((await fetch(`${there.cloud.url}/compute/v2.1/servers`, { headers })).status).toBe(401);
  });

  it("tells without a scope what there is at the other cloud, and revokes there", async () => {
    const tokenStore = memoryTokenStore();
    const auth = k2k({ auth: home(), serviceProvider: "partner" });
    // The second finds the token in the store.
    for (const session of [here.connect({ auth, tokenStore }), here.connect({ auth, tokenStore })]) {
      expect(await session.projects()).toMatchObject([{ name: "demo" }]);
      expect(await session.domains()).toMatchObject([{ id: "default" }]);
      expect(await session.system()).toBe(true);
    }
    const session = connect(auth);
    const headers = { "x-auth-token": (await session.token()) ?? "" };
    await session.revoke();
    expect((await fetch(`${there.cloud.authUrl}/v3/auth/projects`, { headers })).status).toBe(401);
  });

  it("never shows the other cloud's token to the home cloud", async () => {
    const session = connect(k2k({ auth: home(), serviceProvider: "partner" }));
    const id = await session.token();
    expect((await session.adapter("identity").get("/auth/projects")).status).toBe(200);
    expect(id).toBeDefined();
    expect(here.cloud.requests.some(({ headers }) => Object.values(headers).includes(id ?? ""))).toBe(false);
  });

  it("says which clouds there are when it is another one", async () => {
    const session = connect(k2k({ auth: home(), serviceProvider: "elsewhere", ...scope }));
    expect(await failure(session.authenticate())).toMatchObject({
      code: "UNSUPPORTED_AUTH",
      message: expect.stringContaining("it names partner"),
    });
  });

  it("fails when the other cloud does not know the user, and when home does not vouch", async () => {
    const { authUrl } = here.cloud;
    const stranger = password({ authUrl, username: "service", userDomainName: "Default", password: "s" });
    const unscoped = connect(k2k({ auth: stranger, serviceProvider: "partner" }));
    expect(await failure(unscoped.authenticate())).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
    const auth = stranger.withScope({ project: { name: "service", domain: { name: "Default" } } });
    const unknown = connect(k2k({ auth, serviceProvider: "partner" }));
    expect(await failure(unknown.authenticate())).toMatchObject({ name: "HttpError", status: 500 });
  });
});
