import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newRequestId, password, Session } from "../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { failure } from "../support/failure.ts";
import { sendJson, serve } from "../support/server.ts";

let cloud: EmbeddedCloud;

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

describe("request ids", () => {
  const sent = (): (string | undefined)[] => cloud.requests.map(({ headers }) => headers["x-openstack-request-id"]);

  it("go out per session, per request or per call, and are not made up", async () => {
    cloud.clearRequests();
    await using plain = new Session({ auth: password(cloud.credentials) });
    await plain.adapter("compute").get("/servers");
    expect(sent()).toEqual([undefined, undefined]);

    cloud.clearRequests();
    const mine = newRequestId();
    const own = newRequestId();
    await using session = new Session({ auth: password(cloud.credentials), requestId: mine });
    await session.adapter("compute").get("/servers");
    await session.adapter("compute").get("/servers", { requestId: own });
    expect(sent()).toEqual([mine, mine, own]);

    cloud.clearRequests();
    await using each = new Session({ auth: password(cloud.credentials), requestId: newRequestId });
    await each.adapter("compute").get("/servers");
    expect(new Set(sent()).size).toBe(2);
  });

  it("come back in answers and errors, also in those without an answer", async () => {
    await using session = new Session({ auth: password(cloud.credentials), retry: false });
    const compute = session.adapter("compute");
    expect((await compute.get("/servers")).requestId).toMatch(/^req-/);
    expect(await failure(compute.get("/nothing"))).toMatchObject({ requestId: expect.stringMatching(/^req-/) });
    using _ = cloud.fault({ path: "/compute/v2.1/servers", reset: true });
    const requestId = newRequestId();
    expect(await failure(compute.get("/servers", { requestId }))).toMatchObject({ code: "CONNECTION_LOST", requestId });
    expect(await failure(compute.get("/servers"))).toMatchObject({ requestId: undefined });
  });

  it("come back in the errors of discovery and logins, whichever header has them", async () => {
    await using session = new Session({ auth: password(cloud.credentials), retry: false });
    await session.authenticate();
    using _ = cloud.fault({ path: /^\/image/, status: 500, headers: { "x-openstack-request-id": "req-of-image" } });
    const error = await failure(session.adapter("image").get("/images"));
    expect(error).toMatchObject({ code: "DISCOVERY_FAILED", requestId: "req-of-image" });
    expect(error).toMatchObject({ attempts: [{ requestId: "req-of-image" }] });
    await using refusing = await serve((__, response) => {
      response.setHeader("x-trans-id", "req-of-login");
      sendJson(response, { error: { code: 401, message: "no" } }, 401);
    });
    await using other = new Session({ auth: password({ ...cloud.credentials, authUrl: `${refusing.url}/v3` }) });
    expect(await failure(other.authenticate())).toMatchObject({ code: "AUTH_FAILED", requestId: "req-of-login" });
  });

  it("that a session's function makes in another form are the option's error, also for a version document", async () => {
    let calls = 0;
    const requestId = (): string => (++calls === 1 ? newRequestId() : "bad");
    await using session = new Session({ auth: password(cloud.credentials), requestId });
    expect(await failure(session.adapter("image").get("/images"))).toMatchObject({
      name: "ConfigError",
      code: "INVALID_VALUE",
      key: "requestId",
    });
  });

  it("have a form, without which services would ignore them", async () => {
    const make = (): Session => new Session({ auth: password(cloud.credentials), requestId: "my-id" });
    expect(make).toThrow(expect.objectContaining({ name: "ConfigError", key: "requestId" }));
    await using session = new Session({ auth: password(cloud.credentials) });
    expect(await failure(session.adapter("compute").get("/servers", { requestId: "my-id" }))).toMatchObject({
      code: "INVALID_REQUEST",
      message: expect.stringContaining("newRequestId()"),
    });
  });
});
