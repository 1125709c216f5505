import { getEventListeners } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { noAuth, Session, waitFor } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { sendJson, serve, type TestServer } from "../support/server.ts";

interface Thing {
  readonly status: string;
}

let server: TestServer;
let session: Session;
let looks: string[] = [];
const quick = { interval: 1, longestInterval: 2 };

/** The statuses of the looks to come; the last one stays. */
const next = (): string => (looks.length > 1 ? looks.shift() : looks[0]) ?? "";

beforeAll(async () => {
  server = await serve((_, response) => {
    const status = next();
    if (status === "nothing") return;
    return /^\d+$/.test(status)
      ? sendJson(response, { message: "no" }, Number(status))
      : sendJson(response, { status });
  });
  session = new Session({ auth: noAuth(), endpointOverrides: { network: `${server.url}/v2.0` }, retry: 0 });
});
afterAll(async () => {
  await session.close();
  await server.close();
});
beforeEach(() => {
  looks = ["BUILD", "BUILD", "ACTIVE", "DELETED"];
});

describe("waitFor", () => {
  it("looks until it is as wanted, and gives that", async () => {
    const seen: string[] = [];
    const onLook = ({ status }: Thing, { count }: { count: number }): number => seen.push(`${count} ${status}`);
    const active = ({ status }: Thing): boolean => status === "ACTIVE";
    const found = await waitFor<Thing>(session.adapter("network"), "/things", active, { ...quick, onLook });
    expect(found).toEqual({ status: "ACTIVE" });
    expect(seen).toEqual(["1 BUILD", "2 BUILD", "3 ACTIVE"]);
  });

  it("waits until there is none any more", async () => {
    looks = ["ACTIVE", "DELETING", "404"];
    expect(await waitFor(session.adapter("network"), "/things", "gone", quick)).toBeUndefined();
    expect(looks).toEqual(["404"]);
  });

  it("passes on that it is gone when that was not wanted, and any other failure", async () => {
    looks = ["404"];
    expect(await failure(waitFor(session.adapter("network"), "/things", () => true, quick))).toMatchObject({
      status: 404,
    });
    looks = ["403"];
    expect(await failure(waitFor(session.adapter("network"), "/things", "gone", quick))).toMatchObject({ status: 403 });
  });

  it("ends with what the condition throws", async () => {
    const broken = new Error("the thing is broken");
    const until = (): never => {
      throw broken;
    };
    expect(await failure(waitFor(session.adapter("network"), "/things", until, quick))).toBe(broken);
  });

  it("gives up at the deadline, with a word on how often it looked", async () => {
    looks = ["BUILD"];
    const until = (): boolean => false;
    const error = await failure(waitFor(session.adapter("network"), "/things", until, { ...quick, deadline: 60 }));
    expect(error).toMatchObject({ name: "TransportError", code: "TIMEOUT" });
    expect(String(error)).toMatch(/\/things was not as wanted after 0.06 s and \d+ looks/);
  });

  it("names at the deadline which thing it waited for, not the template of its path", async () => {
    const network = session.adapter("network");
    const { url: base } = await network.endpoint();
    const path = { id: "blue 1" };
    const hasty = { ...quick, path, deadline: 60 };
    looks = ["BUILD"];
    const error = await failure(waitFor(network, "/things/{id}", () => false, hasty));
    expect(error).toMatchObject({ code: "TIMEOUT", url: expect.stringMatching(/^http:.*\/things\/blue%201$/) });
    expect(String(error)).toContain(`GET ${base.replace(/\/$/, "")}/things/blue%201 was not as wanted after 0.06 s`);
    looks = ["nothing"];
    const unanswered = await failure(waitFor(network, "/things/{id}", () => false, hasty));
    expect(String(unanswered)).toContain("GET /things/blue%201 was not");
  });

  it("shows no secret of its path, nor a template, at the deadline and when the session is closed", async () => {
    looks = ["nothing"];
    const [at, path] = ["/things/{id}?password=hunter2", { id: "blue" }] as const;
    const late = await failure(waitFor(session.adapter("network"), at, "gone", { ...quick, path, deadline: 50 }));
    const other = new Session({ auth: noAuth(), endpointOverrides: { network: server.url } });
    const before = server.received.length;
    const closed = failure(waitFor(other.adapter("network"), at, "gone", { ...quick, path }));
    await expect.poll(() => server.received.length).toBeGreaterThan(before);
    await other.close();
    for (const error of [late, await closed]) {
      expect(error).toMatchObject({ name: "TransportError", url: "/things/blue" });
      expect(String(error)).toContain("GET /things/blue");
      expect(String(error)).not.toContain("hunter2");
    }
  });

  it("does not wait for a condition beyond deadline and signal", async () => {
    const never = (): Promise<boolean> => new Promise(() => undefined);
    const network = session.adapter("network");
    const late = waitFor(network, "/things/1", never, { ...quick, deadline: 100 });
    expect(await failure(late)).toMatchObject({ code: "TIMEOUT" });
    const reason = new Error("enough");
    const controller = new AbortController();
    const aborted = waitFor(network, "/things/1", never, { ...quick, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 50);
    expect(await failure(aborted)).toBe(reason);
  });

  it("ends with the caller's own reason, and leaves nothing on the signal", async () => {
    looks = ["BUILD"];
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new Error("enough");
    const waiting = waitFor(session.adapter("network"), "/things", () => false, { interval: 60_000, signal });
    setTimeout(() => controller.abort(reason), 30);
    expect(await failure(waiting)).toBe(reason);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("looks more rarely as time goes by", async () => {
    looks = ["BUILD"];
    const before = server.received.length;
    const until = (): boolean => false;
    const options = { interval: 5, longestInterval: 40, deadline: 400 };
    await failure(waitFor(session.adapter("network"), "/things", until, options));
    const asked = server.received.length - before;
    expect(asked).toBeGreaterThan(2);
    expect(asked).toBeLessThan(40);
  });

  it.each([
    ["soon", {}, "until"],
    ["gone", { deadline: 0 }, "deadline"],
    ["gone", { interval: -1 }, "interval"],
    ["gone", { longestInterval: 2 ** 40 }, "longestInterval"],
  ])("refuses %j with %j before it looks", async (until, options, key) => {
    const before = server.received.length;
    const error = await failure(waitFor(session.adapter("network"), "/things", until as "gone", options));
    expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE", key });
    expect(server.received).toHaveLength(before);
  });
});
