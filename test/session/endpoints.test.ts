import { describe, expect, it } from "vitest";
import { adapter, noAuth, password, ServiceType, Session, type SessionOptions } from "../../src/index.ts";
import { startCloud } from "../../src/testing/index.ts";
import { failure } from "../support/failure.ts";
import { withCloud } from "../support/with-cloud.ts";

const here = withCloud(() => ({ regions: ["RegionOne", "RegionTwo"], servers: 25 }));

function connect(options: Partial<SessionOptions> = {}): Session {
  return here.connect({ region: "RegionOne", ...options });
}

describe("endpoints", () => {
  it("negotiates, narrows and sends the microversion", async () => {
    const compute = connect().adapter(ServiceType.Compute);
    const nova = await compute.negotiate(["2.999", "2.79", "2.1"]);
    expect(nova.microversion).toBe("2.79");
    await nova.get("/servers");
    expect(here.cloud.requests.at(-1)?.headers["openstack-api-version"]).toBe("compute 2.79");
    expect(await failure(compute.negotiate(["2.999"]))).toMatchObject({
      code: "MICROVERSION_NOT_SUPPORTED",
      message: expect.stringContaining("2.104"),
    });
  });

  it("looks elsewhere with the same token", async () => {
    const session = connect();
    await session.authenticate();
    here.cloud.clearRequests();
    const other = session.with({ region: "RegionTwo", interface: "internal" });
    expect(await other.adapter("compute").endpoint()).toMatchObject({
      region: "RegionTwo",
      interface: "internal",
      url: expect.stringContaining("/RegionTwo/compute/v2.1"),
    });
    expect(here.cloud.count(/auth\/tokens/)).toBe(0);
  });

  it("finds every service of the catalog at a URL of its own, none in error", async () => {
    const reports = await connect().versions();
    expect(reports.length).toBeGreaterThan(45);
    expect(reports.filter(({ error }) => error !== undefined)).toEqual([]);
    for (const { service, url } of reports) expect(url, service).toContain(`/${service}`);
  });

  it("protocol §4.11: a service without version documents offers the version of its URL, without the account", async () => {
    const [swift] = (await connect().versions()).filter(({ service }) => service === "object-store");
    expect(swift?.url).toMatch(/\/v1\/AUTH_\w+$/);
    const url = swift?.url.replace(/AUTH_\w+$/, "");
    expect(swift?.versions).toEqual([{ id: "v1", version: "1.0", status: "CURRENT", url, microversions: undefined }]);
  });

  it("does not let one broken service spoil the rest", async () => {
    const fault = here.cloud.fault({ path: /^\/network/, status: 500 });
    const reports = await connect().versions();
    fault.remove();
    const broken = reports.find(({ service }) => service === "network");
    expect(broken?.error).toMatchObject({ code: "DISCOVERY_FAILED" });
    expect(broken?.versions).toEqual([]);
    expect(reports.find(({ service }) => service === "compute")?.version).toBe("2.1");
  });

  it("protocol §2.10 FIX: the chosen major version holds for endpoint() too", async () => {
    expect(await failure(connect().adapter("block-storage", { version: 2 }).endpoint())).toMatchObject({
      code: "VERSION_NOT_FOUND",
    });
  });

  it("an unknown service is an endpoint error that lists what there is", async () => {
    expect(await failure(connect().adapter("acme:widgets").get("/x"))).toMatchObject({
      code: "SERVICE_NOT_FOUND",
      message: expect.stringContaining("compute"),
    });
  });

  it("manila, which refuses latest, is asked for the highest version it has", async () => {
    const shares = connect().adapter("shared-file-system").at("latest");
    await shares.get("/shares", { check: false });
    expect(here.cloud.requests.at(-1)?.headers["x-openstack-manila-api-version"]).toBe("2.99");
  });

  it("protocol §5.4 FIX: latest may be an adapter's default and is sent as it is, not refused", async () => {
    const compute = connect().adapter("compute", { microversion: "latest" });
    const answer = await compute.get("/servers").catch((error: unknown) => error);
    expect(answer).not.toBeInstanceOf(Error);
    expect(answer).toMatchObject({ status: 200 });
    expect(here.cloud.requests.at(-1)?.headers["openstack-api-version"]).toBe("compute latest");
  });

  it("protocol §3.4: an alias that means a major version contradicts every range without it", async () => {
    const session = connect();
    for (const version of [2, 4, { min: 4 }, { max: 2 }] as const) {
      const refused = await failure(Promise.resolve().then(() => session.adapter("volumev3", { version })));
      expect(refused).toMatchObject({ code: "VERSION_NOT_FOUND", message: expect.stringContaining("major version 3") });
    }
    for (const version of [3, { min: 2 }, { max: 3 }, { min: 1, max: 9 }] as const) {
      expect(session.adapter("volumev3", { version }).major).toBe(3);
    }
  });

  it("protocol §4.2 FIX: documents that want to know who asks are told the asker, not the first session's user", async () => {
    const guest = { name: "guest", password: "guest", projects: ["demo"] };
    const guarded = await startCloud({ services: ["compute"], users: [guest] });
    const session = new Session({ auth: password(guarded.credentials) });
    const { credentials } = guarded;
    const other = session.connectAs(password({ ...credentials, username: guest.name, password: guest.password }));
    const [own, theirs] = [await session.token(), await other.token()];
    guarded.fault({ path: /compute/, status: 401, times: 1 });
    guarded.clearRequests();
    await other.adapter("compute").versions();
    const tokens = guarded.requests.map(({ headers }) => headers["x-auth-token"]);
    expect(tokens).toEqual([undefined, theirs]);
    expect(tokens).not.toContain(own);
    await session.close();
    await guarded.close();
  });

  it("protocol §4.2 FIX: documents that refuse every token cost two GETs each and no login", async () => {
    const closed = await startCloud({ services: ["compute"], faults: [{ path: /compute/, status: 401 }] });
    const session = new Session({ auth: password(closed.credentials) });
    await session.authenticate();
    closed.clearRequests();
    expect(await session.adapter("compute").endpoint()).toMatchObject({ version: "2.1", microversions: undefined });
    const gets = closed.requests.map(({ method, path }) => `${method} ${path}`);
    expect(closed.count(/auth\/tokens/)).toBe(0);
    expect(gets.length).toBe(2 * new Set(gets).size);
    expect(gets.length).not.toBe(3 * new Set(gets).size);
    await session.close();
    await closed.close();
  });

  it("a service without Keystone needs only its endpoint", async () => {
    const { port } = new URL(here.cloud.url);
    const session = connect({ auth: noAuth({ endpoint: `http://127.0.0.1:${port}/placement` }) });
    expect(await session.adapter("placement").endpoint()).toMatchObject({ microversions: { min: "1.0", max: "1.39" } });
  });

  it("serves programs that need one service only", async () => {
    const compute = await adapter("compute", { auth: password(here.cloud.credentials), microversion: "2.1" });
    expect((await compute.get("/servers")).status).toBe(200);
    await compute.close();
    expect(await failure(compute.get("/servers"))).toMatchObject({ code: "SESSION_CLOSED" });
  });
});
