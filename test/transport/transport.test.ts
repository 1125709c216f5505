import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, MockAgent } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import type { WireRequest } from "../../src/transport/request.ts";
import { Transport } from "../../src/transport/transport.ts";
import { failure } from "../support/failure.ts";
import { type Received, sendJson, serve, type TestServer } from "../support/server.ts";
import { type Changes, wireRequest } from "../support/wire.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function start(answer: Parameters<typeof serve>[0]): Promise<{ server: TestServer; transport: Transport }> {
  const server = await serve(answer);
  const transport = new Transport({});
  open.push(transport, server);
  return { server, transport };
}

function get(server: TestServer, path: string, changes: Changes = {}): WireRequest {
  return wireRequest(server.url, path, changes);
}

describe("answers", () => {
  it("gives status, headers, request id and JSON", async () => {
    const { server, transport } = await start((_, response) => {
      response.setHeader("x-openstack-request-id", "req-1");
      sendJson(response, { ok: [1, 2] }, 300);
    });
    const answer = await transport.send(get(server, "/a?b=1"));
    expect(answer.status).toBe(300);
    expect(answer.requestId).toBe("req-1");
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(await answer.json()).toEqual({ ok: [1, 2] });
    expect(server.received[0]?.path).toBe("/a?b=1");
  });

  it("reads an empty body as undefined JSON", async () => {
    const { server, transport } = await start((_, response) => response.writeHead(204).end());
    expect(await (await transport.send(get(server, "/"))).json()).toBeUndefined();
  });

  it("reads JSON and text without the byte order mark they may begin with; bytes are as they were sent", async () => {
    const { server, transport } = await start((_, response) => response.end('\uFEFF{"name":"\uFEFFa"}'));
    expect(await (await transport.send(get(server, "/"))).json()).toEqual({ name: "\uFEFFa" });
    expect(await (await transport.send(get(server, "/"))).text()).toBe('{"name":"\uFEFFa"}');
    expect((await (await transport.send(get(server, "/"))).bytes()).toString()).toBe('\uFEFF{"name":"\uFEFFa"}');
  });

  it("rejects a body that is not JSON with what came instead", async () => {
    const { server, transport } = await start((_, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<h1>proxy</h1>");
    });
    const answer = await transport.send(get(server, "/"));
    await expect(answer.json()).rejects.toMatchObject({
      name: "HttpError",
      code: "INVALID_BODY",
      status: 200,
      body: "<h1>proxy</h1>",
    });
  });

  it("settles a streamed call with small bodies whole and large ones as a stream", async () => {
    const large = Buffer.alloc(5_000_000, "x");
    const { server, transport } = await start((request, response) =>
      response.end(request.path === "/large" ? large : "small"),
    );
    expect(await (await transport.send(get(server, "/small", { mode: "stream" }))).text()).toBe("small");
    const answer = await transport.send(get(server, "/large", { mode: "stream" }));
    const hash = createHash("md5");
    for await (const chunk of answer.body) hash.update(chunk);
    expect(hash.digest("hex")).toBe(createHash("md5").update(large).digest("hex"));
  });

  it("holds a large body back until it is read", async () => {
    let sent = 0;
    const { server, transport } = await start((_, response) => {
      const source = Readable.from(
        (function* () {
          for (; sent < 2_000; sent++) yield Buffer.alloc(65_536);
        })(),
      );
      source.pipe(response);
    });
    const answer = await transport.send(get(server, "/", { mode: "stream" }));
    await sleep(300);
    expect(sent).toBeLessThan(1_500);
    await answer.discard();
  });

  it("gives a HEAD of something large as it is", async () => {
    const { server, transport } = await start((_, response) => response.setHeader("content-length", 10 ** 9).end());
    const answer = await transport.send(get(server, "/", { method: "HEAD", bodyLimit: 1_000 }));
    expect(await answer.bytes()).toHaveLength(0);
    expect(answer.headers["content-length"]).toBe("1000000000");
  });

  it("destroys a stream that nobody reads for the timeout", async () => {
    const { server, transport } = await start((_, response) => response.end(Buffer.alloc(20_000_000)));
    const answer = await transport.send(get(server, "/", { mode: "stream", timeout: 200 }));
    await sleep(500);
    await expect(answer.bytes()).rejects.toMatchObject({ code: "TIMEOUT" });
  });
});

describe("failures", () => {
  it("names the URL of a refused connection and says that nothing was sent", async () => {
    const { server, transport } = await start(() => undefined);
    await server.close();
    await expect(transport.send(get(server, "/x", { retries: 0 }))).rejects.toMatchObject({
      name: "TransportError",
      code: "CONNECT_FAILED",
      sent: false,
      message: expect.stringContaining(`GET ${server.url}/x`),
    });
  });

  it("ends a call at its timeout, also while it is retried", async () => {
    const { server, transport } = await start(() => undefined);
    await expect(transport.send(get(server, "/", { timeout: 150 }))).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(server.received).toHaveLength(1);
  });

  it("rejects with the signal's own reason", async () => {
    const { server, transport } = await start(() => undefined);
    const reason = new Error("enough");
    const controller = new AbortController();
    const call = transport.send(get(server, "/", { signal: controller.signal }));
    setTimeout(() => controller.abort(reason), 30);
    await expect(call).rejects.toBe(reason);
    await expect(transport.send(get(server, "/", { signal: controller.signal }))).rejects.toBe(reason);
  });

  it.each(["text", null, { an: "object" }])(
    "rejects with the reason %j, for who reads a streamed answer too",
    async (reason) => {
      const { server, transport } = await start((_, response) => response.write(Buffer.alloc(100_000)));
      const controller = new AbortController();
      const answer = await transport.send(get(server, "/", { mode: "stream", signal: controller.signal }));
      const read = answer.bytes();
      controller.abort(reason);
      await expect(read).rejects.toBe(reason);
    },
  );

  it("reports a truncated body as a lost connection", async () => {
    const { server, transport } = await start((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("short");
      setTimeout(() => response.destroy(), 20);
    });
    await expect(transport.send(get(server, "/", { retries: 0 }))).rejects.toMatchObject({
      code: "CONNECTION_LOST",
      sent: true,
    });
  });

  it("refuses to send after close", async () => {
    const { server, transport } = await start((_, response) => response.end());
    await transport.close();
    await expect(transport.send(get(server, "/"))).rejects.toMatchObject({ code: "SESSION_CLOSED" });
  });

  it("sends through a caller's dispatcher and leaves it open", async () => {
    const mock = new MockAgent();
    mock.disableNetConnect();
    mock.get("http://cloud.test").intercept({ path: "/x" }).reply(200, { from: "mock" });
    mock.get("http://cloud.test").intercept({ path: "/y" }).reply(200, { from: "mock" });
    const transport = new Transport({ dispatcher: mock });
    const answer = await transport.send(wireRequest("http://cloud.test", "/x"));
    expect(await answer.json()).toEqual({ from: "mock" });
    await transport.close();
    expect((await mock.request({ origin: "http://cloud.test", path: "/y", method: "GET" })).statusCode).toBe(200);
    await mock.close();
  });
});

describe("retries", () => {
  function failing(
    times: number,
    fail: (response: Parameters<Parameters<typeof serve>[0]>[1]) => void,
  ): Parameters<typeof serve>[0] {
    let left = times;
    return (_: Received, response) => {
      if (left-- > 0) fail(response);
      else sendJson(response, { done: true });
    };
  }

  it("sends a GET again when the connection broke, but not a POST", async () => {
    const { server, transport } = await start(failing(1, (response) => response.destroy()));
    expect((await transport.send(get(server, "/"))).status).toBe(200);
    const again = await start(failing(1, (response) => response.destroy()));
    const post = get(again.server, "/", { method: "POST", body: "{}" });
    await expect(again.transport.send(post)).rejects.toMatchObject({ code: "CONNECTION_LOST" });
    expect(again.server.received).toHaveLength(1);
  });

  it("protocol §2.5 FIX: honours Retry-After, of a POST too, in seconds and as a date", async () => {
    for (const value of ["0", new Date(Date.now() - 1_000).toUTCString()]) {
      const { server, transport } = await start(
        failing(1, (response) => response.writeHead(503, { "retry-after": value }).end()),
      );
      expect((await transport.send(get(server, "/", { method: "POST", body: "{}" }))).status).toBe(200);
      expect(server.received.map((request) => request.body)).toEqual(["{}", "{}"]);
    }
  });

  it("gives the answer back when Retry-After is beyond the timeout", async () => {
    const { server, transport } = await start((_, response) =>
      response.writeHead(429, { "retry-after": "3600" }).end(),
    );
    expect((await transport.send(get(server, "/"))).status).toBe(429);
    expect(server.received).toHaveLength(1);
  });

  it("retries the statuses a service lists and no others of a POST", async () => {
    const locked = await start(failing(1, (response) => response.writeHead(409).end()));
    const post = { method: "POST", body: "{}", retriableStatuses: [409] } as const;
    expect((await locked.transport.send(get(locked.server, "/", post))).status).toBe(200);
    const unlisted = await start(failing(1, (response) => response.writeHead(409).end()));
    expect((await unlisted.transport.send(get(unlisted.server, "/", { method: "POST", body: "{}" }))).status).toBe(409);
    const unavailable = await start(failing(1, (response) => response.writeHead(503).end()));
    expect(
      (await unavailable.transport.send(get(unavailable.server, "/", { method: "POST", body: "{}" }))).status,
    ).toBe(503);
  });

  it("protocol §2.5 FIX: does not send a one-shot body twice, but calls a function for a new one", async () => {
    const once = await start(failing(1, (response) => response.writeHead(503, { "retry-after": "0" }).end()));
    const put = { method: "PUT", body: Readable.from([Buffer.from("data")]) } as const;
    expect((await once.transport.send(get(once.server, "/", put))).status).toBe(503);
    const twice = await start(failing(1, (response) => response.writeHead(503, { "retry-after": "0" }).end()));
    const body = (): Readable => Readable.from([Buffer.from("data")]);
    expect((await twice.transport.send(get(twice.server, "/", { method: "PUT", body }))).status).toBe(200);
    expect(twice.server.received.map((request) => request.body)).toEqual(["data", "data"]);
  });
});

describe("redirects", () => {
  it("protocol §2.6 FIX: follows a relative Location and keeps credentials on the same origin", async () => {
    const { server, transport } = await start((request, response) => {
      if (request.path === "/a") response.writeHead(302, { location: "b?c=1" }).end();
      else sendJson(response, {});
    });
    expect((await transport.send(get(server, "/a"))).status).toBe(200);
    expect(server.received[1]?.path).toBe("/b?c=1");
    expect(server.received[1]?.headers["x-auth-token"]).toBe("t0ken");
  });

  it("X17: leaves credentials behind on another origin, unless that origin is trusted", async () => {
    const other = await start((_, response) => sendJson(response, {}));
    const { server, transport } = await start((_, response) =>
      response.writeHead(301, { location: `${other.server.url}/x` }).end(),
    );
    await transport.send(get(server, "/"));
    expect(other.server.received[0]?.headers["x-auth-token"]).toBeUndefined();
    await transport.send(get(server, "/", { trusts: (origin) => origin === other.server.url }));
    expect(other.server.received[1]?.headers["x-auth-token"]).toBe("t0ken");
  });

  it("keeps method and body of a POST on the same origin, and refuses to take them elsewhere", async () => {
    const other = await start((_, response) => sendJson(response, {}));
    for (const status of [301, 302, 307, 308]) {
      const { server, transport } = await start(({ path }, response) => {
        const location = path === "/here" ? "/there" : `${other.server.url}/there`;
        if (path === "/there") sendJson(response, {});
        else response.writeHead(status, { location }).end();
      });
      const post = { method: "POST", body: '{"a":1}' } as const;
      expect((await transport.send(get(server, "/here", post))).status).toBe(200);
      expect(server.received[1]).toMatchObject({ method: "POST", path: "/there", body: '{"a":1}' });
      await expect(transport.send(get(server, "/away", post))).rejects.toMatchObject({
        code: "REDIRECT_REFUSED",
        status,
        message: expect.stringContaining("where no POST is sent"),
      });
    }
    expect(other.server.received).toHaveLength(0);
  });

  it("protocol §2.6 FIX: makes a GET without a body of a POST that is answered 303, not a POST", async () => {
    const { server, transport } = await start(({ path }, response) => {
      if (path === "/post") response.writeHead(303, { location: "/result" }).end();
      else sendJson(response, {});
    });
    const headers = ["content-type", "text/plain", "x-auth-token", "t0ken"];
    await transport.send(get(server, "/post", { method: "POST", body: "x", headers }));
    expect(server.received[1]).toMatchObject({ method: "GET", path: "/result", body: "" });
    expect(server.received[1]?.headers["content-type"]).toBeUndefined();
    expect(server.received[1]?.headers["x-auth-token"]).toBe("t0ken");
  });

  it("refuses to send a stream a second time, to leave http, to go nowhere, or to two places", async () => {
    const places: Record<string, Record<string, string | string[]>> = {
      "/put": { location: "/x" },
      "/file": { location: "file:///etc/passwd" },
      "/none": {},
      "/both": { location: ["/x", "http://other.example/"] },
    };
    const { server, transport } = await start((request, response) =>
      response.writeHead(307, places[request.path]).end(),
    );
    const body = Readable.from([Buffer.from("x")]);
    await expect(transport.send(get(server, "/put", { method: "PUT", body }))).rejects.toMatchObject({
      code: "REDIRECT_REFUSED",
      message: expect.stringContaining("cannot be sent again"),
    });
    await expect(transport.send(get(server, "/file"))).rejects.toMatchObject({ code: "REDIRECT_REFUSED" });
    await expect(transport.send(get(server, "/none"))).rejects.toMatchObject({ code: "REDIRECT_REFUSED" });
    await expect(transport.send(get(server, "/both"))).rejects.toMatchObject({
      code: "REDIRECT_REFUSED",
      message: `GET ${server.url}/both was redirected (307) to several places at once`,
    });
  });

  it("stops a redirect loop", async () => {
    const { server, transport } = await start((_, response) => response.writeHead(302, { location: "/again" }).end());
    await expect(transport.send(get(server, "/"))).rejects.toMatchObject({
      code: "REDIRECT_REFUSED",
      message: expect.stringContaining("in circles"),
    });
    expect(server.received).toHaveLength(11);
  });
});

describe("redirects that are answers", () => {
  it.each(["GET", "POST"] as const)("gives a %s's redirect back when it is asked for", async (method) => {
    const { server, transport } = await start((_, response) => {
      response.writeHead(303, { location: "/elsewhere", "set-cookie": ["a=1; path=/", "b=2"] }).end();
    });
    const answer = await transport.send(get(server, "/", { method, redirect: "manual" }));
    expect(answer.status).toBe(303);
    expect(answer.headers).toMatchObject({ location: "/elsewhere", "set-cookie": "a=1; path=/, b=2" });
    expect(server.received).toHaveLength(1);
  });
});

describe("uploads", () => {
  it("keeps a slow upload alive as long as it moves", async () => {
    const { server, transport } = await start((request, response) => sendJson(response, { size: request.body.length }));
    async function* slowly(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 6; i++) {
        await sleep(60);
        yield Buffer.alloc(10, "x");
      }
    }
    const answer = await transport.send(get(server, "/", { method: "PUT", body: slowly(), timeout: 200 }));
    expect(await answer.json()).toEqual({ size: 60 });
  });
});

describe("hostile servers", () => {
  it("ends the wait for a small answer at the timeout, although it might have become a stream", async () => {
    const { server, transport } = await start((_, response) => {
      const drip = setInterval(() => response.write("x"), 20);
      response.on("close", () => clearInterval(drip));
    });
    const sent = transport.send(get(server, "/", { mode: "stream", timeout: 300 }));
    expect(await failure(sent)).toMatchObject({ code: "TIMEOUT", message: expect.stringContaining("within 300 ms") });
  });

  it("ends a whole answer at the timeout, however steadily it drips", async () => {
    const { server, transport } = await start((_, response) => {
      response.write("[");
      const drip = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(drip));
    });
    await expect(transport.send(get(server, "/", { timeout: 150, retries: 0 }))).rejects.toMatchObject({
      code: "TIMEOUT",
    });
  });

  it("spends one timeout on all redirects of a request", async () => {
    const { server, transport } = await start(({ path }, response) => {
      setTimeout(() => response.writeHead(302, { location: `${path}x` }).end(), 60);
    });
    await expect(transport.send(get(server, "/", { timeout: 150, retries: 0 }))).rejects.toMatchObject({
      code: "TIMEOUT",
    });
    expect(server.received.length).toBeLessThan(5);
  });

  it("leaves behind every header that might be a credential when it is redirected elsewhere", async () => {
    const { server: other } = await start((_, response) => sendJson(response, {}));
    const { server, transport } = await start((_, response) => {
      response.writeHead(302, { location: `${other.url}/elsewhere` }).end();
    });
    const headers = ["x-api-key", "s3cret", "proxy-authorization", "s3cret", "range", "bytes=0-1", "accept", "*/*"];
    await transport.send(get(server, "/", { headers }));
    expect(JSON.stringify(other.received[0]?.headers)).not.toContain("s3cret");
    expect(other.received[0]?.headers).toMatchObject({ range: "bytes=0-1", accept: "*/*" });
  });

  it("asks again no sooner than it was told, even when that is longer than a timer can wait", async () => {
    const { server, transport } = await start((_, response) => {
      response.writeHead(503, { "retry-after": "99999999" }).end();
    });
    const controller = new AbortController();
    const sent = transport.send(get(server, "/", { timeout: 0, signal: controller.signal }));
    setTimeout(() => controller.abort(new Error("waited")), 100);
    await expect(sent).rejects.toThrow("waited");
    expect(server.received).toHaveLength(1);
  });
});

describe("closing", () => {
  it("ends a wait between two attempts", async () => {
    const { server, transport } = await start((_, response) => {
      response.writeHead(503, { "retry-after": "50" }).end();
      setTimeout(() => void transport.close(), 20);
    });
    const sent = transport.send(get(server, "/", { timeout: 60_000 }));
    await expect(sent).rejects.toMatchObject({ code: "SESSION_CLOSED" });
  });

  it("ends a call whose body is still being made", async () => {
    const { server, transport } = await start((_, response) => sendJson(response, {}));
    await transport.send(get(server, "/"));
    const sent = transport.send(get(server, "/", { method: "PUT", body: () => new Promise<string>(() => undefined) }));
    setTimeout(() => void transport.close(), 20);
    await expect(sent).rejects.toMatchObject({ code: "SESSION_CLOSED" });
    expect(server.received).toHaveLength(1);
  });

  it("ends what is under way in a dispatcher of the caller's, which stays open", async () => {
    const agent = new Agent();
    await using server = await serve(({ path }, response) => {
      if (path === "/quick") sendJson(response, {});
    });
    const transport = new Transport({ dispatcher: agent });
    const sent = transport.send(get(server, "/hangs"));
    setTimeout(() => void transport.close(), 50);
    await expect(sent).rejects.toMatchObject({ code: "SESSION_CLOSED" });
    const other = new Transport({ dispatcher: agent });
    expect((await other.send(get(server, "/quick"))).status).toBe(200);
    await agent.destroy();
  });
});
