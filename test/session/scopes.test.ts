import { describe, expect, it } from "vitest";
import { applicationCredential, noAuth, type Session } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { withPeople } from "./with-people.ts";

const { here, connect, login } = withPeople();
const { logins } = here;

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
