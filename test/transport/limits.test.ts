import { setTimeout as sleep } from "node:timers/promises";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { failure } from "../support/failure.ts";
import { sendJson } from "../support/server.ts";
import { startTransport } from "../support/transport.ts";
import { wireRequest } from "../support/wire.ts";

describe("the limit of answers that are read whole", () => {
  const large = Buffer.alloc(300_000, "x");

  it.each([
    ["tells its length", "/told"],
    ["does not", "/chunked"],
  ])("ends a longer answer that %s, and leaves the connection of nobody else broken", async (_, path) => {
    const { server, transport } = await startTransport((request, response) => {
      if (request.path === "/small") sendJson(response, {});
      else if (request.path === "/told") response.end(large);
      else {
        response.write(large.subarray(0, 150_000));
        response.end(large.subarray(150_000));
      }
    });
    const error = await failure(transport.send(wireRequest(server.url, path, { bodyLimit: 200_000 })));
    expect(error).toMatchObject({
      name: "HttpError",
      code: "BODY_TOO_LARGE",
      status: 200,
      message: expect.stringContaining("more than 200000 bytes; give the call a larger bodyLimit"),
    });
    expect((await transport.send(wireRequest(server.url, path, { bodyLimit: 300_000 }))).status).toBe(200);
    expect((await transport.send(wireRequest(server.url, "/small", { bodyLimit: 200_000 }))).status).toBe(200);
    expect(server.received).toHaveLength(3);
  });

  it("does not hold for streams, but for who reads one whole", async () => {
    const { server, transport } = await startTransport((_, response) => response.end(large));
    const stream = { mode: "stream", bodyLimit: 100_000 } as const;
    const read = await transport.send(wireRequest(server.url, "/", stream));
    let size = 0;
    for await (const chunk of read.body) size += chunk.length;
    expect(size).toBe(300_000);
    const whole = await transport.send(wireRequest(server.url, "/", stream));
    expect(await failure(whole.bytes())).toMatchObject({ code: "BODY_TOO_LARGE" });
  });
});

describe("content codings", () => {
  const text = JSON.stringify({ servers: Array.from({ length: 2_000 }, (_, id) => ({ id })) });
  const codings: [string, (bytes: Buffer) => Buffer][] = [
    ["gzip", gzipSync],
    ["x-gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
    ["br", brotliCompressSync],
    ["gzip, br", (bytes) => brotliCompressSync(gzipSync(bytes))],
    ["identity", (bytes) => bytes],
  ];

  it.each(codings)("undoes %s for who reads the answer whole", async (coding, encode) => {
    const { server, transport } = await startTransport((_, response) =>
      response.setHeader("content-encoding", coding).end(encode(Buffer.from(text))),
    );
    for (const mode of ["buffer", "stream"] as const) {
      const answer = await transport.send(wireRequest(server.url, "/", { mode }));
      expect(await answer.text()).toBe(text);
    }
  });

  it("leaves a streamed body as it was sent", async () => {
    const sent = gzipSync(text);
    const { server, transport } = await startTransport((_, response) =>
      response.setHeader("content-encoding", "gzip").end(sent),
    );
    const answer = await transport.send(wireRequest(server.url, "/", { mode: "stream" }));
    expect(Buffer.concat(await answer.body.toArray()).equals(sent)).toBe(true);
  });

  it("ends what unfolds to more than the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    const { server, transport } = await startTransport((_, response) =>
      response.setHeader("content-encoding", "gzip").end(bomb),
    );
    const answer = await transport.send(wireRequest(server.url, "/", { bodyLimit: 1_000_000 }));
    expect(await failure(answer.json())).toMatchObject({ code: "BODY_TOO_LARGE" });
  });

  it("tells what is wrong with a body that is no such thing", async () => {
    const { server, transport } = await startTransport((_, response) =>
      response.setHeader("content-encoding", "gzip").end("{}"),
    );
    const answer = await transport.send(wireRequest(server.url, "/"));
    expect(await failure(answer.json())).toMatchObject({
      code: "INVALID_BODY",
      message: expect.stringMatching(/gzip/),
    });
  });

  it("reads a HEAD's and an empty answer's coding as nothing to do", async () => {
    const { server, transport } = await startTransport((_, response) =>
      response.setHeader("content-encoding", "gzip").end(),
    );
    for (const method of ["HEAD", "GET"] as const) {
      expect(await (await transport.send(wireRequest(server.url, "/", { method }))).text()).toBe("");
    }
  });
});

describe("each time on its own", () => {
  const forever = 60_000;

  it("ends a wait for the answer's beginning", async () => {
    const { server, transport } = await startTransport(() => undefined);
    const timeout = { headers: 100, idle: forever, whole: 0 };
    expect(await failure(transport.send(wireRequest(server.url, "/", { timeout })))).toMatchObject({
      code: "TIMEOUT",
      message: expect.stringContaining("no answer began within 100 ms"),
    });
  });

  it("ends an answer that does not move, and not one that does", async () => {
    const { server, transport } = await startTransport(({ path }, response) => {
      response.write("[");
      const drip = setInterval(() => response.write(" "), 30);
      response.on("close", () => clearInterval(drip));
      if (path === "/stalls") clearInterval(drip);
      else setTimeout(() => response.end("]"), 400);
    });
    const timeout = { headers: forever, idle: 150, whole: 0 };
    expect(await failure(transport.send(wireRequest(server.url, "/stalls", { timeout })))).toMatchObject({
      code: "TIMEOUT",
      message: expect.stringContaining("did not move, or was not read, for 150 ms"),
    });
    expect(await (await transport.send(wireRequest(server.url, "/drips", { timeout }))).json()).toEqual([]);
  });

  it("ends a streamed answer that moves, when the whole has a limit", async () => {
    const { server, transport } = await startTransport((_, response) => {
      const drip = setInterval(() => response.write(Buffer.alloc(70_000)), 20);
      response.on("close", () => clearInterval(drip));
    });
    const timeout = { whole: 300 };
    const answer = await transport.send(wireRequest(server.url, "/", { mode: "stream", timeout }));
    const read = async (): Promise<void> => {
      for await (const chunk of answer.body) expect(chunk.length).toBeGreaterThan(0);
    };
    expect(await failure(read())).toMatchObject({
      code: "TIMEOUT",
      message: expect.stringContaining("no complete answer within 300 ms"),
    });
  });

  it("counts waits and repetitions into the time until the answer begins", async () => {
    const { server, transport } = await startTransport((_, response) => {
      setTimeout(() => response.writeHead(503, { "retry-after": "0" }).end(), 80);
    });
    const timeout = { headers: 200 };
    const changes = { mode: "stream", timeout, retries: 50 } as const;
    expect(await failure(transport.send(wireRequest(server.url, "/", changes)))).toMatchObject({ code: "TIMEOUT" });
    expect(server.received.length).toBeLessThan(5);
  });

  it("lets an upload take the time it needs, unless the whole has a limit", async () => {
    const { server, transport } = await startTransport((_, response) => sendJson(response, {}));
    async function* slowly(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 6; i++) {
        await sleep(60);
        yield Buffer.alloc(10);
      }
    }
    const put = { method: "PUT", retries: 0 } as const;
    expect((await transport.send(wireRequest(server.url, "/", { ...put, body: slowly(), timeout: 200 }))).status).toBe(
      200,
    );
    const limited = wireRequest(server.url, "/", { ...put, body: slowly(), timeout: { whole: 200 } });
    expect(await failure(transport.send(limited))).toMatchObject({ code: "TIMEOUT" });
  });
});
