import { describe, expect, it } from "vitest";
import { isOpenStackError, type Session, type SessionOptions } from "../../src/index.ts";

import { failure } from "../support/failure.ts";
import { withCloud } from "../support/with-cloud.ts";

const here = withCloud(() => ({ regions: ["RegionOne", "RegionTwo"], servers: 25 }));

function connect(options: Partial<SessionOptions> = {}): Session {
  return here.connect({ region: "RegionOne", ...options });
}

/** Requests to a path since the last look. */
function asked(path: RegExp): number {
  return here.cloud.requests.filter((request) => path.test(request.path)).length;
}

describe("round trips", () => {
  it("costs three requests from cold to the first list when the URL has no version, two when it has", async () => {
    here.cloud.clearRequests();
    await connect().adapter("network").get("/networks").json();
    expect(here.cloud.requests.map(({ method }) => method)).toEqual(["POST", "GET", "GET"]);
    here.cloud.clearRequests();
    await connect().adapter("compute").get("/servers").json();
    expect(here.cloud.requests.map(({ method }) => method)).toEqual(["POST", "GET"]);
  });

  it("touches the network with the first call only", async () => {
    here.cloud.clearRequests();
    const session = connect();
    session.adapter("compute").at("2.79");
    expect(here.cloud.requests).toHaveLength(0);
    await session.authenticate();
    await session.authenticate();
    expect(here.cloud.requests).toHaveLength(1);
  });

  it("protocol §4.9 FIX: makes one login and one document for many callers at once, not one each", async () => {
    here.cloud.clearRequests();
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
    using _ = here.cloud.fault({ path: /^\/image\/?$/, delay: 600_000 });
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
    here.cloud.clearRequests();
    const call = compute.get("/servers", { query: { limit: 2 } });
    const [first, answer, text] = [await call.json(), await call, await call.text()];
    expect(first).toEqual(JSON.parse(text));
    expect(answer.status).toBe(200);
    expect(here.cloud.requests).toHaveLength(1);
  });

  it("is sent although nobody awaits it", async () => {
    const session = connect();
    await session.authenticate();
    here.cloud.clearRequests();
    void session.adapter("network").post("/v2.0/networks", { json: { network: { name: "unawaited" } } });
    await expect.poll(() => asked(/\/networks$/)).toBe(1);
  });

  it("keeps the token to the clouds: absolute URLs are refused unless nothing secret goes along", async () => {
    const compute = connect().adapter("compute");
    const url = `${here.cloud.url}/compute/` as const;
    expect(await failure(compute.get(url as `http://${string}`))).toMatchObject({ code: "FOREIGN_URL" });
    here.cloud.clearRequests();
    const answer = await compute.get(url as `http://${string}`, { authenticated: false });
    expect(answer.status).toBe(200);
    expect(here.cloud.requests[0]?.headers["x-auth-token"]).toBeUndefined();
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
    here.cloud.clearRequests();
    await connect().authenticate();
    expect(here.cloud.requests[0]?.headers.accept).toBe("application/json");
  });

  it("sends the caller's headers instead of its own", async () => {
    const compute = connect().adapter("compute", { microversion: "2.79" });
    here.cloud.clearRequests();
    await compute.get("/servers", { headers: { Accept: "text/plain", "OpenStack-API-Version": "compute 2.1" } });
    const { headers } = here.cloud.requests.at(-1) ?? {};
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
      url: `${here.cloud.url}/compute/v2.1/servers/nothing`,
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
    const fault = here.cloud.fault({ path: /\/compute\/v2.1\/servers/, junk: true, times: 1 });
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
    here.cloud.revoke();
    here.cloud.clearRequests();
    const answers = await Promise.all(Array.from({ length: 500 }, () => compute.get("/flavors")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.map(({ status }) => status)).not.toContain(401);
    expect(asked(/auth\/tokens/)).toBe(1);
  });

  it("X1: a forced login logs in", async () => {
    const session = connect();
    await session.authenticate();
    here.cloud.clearRequests();
    await session.reauthenticate();
    expect(asked(/auth\/tokens/)).toBe(1);
  });

  it("never sends a stream twice, and says so", async () => {
    const store = connect().adapter("object-store");
    await store.put(["box"]);
    here.cloud.revoke();
    async function* once(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("data");
    }
    const error = await failure(store.put(["box", "stream"], { body: once() }));
    expect(error).toMatchObject({ code: "BODY_NOT_REPLAYABLE", cause: expect.objectContaining({ status: 401 }) });
    await store.put(["box", "function"], { body: () => once() });
    expect(await store.get(["box", "function"]).text()).toBe("data");
  });
});

describe("waiting", () => {
  it("ends at the call's timeout, also while logging in", async () => {
    const fault = here.cloud.fault({ path: /auth\/tokens/, delay: 2_000 });
    const started = performance.now();
    const error = await failure(connect().adapter("compute").get("/servers", { timeout: 200 }));
    fault.remove();
    expect(error).toMatchObject({ code: "TIMEOUT" });
    expect(performance.now() - started).toBeLessThan(1_900);
  });

  it("ends with the caller's own reason, and leaves the others their login", async () => {
    const fault = here.cloud.fault({ path: /auth\/tokens/, delay: 300 });
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
