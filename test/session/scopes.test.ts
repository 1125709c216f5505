import { describe, expect, it } from "vitest";
import {
  type AuthMethod,
  applicationCredential,
  noAuth,
  oauth2ClientCredentials,
  password,
  type Session,
} from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { withCloud } from "../support/with-cloud.ts";

const here = withCloud(() => ({
  users: [
    { name: "owner", password: "owner-secret", projects: ["web", "shop"], admin: true },
    { name: "guest", password: "guest-secret", projects: ["web"] },
  ],
}));
const { logins } = here;
const connect = (auth: AuthMethod): Session => here.connect({ auth });

function login(username: string, projectName?: string): AuthMethod {
  const scope = projectName === undefined ? {} : { projectName, projectDomainName: "Default" };
  const { authUrl } = here.cloud.credentials;
  return password({ authUrl, username, userDomainName: "Default", password: `${username}-secret`, ...scope });
}

describe("what a user may log in to", () => {
  it("is told to an unscoped token too", async () => {
    const session = connect(login("owner"));
    const [projects, domains, system] = await Promise.all([session.projects(), session.domains(), session.system()]);
    expect(projects).toEqual([
      expect.objectContaining({ id: expect.any(String), name: "web", domainId: "default", enabled: true }),
      expect.objectContaining({ name: "shop" }),
    ]);
    expect(domains).toEqual([expect.objectContaining({ id: "default", name: "Default" })]);
    expect(system).toBe(true);
    expect(await connect(login("guest", "web")).domains()).toEqual([]);
    expect(await connect(login("guest", "web")).system()).toBe(false);
  });

  it("is asked of Identity at the auth URL, whatever the catalog says, and survives junk", async () => {
    const session = connect(login("guest", "web"));
    for (const body of ["null", "[]", '{"projects":{}}', '{"projects":[null,1,{"name":"no id"}]}']) {
      const junk = here.cloud.fault({ path: /auth\/projects/, status: 200, body, times: 1 });
      expect(await session.projects(), body).toEqual([]);
      junk.remove();
    }
    expect(await failure(connect(noAuth({})).projects())).toMatchObject({ code: "NO_CATALOG" });
  });
});

describe("another scope", () => {
  it("has a token of its own and shares connections and version documents", async () => {
    const session = connect(login("owner", "web"));
    await session.adapter("compute").endpoint();
    const [, shop] = await session.projects();
    if (shop === undefined) throw new Error("no second project");
    here.cloud.clearRequests();
    const scoped = session.withScope({ project: shop });
    expect((await scoped.authenticate()).project).toMatchObject({ name: "shop" });
    await scoped.adapter("compute").endpoint();
    expect(here.cloud.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /identity/v3/auth/tokens",
    ]);
    expect((await session.authenticate()).project).toMatchObject({ name: "web" });
  });

  it("is one login for all who ask for it, side by side or one after the other", async () => {
    const session = connect(login("owner"));
    const [web, shop] = await session.projects();
    if (web === undefined || shop === undefined) throw new Error("no two projects");
    here.cloud.clearRequests();
    const scoped = (): Session => session.withScope({ project: web });
    const tokens = await Promise.all(Array.from({ length: 20 }, () => scoped().token()));
    expect(new Set(tokens).size).toBe(1);
    expect(await scoped().withScope({ project: shop }).withScope({ project: web }).token()).toBe(tokens[0]);
    expect(logins()).toBe(1);
    expect(await scoped().withScope({ project: shop }).token()).not.toBe(tokens[0]);
    const guest = session.connectAs(login("guest"));
    expect((await guest.withScope({ project: web }).authenticate()).user).toMatchObject({ name: "guest" });
  });

  it("that is the session's own is the session's own token", async () => {
    const session = connect(login("owner", "web"));
    const own = session.withScope({ project: { name: "web", domain: { name: "Default" } } });
    expect(await own.token()).toBe(await session.token());
  });

  it("may be a project by name, a domain, the system, or none", async () => {
    const session = connect(login("owner", "web"));
    const byName = session.withScope({ project: { name: "shop", domain: { name: "Default" } } });
    expect((await byName.authenticate()).project).toMatchObject({ name: "shop" });
    const [domain] = await session.domains();
    if (domain === undefined) throw new Error("no domain");
    expect((await session.withScope({ domain }).authenticate()).domain).toMatchObject({ id: "default" });
    expect((await session.withScope({ system: "all" }).authenticate()).system).toBe(true);
    expect(await session.withScope("unscoped").authenticate()).toMatchObject({ project: undefined, system: false });
  });

  it("keeps region, interface and overrides, and leaves closing to the first session", async () => {
    const session = connect(login("owner", "web"));
    const scoped = session.with({ interface: "internal" }).withScope({ system: "all" });
    expect(await scoped.adapter("compute").endpoint()).toMatchObject({ interface: "internal" });
    await scoped.close();
    await session.with({ region: "RegionOne" }).close();
    expect((await session.adapter("compute").get("/servers")).status).toBe(200);
    await session.close();
    expect(await failure(scoped.reauthenticate())).toMatchObject({ name: "TransportError", code: "SESSION_CLOSED" });
  });

  it.each([
    null,
    "scoped",
    {},
    { project: {} },
    { project: "web" },
    { project: { name: "web" } },
    { project: { id: "" } },
    { system: true },
    { trust: 1 },
    { project: { id: "a" }, domain: { id: "b" } },
  ])("is refused before anything is sent when it is %j", async (scope) => {
    const session = connect(login("owner", "web"));
    const refused = await failure(Promise.resolve().then(() => Reflect.apply(session.withScope, session, [scope])));
    expect(refused).toMatchObject({ name: "AuthError", code: "INVALID_SCOPE" });
  });

  it("cannot be had with an application credential, which has its own", async () => {
    const { id, secret } = here.cloud.applicationCredential;
    const session = connect(applicationCredential({ authUrl: here.cloud.credentials.authUrl, id, secret }));
    const refused = await failure(Promise.resolve().then(() => session.withScope("unscoped")));
    expect(refused).toMatchObject({ code: "INVALID_SCOPE" });
  });
});

describe("somebody else", () => {
  it("logs in over the same connections", async () => {
    const session = connect(login("owner", "web"));
    const guest = session.connectAs(login("guest", "web"));
    expect((await guest.authenticate()).user).toMatchObject({ name: "guest" });
    expect((await session.authenticate()).user).toMatchObject({ name: "owner" });
  });
});

describe("the token", () => {
  it("is given out on request, renewed on request, and revoked", async () => {
    const session = connect(login("owner", "web"));
    const first = await session.token();
    expect(await session.token()).toBe(first);
    await session.reauthenticate();
    const second = await session.token();
    expect(second).not.toBe(first);

    here.cloud.clearRequests();
    await session.revoke();
    expect(here.cloud.requests.map(({ method }) => method)).toEqual(["DELETE"]);
    const asked = await fetch(`${here.cloud.credentials.authUrl}/v3/auth/tokens`, {
      headers: { "x-auth-token": (await session.token()) ?? "", "x-subject-token": second ?? "" },
    });
    expect(asked.status).toBe(404);
    expect(logins()).toBe(1);
  });

  it("is not fetched to be revoked, and one that has ended counts as revoked", async () => {
    const session = connect(login("owner", "web"));
    here.cloud.clearRequests();
    await session.revoke();
    expect(here.cloud.requests).toEqual([]);
    await session.authenticate();
    here.cloud.revoke();
    await session.revoke();
    expect(logins()).toBe(1);
  });

  it("is still there when Keystone fails to revoke it, so that it can be tried again", async () => {
    const session = connect(login("owner", "web"));
    const token = await session.token();
    const fault = here.cloud.fault({ method: "DELETE", path: /auth\/tokens/, status: 500 });
    expect(await failure(session.revoke())).toMatchObject({ code: "SERVER_ERROR" });
    expect(await session.token()).toBe(token);
    fault.remove();
    await session.revoke();
    expect(await session.token()).not.toBe(token);
  });

  it("is revoked although it is only on its way", async () => {
    const session = connect(login("owner", "web"));
    const slow = here.cloud.fault({ method: "POST", path: /auth\/tokens/, delay: 100, times: 1 });
    const coming = session.token();
    await session.revoke();
    slow.remove();
    here.cloud.clearRequests();
    expect(await session.token()).not.toBe(await coming);
    expect(logins()).toBe(1);
  });

  it("is revoked together with the bearer token that goes with it, as often as it takes", async () => {
    const { authUrl } = here.cloud.credentials;
    const { id, secret } = here.cloud.applicationCredential;
    const oauth2Endpoint = `${authUrl}/v3/OS-OAUTH2/token`;
    const client = oauth2ClientCredentials({
      authUrl,
      oauth2Endpoint,
      oauth2ClientId: id,
      oauth2ClientSecret: secret,
    });
    const given: string[] = [];
    const session = connect({
      ...client,
      authenticate: async (context) => {
        const grant = await client.authenticate(context);
        given.push(grant.headers?.authorization?.reveal().replace("Bearer ", "") ?? "");
        if (grant.kind === "token") given.push(grant.token.reveal());
        return grant;
      },
    });
    await session.authenticate();
    const fault = here.cloud.fault({ method: "DELETE", path: /auth\/tokens/, status: 500, times: 1 });
    expect(await failure(session.revoke())).toMatchObject({ code: "SERVER_ERROR" });
    fault.remove();
    await session.revoke();
    for (const token of given) {
      const asked = await fetch(`${authUrl}/v3/auth/tokens`, {
        headers: { "x-auth-token": token, "x-subject-token": token },
      });
      expect(asked.status).toBe(401);
    }
    expect(new Set(given).size).toBe(2);
  });

  it("is undefined for methods that have none", async () => {
    expect(await connect(noAuth({ endpoint: here.cloud.url })).token()).toBeUndefined();
  });

  it("tells how it came about", async () => {
    const session = connect(login("owner", "web"));
    const identity = await session.authenticate();
    expect(identity).toMatchObject({ methods: ["password"], trust: undefined, auditIds: [expect.any(String)] });
    expect(identity.issuedAt?.getTime()).toBeLessThan(identity.expiresAt?.getTime() ?? 0);
    const { id, secret } = here.cloud.applicationCredential;
    const machine = connect(applicationCredential({ authUrl: here.cloud.credentials.authUrl, id, secret }));
    expect((await machine.authenticate()).applicationCredential).toMatchObject({ id });
  });
});
