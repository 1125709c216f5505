import { getEventListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { noAuth, Session, type SessionOptions } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { type Received, sendJson, serve, type TestServer } from "../support/server.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

interface Place {
  readonly server: TestServer;
  readonly session: Session;
  /** The most requests there were at once. */
  readonly most: () => number;
}

/** A session whose services are all on one server, which answers after a moment unless told otherwise. */
async function place(
  options: Partial<SessionOptions>,
  answer: (request: Received, response: ServerResponse) => void = (_, response) =>
    void setTimeout(() => sendJson(response, {}), 15),
): Promise<Place> {
  let [now, most] = [0, 0];
  const server = await serve((request, response) => {
    most = Math.max(most, ++now);
    response.on("close", () => now--);
    answer(request, response);
  });
  const endpointOverrides = { compute: `${server.url}/v2.1`, network: `${server.url}/v2.0` };
  const session = new Session({ auth: noAuth(), endpointOverrides, timeout: 5_000, ...options });
  open.push(session, server);
  return { server, session, most: () => most };
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

describe("the limits of a service", () => {
  it("protocol §2.9 FIX: never have 5 requests under way when the concurrency is 4", async () => {
    const { session, most } = await place({ services: { compute: { concurrency: 4 } } });
    const compute = session.adapter("compute");
    await Promise.all(times(30, () => compute.get("/servers").json()));
    expect(most()).toBe(4);
  });

  it("hold for each service on its own, and for one service otherwise when it says so", async () => {
    const { session, most } = await place({ concurrency: 2, services: { network: { concurrency: 5 } } });
    const [compute, network] = [session.adapter("compute"), session.adapter("network")];
    await Promise.all(times(20, () => [compute.get("/servers").json(), network.get("/ports").json()]).flat());
    expect(most()).toBe(7);
    const free = session.with({ services: { compute: { concurrency: 0 } } }).adapter("compute");
    await Promise.all(times(20, () => free.get("/servers").json()));
    expect(most()).toBeGreaterThan(7);
  });

  it("are shared by the sessions that share connections", async () => {
    const { session, most } = await place({ concurrency: 3 });
    const [one, another] = [session.with({ region: "R" }), session.connectAs(noAuth())];
    const adapters = [session, one, another].map((each) => each.adapter("compute"));
    await Promise.all(times(8, () => adapters.map((adapter) => adapter.get("/servers").json())).flat());
    expect(most()).toBe(3);
  });

  it("let requests go in the order of their calls", async () => {
    const { server, session } = await place({ concurrency: 1 });
    const compute = session.adapter("compute");
    await Promise.all(times(12, (at) => compute.get(`/servers/${at}`).json()));
    expect(server.received.map(({ path }) => path)).toEqual(times(12, (at) => `/v2.1/servers/${at}`));
  });

  it("do not hold while a request waits to be sent again", async () => {
    let refused = false;
    const { server, session } = await place({ concurrency: 1 }, (request, response) => {
      const refuse = request.path.endsWith("/busy") && !refused;
      refused ||= refuse;
      if (refuse) response.setHeader("retry-after", "1");
      sendJson(response, {}, refuse ? 503 : 200);
    });
    const compute = session.adapter("compute");
    await Promise.all([compute.get("/busy").json(), compute.get("/other").json()]);
    expect(server.received.map(({ path }) => path)).toEqual(["/v2.1/busy", "/v2.1/other", "/v2.1/busy"]);
  });

  it("count a wait into the call's timeout; what waited was not sent", async () => {
    const { server, session } = await place({ concurrency: 1, retry: false }, () => undefined);
    const compute = session.adapter("compute");
    const held = failure(compute.get("/silent", { timeout: 300 }).json());
    const late = await failure(compute.get("/waits", { timeout: 40 }).json());
    expect(late).toMatchObject({ name: "TransportError", code: "TIMEOUT", sent: false });
    expect(server.received).toHaveLength(1);
    expect(await held).toMatchObject({ code: "TIMEOUT", sent: true });
  });

  it("let a call be aborted while it waits, and leave no listener", async () => {
    const { server, session } = await place({ concurrency: 1 }, (_, response) => {
      setTimeout(() => sendJson(response, {}), 100);
    });
    const compute = session.adapter("compute");
    const first = compute.get("/first").json();
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = times(1_000, () => failure(compute.get("/waits", { signal }).json()));
    const gone = new Error("gone");
    setTimeout(() => controller.abort(gone), 20);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([gone]));
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    await first;
    await compute.get("/last").json();
    expect(server.received.map(({ path }) => path)).toEqual(["/v2.1/first", "/v2.1/last"]);
  });

  it("end with the session: who waits is told that it is closed", async () => {
    const { session } = await place({ concurrency: 1 }, () => undefined);
    const compute = session.adapter("compute");
    const calls = times(3, () => failure(compute.get("/silent").json()));
    setTimeout(() => void session.close(), 30);
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ code: "SESSION_CLOSED" });
  });

  it("give a place back after a stream is read, or thrown away, and after a failure", async () => {
    const large = Buffer.alloc(300_000, "x");
    const { session, most } = await place({ concurrency: 1 }, (request, response) => {
      if (request.path.endsWith("/broken")) response.destroy();
      else response.end(large);
    });
    const compute = session.adapter("compute");
    const read = await compute.get("/read");
    const next = compute.get("/thrown-away");
    let size = 0;
    for await (const chunk of read.body) size += chunk.length;
    expect(size).toBe(large.length);
    await (await next).discard();
    expect(await failure(compute.post("/broken", { json: {} }).json())).toMatchObject({ code: "CONNECTION_LOST" });
    expect((await compute.get("/last").text()).length).toBe(large.length);
    expect(most()).toBe(1);
  });
});
