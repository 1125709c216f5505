import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  adapter,
  adminToken,
  applicationCredential,
  isOpenStackError,
  noAuth,
  password,
  ServiceType,
  Session,
  token,
  tokenlessAuth,
} from "../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { failure } from "../support/failure.ts";

let cloud: EmbeddedCloud;
const open: Session[] = [];

beforeAll(async () => {
  cloud = await startCloud({ regions: ["RegionOne", "RegionTwo"], servers: 25 });
});
afterAll(async () => {
  await Promise.all(open.map((session) => session.close()));
  await cloud.close();
});

function connect(options: Partial<ConstructorParameters<typeof Session>[0]> = {}): Session {
  const session = new Session({ auth: password(cloud.credentials), region: "RegionOne", ...options });
  open.push(session);
  return session;
}

/** Requests to a path since the last look. */
function asked(path: RegExp): number {
  return cloud.requests.filter((request) => path.test(request.path)).length;
}

describe("round trips", () => {
  it("costs three requests from cold to the first list when the URL has no version, two when it has", async () => {
    cloud.clearRequests();
    await connect().adapter("network").get("/networks").json();
    expect(cloud.requests.map(({ method }) => method)).toEqual(["POST", "GET", "GET"]);
    cloud.clearRequests();
    await connect().adapter("compute").get("/servers").json();
    expect(cloud.requests.map(({ method }) => method)).toEqual(["POST", "GET"]);
  });

  it("touches the network with the first call only", async () => {
    cloud.clearRequests();
    const session = connect();
    session.adapter("compute").at("2.79");
    expect(cloud.requests).toHaveLength(0);
    await session.authenticate();
    await session.authenticate();
    expect(cloud.requests).toHaveLength(1);
  });

  it("protocol §4.9 FIX: makes one login and one document for many callers at once, not one each", async () => {
    cloud.clearRequests();
    const session = connect();
    await Promise.all(Array.from({ length: 200 }, () => session.adapter("network").get("/networks").json()));
    expect(asked(/auth\/tokens/)).toBe(1);
    expect(asked(/^\/network\/?$/)).toBe(1);
    expect(asked(/^\/network\/?$/)).not.toBe(200);
  });
});

describe("a service that is known", () => {
  it("X10: answers while another's document hangs", async () => {
    const session = connect();
    await session.adapter("compute").get("/servers");
    using _ = cloud.fault({ path: /^\/image\/?$/, delay: 600_000 });
    const waiting = new AbortController();
    const hanging = failure(session.adapter("image").get("/images", { signal: waiting.signal }));
    await expect.poll(() => asked(/^\/image\/?$/)).toBeGreaterThan(0);
    expect((await session.adapter("compute").get("/servers")).status).toBe(200);
    waiting.abort(new Error("enough"));
    expect(await hanging).toMatchObject({ message: "enough" });
  });
});

describe("a call", () => {
  it("is sent once, whatever is asked of it and in whatever order", async () => {
    const compute = connect().adapter("compute");
    await compute.get("/servers");
    cloud.clearRequests();
    const call = compute.get("/servers", { query: { limit: 2 } });
    const [first, answer, text] = [await call.json(), await call, await call.text()];
    expect(first).toEqual(JSON.parse(text));
    expect(answer.status).toBe(200);
    expect(cloud.requests).toHaveLength(1);
  });

  it("is sent although nobody awaits it", async () => {
    const session = connect();
    await session.authenticate();
    cloud.clearRequests();
    void session.adapter("network").post("/v2.0/networks", { json: { network: { name: "unawaited" } } });
    await expect.poll(() => asked(/\/networks$/)).toBe(1);
  });

  it("keeps the token to the clouds: absolute URLs are refused unless nothing secret goes along", async () => {
    const compute = connect().adapter("compute");
    const url = `${cloud.url}/compute/` as const;
    expect(await failure(compute.get(url as `http://${string}`))).toMatchObject({ code: "FOREIGN_URL" });
    cloud.clearRequests();
    const answer = await compute.get(url as `http://${string}`, { authenticated: false });
    expect(answer.status).toBe(200);
    expect(cloud.requests[0]?.headers["x-auth-token"]).toBeUndefined();
  });

  it("refuses paths that would go elsewhere", async () => {
    const compute = connect().adapter("compute");
    expect(await failure(compute.delete("/servers/{id}", { path: { id: "" } }))).toMatchObject({
      code: "INVALID_REQUEST",
    });
    const path = { id: ".." };
    expect(await failure(compute.get("/servers/{id}", { path }))).toMatchObject({ code: "INVALID_REQUEST" });
  });

  it("sends each header of a login once", async () => {
    cloud.clearRequests();
    await connect().authenticate();
    expect(cloud.requests[0]?.headers.accept).toBe("application/json");
  });

  it("sends the caller's headers instead of its own", async () => {
    const compute = connect().adapter("compute", { microversion: "2.79" });
    cloud.clearRequests();
    await compute.get("/servers", { headers: { Accept: "text/plain", "OpenStack-API-Version": "compute 2.1" } });
    const { headers } = cloud.requests.at(-1) ?? {};
    expect(headers).toMatchObject({
      accept: "text/plain",
      "openstack-api-version": "compute 2.1",
      "x-openstack-nova-api-version": "2.79",
    });
    expect(headers?.["user-agent"]).toMatch(/^osauth\/\d/);
  });
});

describe("errors", () => {
  it("carry everything a report needs", async () => {
    const error = await failure(connect().adapter("compute").get("/servers/nothing"));
    expect(error).toMatchObject({
      name: "HttpError",
      code: "NOT_FOUND",
      status: 404,
      method: "GET",
      service: "compute",
      url: `${cloud.url}/compute/v2.1/servers/nothing`,
      requestId: expect.stringMatching(/^req-/),
      message: "Instance nothing could not be found.",
      body: { itemNotFound: { code: 404 } },
    });
    expect(isOpenStackError(error) && error.code === "NOT_FOUND" ? error.status : 0).toBe(404);
  });

  it("are given back as answers when they are not to be checked", async () => {
    expect((await connect().adapter("compute").get("/servers/nothing", { check: false })).status).toBe(404);
  });

  it("a service that answers HTML where JSON is wanted is a typed error", async () => {
    const fault = cloud.fault({ path: /\/compute\/v2.1\/servers/, junk: true, times: 1 });
    expect(await failure(connect().adapter("compute").get("/servers").json())).toMatchObject({
      name: "HttpError",
      code: "INVALID_BODY",
    });
    fault.remove();
  });
});

describe("tokens", () => {
  it("X2: a revoked token is replaced once for five hundred calls in flight", async () => {
    const compute = connect().adapter("compute");
    await compute.get("/servers");
    cloud.revoke();
    cloud.clearRequests();
    const answers = await Promise.all(Array.from({ length: 500 }, () => compute.get("/flavors")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.map(({ status }) => status)).not.toContain(401);
    expect(asked(/auth\/tokens/)).toBe(1);
  });

  it("X1: a forced login logs in", async () => {
    const session = connect();
    await session.authenticate();
    cloud.clearRequests();
    await session.reauthenticate();
    expect(asked(/auth\/tokens/)).toBe(1);
  });

  it("never sends a stream twice, and says so", async () => {
    const store = connect().adapter("object-store");
    await store.put(["box"]);
    cloud.revoke();
    async function* once(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("data");
    }
    const error = await failure(store.put(["box", "stream"], { body: once() }));
    expect(error).toMatchObject({ code: "BODY_NOT_REPLAYABLE", cause: expect.objectContaining({ status: 401 }) });
    await store.put(["box", "function"], { body: () => once() });
    expect(await store.get(["box", "function"]).text()).toBe("data");
  });

  it("a token method ends with its token and says why", async () => {
    const source = connect();
    await source.authenticate();
    const id = cloud.requests.at(-1)?.headers["x-auth-token"] ?? (await tokenOf(cloud));
    const session = connect({ auth: token({ authUrl: cloud.authUrl, token: id }) });
    expect(await session.authenticate()).toMatchObject({ user: { name: "demo" } });
  });

  it("logs in with an application credential", async () => {
    const { id, secret } = cloud.applicationCredential;
    const session = connect({ auth: applicationCredential({ authUrl: cloud.authUrl, id, secret }) });
    expect(await session.authenticate()).toMatchObject({ project: { name: "demo" } });
  });

  it("reports a wrong password and shows no secret", async () => {
    const session = connect({ auth: password({ ...cloud.credentials, password: "hunter2" }) });
    const error = await failure(session.authenticate());
    expect(error).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
    expect(inspect([error, session], { depth: 12, showHidden: true }) + JSON.stringify(error)).not.toContain("hunter2");
  });
});

describe("endpoints", () => {
  it("negotiates, narrows and sends the microversion", async () => {
    const compute = connect().adapter(ServiceType.Compute);
    const nova = await compute.negotiate(["2.999", "2.79", "2.1"]);
    expect(nova.microversion).toBe("2.79");
    await nova.get("/servers");
    expect(cloud.requests.at(-1)?.headers["openstack-api-version"]).toBe("compute 2.79");
    expect(await failure(compute.negotiate(["2.999"]))).toMatchObject({
      code: "MICROVERSION_NOT_SUPPORTED",
      message: expect.stringContaining("2.104"),
    });
  });

  it("looks elsewhere with the same token", async () => {
    const session = connect();
    await session.authenticate();
    cloud.clearRequests();
    const other = session.with({ region: "RegionTwo", interface: "internal" });
    expect(await other.adapter("compute").endpoint()).toMatchObject({
      region: "RegionTwo",
      interface: "internal",
      url: expect.stringContaining("/RegionTwo/compute/v2.1"),
    });
    expect(asked(/auth\/tokens/)).toBe(0);
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
    const fault = cloud.fault({ path: /^\/network/, status: 500 });
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
    expect(cloud.requests.at(-1)?.headers["x-openstack-manila-api-version"]).toBe("2.99");
  });

  it("protocol §5.4 FIX: latest may be an adapter's default and is sent as it is, not refused", async () => {
    const compute = connect().adapter("compute", { microversion: "latest" });
    const answer = await compute.get("/servers").catch((error: unknown) => error);
    expect(answer).not.toBeInstanceOf(Error);
    expect(answer).toMatchObject({ status: 200 });
    expect(cloud.requests.at(-1)?.headers["openstack-api-version"]).toBe("compute latest");
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
    const { port } = new URL(cloud.url);
    const session = connect({ auth: noAuth({ endpoint: `http://127.0.0.1:${port}/placement` }) });
    expect(await session.adapter("placement").endpoint()).toMatchObject({ microversions: { min: "1.0", max: "1.39" } });
  });

  it("serves programs that need one service only", async () => {
    const compute = await adapter("compute", { auth: password(cloud.credentials), microversion: "2.1" });
    expect((await compute.get("/servers")).status).toBe(200);
    await compute.close();
    expect(await failure(compute.get("/servers"))).toMatchObject({ code: "SESSION_CLOSED" });
  });
});

describe("waiting", () => {
  it("ends at the call's timeout, also while logging in", async () => {
    const fault = cloud.fault({ path: /auth\/tokens/, delay: 2_000 });
    const started = performance.now();
    const error = await failure(connect().adapter("compute").get("/servers", { timeout: 200 }));
    fault.remove();
    expect(error).toMatchObject({ code: "TIMEOUT" });
    expect(performance.now() - started).toBeLessThan(1_900);
  });

  it("ends with the caller's own reason, and leaves the others their login", async () => {
    const fault = cloud.fault({ path: /auth\/tokens/, delay: 300 });
    const session = connect();
    const controller = new AbortController();
    const reason = new Error("enough");
    const mine = failure(session.adapter("compute").get("/servers", { signal: controller.signal }));
    const other = session.adapter("compute").get("/servers");
    controller.abort(reason);
    expect(await mine).toBe(reason);
    expect((await other).status).toBe(200);
    fault.remove();
  });
});

async function tokenOf(embedded: EmbeddedCloud): Promise<string> {
  const session = new Session({ auth: password(embedded.credentials) });
  await session.adapter("compute").get("/flavors");
  await session.close();
  return embedded.requests.at(-1)?.headers["x-auth-token"] ?? "";
}

describe("logins without a token", () => {
  it("a tokenless login calls Keystone, and only Keystone", async () => {
    cloud.clearRequests();
    const session = connect({ auth: tokenlessAuth({ authUrl: cloud.authUrl, projectId: "P" }) });
    expect(await session.adapter("identity").endpoint()).toMatchObject({ version: "3.14" });
    await failure(session.adapter("identity").get("/projects"));
    expect(cloud.requests.at(-1)).toMatchObject({ path: "/identity/v3/projects", headers: { "x-project-id": "P" } });
    expect(cloud.requests.at(-1)?.headers).not.toHaveProperty("x-auth-token");
    expect(await failure(session.adapter("compute").get("/servers"))).toMatchObject({ code: "NO_CATALOG" });
  });

  it("an admin token goes to its endpoint as it is", async () => {
    cloud.clearRequests();
    const session = connect({ auth: adminToken({ endpoint: `${cloud.url}/compute/v2.1`, token: "ADMIN" }) });
    await failure(session.adapter("compute").get("/servers"));
    expect(cloud.requests.at(-1)).toMatchObject({ headers: { "x-auth-token": "ADMIN" } });
    expect(cloud.count("POST /identity/v3/auth/tokens")).toBe(0);
  });
});
