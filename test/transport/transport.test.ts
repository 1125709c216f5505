import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { MockAgent } from "undici";
import { describe, expect, it } from "vitest";
import { Transport } from "../../src/transport/transport.ts";
import { failure } from "../support/failure.ts";
import { sendJson } from "../support/server.ts";
import { requestTo, startTransport } from "../support/transport.ts";
import { wireRequest } from "../support/wire.ts";

describe("answers", () => {
  it("gives status, headers, request id and JSON", async () => {
    const { server, transport } = await startTransport((_, response) => {
      response.setHeader("x-openstack-request-id", "req-1");
      sendJson(response, { ok: [1, 2] }, 300);
    });
    const answer = await transport.send(requestTo(server, "/a?b=1"));
    expect(answer.status).toBe(300);
    expect(answer.requestId).toBe("req-1");
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(await answer.json()).toEqual({ ok: [1, 2] });
    expect(server.received[0]?.path).toBe("/a?b=1");
  });

  it("reads an empty body as undefined JSON", async () => {
    const { server, transport } = await startTransport((_, response) => response.writeHead(204).end());
    expect(await (await transport.send(requestTo(server, "/"))).json()).toBeUndefined();
  });

  it("reads JSON and text without the byte order mark they may begin with; bytes are as they were sent", async () => {
    const { server, transport } = await startTransport((_, response) => response.end('\uFEFF{"name":"\uFEFFa"}'));
    expect(await (await transport.send(requestTo(server, "/"))).json()).toEqual({ name: "\uFEFFa" });
    expect(await (await transport.send(requestTo(server, "/"))).text()).toBe('{"name":"\uFEFFa"}');
    expect((await (await transport.send(requestTo(server, "/"))).bytes()).toString()).toBe('\uFEFF{"name":"\uFEFFa"}');
  });

  it("rejects a body that is not JSON with what came instead", async () => {
    const { server, transport } = await startTransport((_, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<h1>proxy</h1>");
    });
    const answer = await transport.send(requestTo(server, "/"));
    await expect(answer.json()).rejects.toMatchObject({
      name: "HttpError",
      code: "INVALID_BODY",
      status: 200,
      body: "<h1>proxy</h1>",
    });
  });

  it("settles a streamed call with small bodies whole and large ones as a stream", async () => {
    const large = Buffer.alloc(5_000_000, "x");
    const { server, transport } = await startTransport((request, response) =>
      response.end(request.path === "/large" ? large : "small"),
    );
    expect(await (await transport.send(requestTo(server, "/small", { mode: "stream" }))).text()).toBe("small");
    const answer = await transport.send(requestTo(server, "/large", { mode: "stream" }));
    const hash = createHash("md5");
    for await (const chunk of answer.body) hash.update(chunk);
    expect(hash.digest("hex")).toBe(createHash("md5").update(large).digest("hex"));
  });

  it("holds a large body back until it is read", async () => {
    let sent = 0;
    const { server, transport } = await startTransport((_, response) => {
      const source = Readable.from(
        (function* () {
          for (; sent < 2_000; sent++) yield Buffer.alloc(65_536);
        })(),
      );
      source.pipe(response);
    });
    const answer = await transport.send(requestTo(server, "/", { mode: "stream" }));
    await sleep(300);
    expect(sent).toBeLessThan(1_500);
    await answer.discard();
  });

  it("gives a HEAD of something large as it is", async () => {
    const { server, transport } = await startTransport((_, response) =>
      response.setHeader("content-length", 10 ** 9).end(),
    );
    const answer = await transport.send(requestTo(server, "/", { method: "HEAD", bodyLimit: 1_000 }));
    expect(await answer.bytes()).toHaveLength(0);
    expect(answer.headers["content-length"]).toBe("1000000000");
  });

  it("destroys a stream that nobody reads for the timeout", async () => {
    const { server, transport } = await startTransport((_, response) => response.end(Buffer.alloc(20_000_000)));
    const answer = await transport.send(requestTo(server, "/", { mode: "stream", timeout: 200 }));
    await sleep(500);
    await expect(answer.bytes()).rejects.toMatchObject({ code: "TIMEOUT" });
  });
});

describe("failures", () => {
  it("names the URL of a refused connection and says that nothing was sent", async () => {
    const { server, transport } = await startTransport(() => undefined);
    await server.close();
    await expect(transport.send(requestTo(server, "/x", { retries: 0 }))).rejects.toMatchObject({
      name: "TransportError",
      code: "CONNECT_FAILED",
      sent: false,
      message: expect.stringContaining(`GET ${server.url}/x`),
    });
  });

  it("ends a call at its timeout, also while it is retried", async () => {
    const { server, transport } = await startTransport(() => undefined);
    await expect(transport.send(requestTo(server, "/", { timeout: 150 }))).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(server.received).toHaveLength(1);
  });

  it("rejects with the signal's own reason", async () => {
    const { server, transport } = await startTransport(() => undefined);
    const reason = new Error("enough");
    const controller = new AbortController();
    const call = transport.send(requestTo(server, "/", { signal: controller.signal }));
    setTimeout(() => controller.abort(reason), 30);
    await expect(call).rejects.toBe(reason);
    await expect(transport.send(requestTo(server, "/", { signal: controller.signal }))).rejects.toBe(reason);
  });

  it.each(["text", null, { an: "object" }])(
    "rejects with the reason %j, for who reads a streamed answer too",
    async (reason) => {
      const { server, transport } = await startTransport((_, response) => response.write(Buffer.alloc(100_000)));
      const controller = new AbortController();
      const answer = await transport.send(requestTo(server, "/", { mode: "stream", signal: controller.signal }));
      const read = answer.bytes();
      controller.abort(reason);
      await expect(read).rejects.toBe(reason);
    },
  );

  it("reports a truncated body as a lost connection", async () => {
    const { server, transport } = await startTransport((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("short");
      setTimeout(() => response.destroy(), 20);
    });
    await expect(transport.send(requestTo(server, "/", { retries: 0 }))).rejects.toMatchObject({
      code: "CONNECTION_LOST",
      sent: true,
    });
  });

  it("refuses to send after close", async () => {
    const { server, transport } = await startTransport((_, response) => response.end());
    await transport.close();
    await expect(transport.send(requestTo(server, "/"))).rejects.toMatchObject({ code: "SESSION_CLOSED" });
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

describe("uploads", () => {
  it("keeps a slow upload alive as long as it moves", async () => {
    const { server, transport } = await startTransport((request, response) =>
      sendJson(response, { size: request.body.length }),
    );
    async function* slowly(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 6; i++) {
        await sleep(60);
        yield Buffer.alloc(10, "x");
      }
    }
    const answer = await transport.send(requestTo(server, "/", { method: "PUT", body: slowly(), timeout: 200 }));
    expect(await answer.json()).toEqual({ size: 60 });
  });
});

describe("hostile servers", () => {
  it("ends the wait for a small answer at the timeout, although it might have become a stream", async () => {
    const { server, transport } = await startTransport((_, response) => {
      const drip = setInterval(() => response.write("x"), 20);
      response.on("close", () => clearInterval(drip));
    });
    const sent = transport.send(requestTo(server, "/", { mode: "stream", timeout: 300 }));
    expect(await failure(sent)).toMatchObject({ code: "TIMEOUT", message: expect.stringContaining("within 300 ms") });
  });

  it("ends a whole answer at the timeout, however steadily it drips", async () => {
    const { server, transport } = await startTransport((_, response) => {
      response.write("[");
      const drip = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(drip));
    });
    await expect(transport.send(requestTo(server, "/", { timeout: 150, retries: 0 }))).rejects.toMatchObject({
      code: "TIMEOUT",
    });
  });

  it("spends one timeout on all redirects of a request", async () => {
    const { server, transport } = await startTransport(({ path }, response) => {
      setTimeout(() => response.writeHead(302, { location: `${path}x` }).end(), 60);
    });
    await expect(transport.send(requestTo(server, "/", { timeout: 150, retries: 0 }))).rejects.toMatchObject({
      code: "TIMEOUT",
    });
    expect(server.received.length).toBeLessThan(5);
  });

  it("leaves behind every header that might be a credential when it is redirected elsewhere", async () => {
    const { server: other } = await startTransport((_, response) => sendJson(response, {}));
    const { server, transport } = await startTransport((_, response) => {
      response.writeHead(302, { location: `${other.url}/elsewhere` }).end();
    });
    const headers = ["x-api-key", "s3cret", "proxy-authorization", "s3cret", "range", "bytes=0-1", "accept", "*/*"];
    await transport.send(requestTo(server, "/", { headers }));
    expect(JSON.stringify(other.received[0]?.headers)).not.toContain("s3cret");
    expect(other.received[0]?.headers).toMatchObject({ range: "bytes=0-1", accept: "*/*" });
  });

  it("asks again no sooner than it was told, even when that is longer than a timer can wait", async () => {
    const { server, transport } = await startTransport((_, response) => {
      response.writeHead(503, { "retry-after": "99999999" }).end();
    });
    const controller = new AbortController();
    const sent = transport.send(requestTo(server, "/", { timeout: 0, signal: controller.signal }));
    setTimeout(() => controller.abort(new Error("waited")), 100);
    await expect(sent).rejects.toThrow("waited");
    expect(server.received).toHaveLength(1);
  });
});
