import { getEventListeners } from "node:events";
import { inspect } from "node:util";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { noAuth, ServiceType } from "../../../src/index.ts";
import { failure } from "../../support/failure.ts";
import { sendJson, serve } from "../../support/server.ts";
import { withCloud } from "../../support/with-cloud.ts";

const here = withCloud();
const { connect, logins } = here;

beforeEach(() => here.cloud.clearRequests());

describe("an adapter", () => {
  it("knows its service, whichever way the same name was chosen before", () => {
    const session = connect();
    expect(session.adapter({ type: "placement" }).service.microversions).toBe("unknown");
    expect(session.adapter("placement").service.project).toBe("placement");
    expect(session.adapter(ServiceType.Placement).service.microversions).not.toBe("unknown");
    expect(session.adapter({ type: "placement" }).service.microversions).toBe("unknown");
  });

  it("says that it sends JSON although another header names the content type", async () => {
    const call = connect()
      .adapter("compute")
      .post("/servers", { json: {}, headers: { "x-vary": "content-type" }, check: false });
    await call;
    expect(here.cloud.requests.at(-1)?.headers["content-type"]).toBe("application/json");
  });

  it("shows no password of a URL it refuses", async () => {
    const refused = connect().adapter("compute").get("https://user:s3cret@elsewhere.example/x?token=s3cret");
    const error = await failure(refused);
    expect(error).toMatchObject({ code: "FOREIGN_URL", url: "https://elsewhere.example/x" });
    expect(inspect(error)).not.toContain("s3cret");
  });
});

describe("answers", () => {
  it("of any size can be read twice", async () => {
    await using server = await serve((_, response) => sendJson(response, { text: "x".repeat(200_000) }));
    const call = connect({ auth: noAuth({ endpoint: server.url }) })
      .adapter({ type: "acme:widgets" })
      .get("/v1/widgets");
    const answer = await call;
    expect(await answer.json()).toEqual(await answer.json());
    expect((await call.text()).length).toBeGreaterThan(200_000);
  });
});

describe("one signal", () => {
  it("ends any number of calls, and Node takes none of them for a leak", async () => {
    const warned = vi.fn();
    process.on("warning", warned);
    const { signal } = new AbortController();
    const session = connect();
    await Promise.all(Array.from({ length: 30 }, () => session.adapter("compute").get("/servers", { signal })));
    await session.versions({ signal });
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", warned);
    expect(warned).not.toHaveBeenCalled();
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("a service that fails", () => {
  it("cannot fill the memory with its explanation", async () => {
    await using server = await serve((_, response) => {
      response.writeHead(500, { "content-type": "text/plain" });
      const flow = setInterval(() => response.write(Buffer.alloc(1 << 20, "a")), 1);
      response.on("close", () => clearInterval(flow));
    });
    const session = connect({ auth: noAuth({ endpoint: server.url }), retry: 0 });
    const widgets = session.adapter({ type: "acme:widgets" });
    for (const call of [() => widgets.get("/v1/a"), () => widgets.get("/v1/a").json()]) {
      const error = await failure(call());
      expect(error).toMatchObject({ code: "SERVER_ERROR", message: expect.stringMatching(/^a+…$/) });
    }
  });

  it("to take a token that the caller sent costs the session no login", async () => {
    const session = connect();
    await session.authenticate();
    here.cloud.clearRequests();
    const call = session.adapter("compute").get("/servers", { headers: { "X-Auth-Token": "another" } });
    expect(await failure(call)).toMatchObject({ code: "UNAUTHORIZED" });
    expect(logins()).toBe(0);
    expect(here.cloud.requests).toHaveLength(1);
  });
});
