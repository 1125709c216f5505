import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Reporter } from "../../src/diagnostics/reporter.ts";
import { type DiagnosticEvents, noAuth, password, Session } from "../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { failure } from "../support/failure.ts";
import { sendJson, serve } from "../support/server.ts";

type Seen = {
  readonly [N in keyof DiagnosticEvents]: { readonly channel: N } & DiagnosticEvents[N];
}[keyof DiagnosticEvents];

const CHANNELS = ["request", "response", "retry", "redirect", "authentication", "discovery", "token-store"].map(
  (name) => `osauth:${name}`,
);
let cloud: EmbeddedCloud;
let events: Seen[];
const listen = (event: unknown, channel: string | symbol): void =>
  void events.push({ ...(event as object), channel } as Seen);

beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => {
  events = [];
  for (const name of CHANNELS) subscribe(name, listen);
});
afterEach(() => {
  for (const name of CHANNELS) unsubscribe(name, listen);
});
afterAll(() => cloud.close());

const on = (name: string): Seen[] => events.filter(({ channel }) => channel === `osauth:${name}`);

describe("events", () => {
  it("tell of login, discovery and request, in order and each with its end", async () => {
    await using session = new Session({ auth: password(cloud.credentials) });
    await session.adapter("image").get("/images").json();
    expect(events.map(({ channel }) => channel.slice(7))).toEqual([
      "request",
      "response",
      "authentication",
      "request",
      "response",
      "discovery",
      "request",
      "response",
    ]);
    expect(on("authentication")).toEqual([
      expect.objectContaining({ method: "v3password", outcome: "success", authUrl: cloud.authUrl, error: undefined }),
    ]);
    expect(on("discovery")).toEqual([
      expect.objectContaining({ status: 300, versions: expect.arrayContaining(["v2.0"]) }),
    ]);
    const [request, response] = events.slice(-2);
    expect(request).toMatchObject({ method: "GET", url: `${cloud.url}/image/v2/images`, service: "image" });
    expect(request).toMatchObject({ headers: { accept: "application/json", "x-auth-token": "[redacted]" } });
    expect(response).toMatchObject({
      id: (request as DiagnosticEvents["osauth:request"]).id,
      status: 200,
      error: undefined,
      retries: 0,
      redirects: 0,
      duration: expect.any(Number),
      requestId: expect.stringMatching(/^req-/),
    });
  });

  it("tell of repetitions and what came of them", async () => {
    await using session = new Session({ auth: password(cloud.credentials) });
    await session.authenticate();
    events = [];
    using _ = cloud.fault({ path: "/compute/v2.1/servers", status: 503, headers: { "retry-after": "0" }, times: 2 });
    await session.adapter("compute").get("/servers").json();
    expect(on("retry")).toEqual([
      expect.objectContaining({ attempt: 1, delay: 0, status: 503, error: undefined }),
      expect.objectContaining({ attempt: 2, delay: 0, status: 503 }),
    ]);
    expect(on("request")).toHaveLength(1);
    expect(on("response")).toEqual([expect.objectContaining({ status: 200, retries: 2 })]);
  });

  it("tell of redirects, and of requests without an answer", async () => {
    await using other = await serve((_, response) => sendJson(response, {}));
    await using server = await serve(({ path }, response) => {
      if (path === "/away") response.writeHead(302, { location: `${other.url}/x?token=s3cret` }).end();
      else if (path === "/here") response.writeHead(307, { location: "/there" }).end();
      else if (path === "/breaks") response.destroy();
      else sendJson(response, {});
    });
    await using session = new Session({ auth: noAuth({ endpoint: server.url }), retry: false });
    const adapter = session.adapter({ type: "x" });
    await adapter.get("/here", { headers: { "x-auth-token": "mine" } });
    await adapter.get("/away", { headers: { "x-auth-token": "mine" } });
    expect(on("redirect")).toEqual([
      expect.objectContaining({ status: 307, location: `${server.url}/there`, credentials: true }),
      expect.objectContaining({ status: 302, location: `${other.url}/x?token=redacted`, credentials: false }),
    ]);
    events = [];
    await failure(adapter.get("/breaks"));
    expect(on("response")).toEqual([
      expect.objectContaining({
        status: undefined,
        error: { name: "TransportError", code: "CONNECTION_LOST", message: expect.any(String) },
      }),
    ]);
  });

  it("say whether credentials go along to where a redirect leads", async () => {
    await using other = await serve((_, response) => response.writeHead(302, { location: `${server.url}/end` }).end());
    await using server = await serve(({ path }, response) => {
      if (path === "/303") response.writeHead(303, { location: "/end" }).end();
      else if (path === "/away") response.writeHead(302, { location: other.url }).end();
      else sendJson(response, {});
    });
    await using session = new Session({ auth: noAuth({ endpoint: server.url }), retry: false });
    const adapter = session.adapter({ type: "x" });
    const kept = (): unknown[] => on("redirect").map((event) => Reflect.get(event, "credentials"));
    const headers = { "x-auth-token": "mine" };
    await adapter.post("/303", { headers, json: {} });
    await adapter.get(`${server.url as "http://h"}/303`, { authenticated: false });
    await adapter.get("/away", { headers });
    await adapter.get(`${server.url as "http://h"}/away`, { authenticated: false });
    expect(kept()).toEqual([true, false, false, false, false, false]);
    expect(server.received.at(-3)?.headers["x-auth-token"]).toBeUndefined();
    expect(
      on("response")
        .slice(-4)
        .map((event) => Reflect.get(event, "redirects")),
    ).toEqual([1, 1, 2, 2]);
  });

  it("count as repetitions only what was sent again, and as duration all that it took", async () => {
    await using server = await serve((_, response) => response.writeHead(503, { "retry-after": "5" }).end());
    await using session = new Session({ auth: noAuth({ endpoint: server.url }) });
    const controller = new AbortController();
    const onRetry = (): void => void setTimeout(() => controller.abort(), 20);
    subscribe("osauth:retry", onRetry);
    await failure(session.adapter({ type: "x" }).get("/", { signal: controller.signal }));
    unsubscribe("osauth:retry", onRetry);
    expect(on("retry")).toHaveLength(1);
    const [response] = on("response");
    expect(response).toMatchObject({ retries: 0, redirects: 0, status: undefined });
    expect(Reflect.get(response ?? {}, "duration")).toBeGreaterThan(10);
    expect(server.received).toHaveLength(1);
  });

  it("tell of a failed login", async () => {
    await using session = new Session({ auth: password({ ...cloud.credentials, password: "wrong" }) });
    await failure(session.authenticate());
    expect(on("authentication")).toEqual([
      expect.objectContaining({ outcome: "failure", error: expect.objectContaining({ code: "AUTH_FAILED" }) }),
    ]);
  });
});

describe("a request", () => {
  it("is not watched when nobody listens, but by any one channel or logger", () => {
    for (const name of CHANNELS) unsubscribe(name, listen);
    expect(new Reporter().hearsRequests).toBe(false);
    expect(new Reporter(console).hearsRequests).toBe(true);
    for (const name of ["request", "response", "retry", "redirect"]) {
      subscribe(`osauth:${name}`, listen);
      expect(new Reporter().hearsRequests).toBe(true);
      unsubscribe(`osauth:${name}`, listen);
    }
  });
});

describe("a logger", () => {
  const lines = (): { readonly all: string[]; debug(line: string): void; warn(line: string): void } => {
    const all: string[] = [];
    return { all, debug: (line) => void all.push(`debug ${line}`), warn: (line) => void all.push(`warn ${line}`) };
  };

  it("is told the same in lines, without anybody listening to channels", async () => {
    for (const name of CHANNELS) unsubscribe(name, listen);
    const logger = lines();
    const store = new Map<string, string>();
    await using session = new Session({ auth: password(cloud.credentials), logger, tokenStore: store });
    using _ = cloud.fault({ path: "/compute/v2.1/servers", status: 503, headers: { "retry-after": "0" }, times: 1 });
    await session.adapter("compute").get("/servers").json();
    const wrong = new Session({ auth: password({ ...cloud.credentials, password: "wrong" }), logger });
    await failure(wrong.authenticate());
    await wrong.close();
    expect(logger.all).toEqual([
      expect.stringMatching(/^debug token store: miss for v3password/),
      expect.stringMatching(/^debug POST .*\/auth\/tokens: 201 in \d+ ms, req-/),
      expect.stringMatching(/^debug login by v3password at .*: done in \d+ ms$/),
      expect.stringMatching(/^warn GET .*\/servers: 503, sent again in 0 ms \(attempt 1 failed\)$/),
      expect.stringMatching(/^debug GET .*\/servers: 200 in \d+ ms after 1 repetition, req-/),
      expect.stringMatching(/^debug POST .*\/auth\/tokens: 401 in/),
      expect.stringMatching(/^warn login by v3password at .*: AUTH_FAILED$/),
    ]);
  });

  it.each([
    [
      "throws",
      (): never => {
        throw new Error("full");
      },
    ],
    ["rejects", (): Promise<never> => Promise.reject(new Error("full"))],
  ])("that %s does not disturb the call", async (_, broken) => {
    await using session = new Session({ auth: password(cloud.credentials), logger: { debug: broken, warn: broken } });
    expect((await session.adapter("compute").get("/servers")).status).toBe(200);
  });

  it("has to be one", () => {
    const make = (): Session => new Session({ auth: password(cloud.credentials), logger: { debug: 5 } as never });
    expect(make).toThrow(expect.objectContaining({ name: "ConfigError", key: "logger" }));
  });
});
