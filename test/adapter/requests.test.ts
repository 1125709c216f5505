import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noAuth, password, Session } from "../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { failure } from "../support/failure.ts";
import { sendJson, serve } from "../support/server.ts";

let cloud: EmbeddedCloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

const busy = { path: "/compute/v2.1/servers", status: 503, body: "{}" };

describe("sending again", () => {
  it("can be switched off for a session, a service, and a call, the nearest of which counts", async () => {
    const base = { auth: password(cloud.credentials) };
    const cases = [
      [{ ...base, retry: false as const }, {}, 1],
      [{ ...base, retry: 1, services: { compute: { retry: false as const } } }, {}, 1],
      [{ ...base, retry: false as const, services: { compute: { retry: 2 } } }, {}, 3],
      [{ ...base, services: { compute: { retry: false as const } } }, { retry: { limit: 1 } }, 2],
      [{ ...base, retry: { connect: 0 } }, {}, 3],
      [{ ...base, retry: { limit: 0, connect: 3 } }, {}, 1],
      [{ ...base, retry: { when: () => false } }, { retry: 2 }, 1],
      [{ ...base, retry: { when: () => false } }, { retry: { when: () => true } }, 3],
    ] as const;
    for (const [options, init, sent] of cases) {
      await using own = new Session(options);
      await own.authenticate();
      cloud.clearRequests();
      using _ = cloud.fault({ ...busy, headers: { "retry-after": "0" } });
      const error = await failure(own.adapter("compute").get("/servers", init));
      expect(error).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
      expect(cloud.requests.filter(({ path }) => path.includes("/servers"))).toHaveLength(sent);
    }
  });
});

describe("what is sent", () => {
  it("can be a form", async () => {
    await using server = await serve((_, response) => sendJson(response, {}));
    await using session = new Session({ auth: noAuth({ endpoint: server.url }) });
    const form = { name: "a b&c", tag: ["x", "ü"], none: undefined };
    await session.adapter({ type: "forms" }).post("/form", { form });
    expect(server.received.at(-1)).toMatchObject({ method: "POST", body: "name=a%20b%26c&tag=x&tag=%C3%BC" });
    expect(server.received.at(-1)?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  });

  it("asks for a compressed answer only where that is read whole, and may not be told to", async () => {
    await using session = new Session({ auth: password(cloud.credentials) });
    const compute = session.adapter("compute");
    await compute.get("/servers").json();
    expect(cloud.requests.at(-1)?.headers["accept-encoding"]).toBe("gzip, deflate, br");
    await compute.get("/servers");
    expect(cloud.requests.at(-1)?.headers["accept-encoding"]).toBeUndefined();
    await compute.get("/servers", { headers: { "accept-encoding": "identity" } }).json();
    expect(cloud.requests.at(-1)?.headers["accept-encoding"]).toBe("identity");
    await using plain = new Session({ auth: password(cloud.credentials), compression: false });
    await plain.adapter("compute").get("/servers").json();
    expect(cloud.requests.at(-1)?.headers["accept-encoding"]).toBeUndefined();
  });
});

describe("a stream that is given as a body", () => {
  const missing = (): Readable => createReadStream("/no/such/file");

  it("may fail before anybody reads it: on the way to a login, and in the queue", async () => {
    for (const options of [{}, { concurrency: 1 }]) {
      await using session = new Session({ auth: password(cloud.credentials), ...options });
      const store = session.adapter("object-store");
      using _ = cloud.fault({ path: /./, delay: 30, times: 4 });
      const calls = [store.get([]), store.put(["c", "o"], { body: missing() })];
      const [, failed] = await Promise.allSettled(calls);
      expect(failed).toMatchObject({ status: "rejected", reason: { code: "BODY_FAILED" } });
    }
  });

  it("may be what a function gives", async () => {
    await using session = new Session({ auth: password(cloud.credentials) });
    const failed = failure(session.adapter("object-store").put(["c", "o"], { body: missing }));
    expect(await failed).toMatchObject({ code: "BODY_FAILED" });
  });

  it("is closed when the call fails before it is sent", async () => {
    const { authUrl } = cloud.credentials;
    const login = password({ authUrl, userId: "nobody", password: "wrong" });
    await using refused = new Session({ auth: login });
    await using session = new Session({ auth: password(cloud.credentials) });
    const closed = new Session({ auth: password(cloud.credentials) });
    await closed.close();
    const ways: readonly [Session, string, object][] = [
      [refused, "AUTH_FAILED", {}],
      [session, "INVALID_REQUEST", { timeout: -1 }],
      [session, "ABORTED", { signal: AbortSignal.abort(Object.assign(new Error("enough"), { code: "ABORTED" })) }],
      [closed, "SESSION_CLOSED", {}],
    ];
    for (const [by, code, init] of ways) {
      const body = Readable.from(["x"]);
      expect(await failure(by.adapter("object-store").put(["c", "o"], { ...init, body }))).toMatchObject({ code });
      expect(body.destroyed, code).toBe(true);
    }
  });
});

describe("limits of a session", () => {
  it("hold for every call that has none of its own", async () => {
    await using session = new Session({
      auth: password(cloud.credentials),
      bodyLimit: 5_000,
      timeout: { headers: 100 },
    });
    const compute = session.adapter("compute");
    await session.authenticate({ timeout: 10_000 });
    using _long = cloud.fault({ path: "/compute/v2.1/servers", status: 200, body: "x".repeat(6_000) });
    expect(await failure(compute.get("/servers").text())).toMatchObject({ code: "BODY_TOO_LARGE", service: "compute" });
    expect(await compute.get("/servers", { bodyLimit: 6_000 }).text()).toHaveLength(6_000);
    using _slow = cloud.fault({ path: "/compute/v2.1/flavors", delay: 400 });
    expect(await failure(compute.get("/flavors"))).toMatchObject({ code: "TIMEOUT" });
    expect((await compute.get("/flavors", { timeout: { headers: 5_000 } })).status).toBe(200);
  });
});
