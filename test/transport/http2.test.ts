import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import type { PoolOptions } from "../../src/transport/agent.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { failure } from "../support/failure.ts";
import { serveHttp2, serveHttps, type TlsTestServer } from "../support/http2-server.ts";
import { transportWith } from "../support/transport.ts";
import { wireRequest } from "../support/wire.ts";

/** A server with a transport that trusts it and may speak HTTP/2 with it. */
async function multiplexed(
  starting: Promise<TlsTestServer>,
  pool: PoolOptions = {},
): Promise<{ server: TlsTestServer; transport: Transport }> {
  const server = await starting;
  const transport = transportWith({ tls: { ca: server.ca }, pool: { http2: true, ...pool } });
  onTestFinished(() => server.close());
  return { server, transport };
}

describe("HTTP/2", () => {
  it.each([
    ["nobody listens", "https://127.0.0.1:1", "CONNECT_FAILED"],
    ["nobody listens without TLS", "http://127.0.0.1:1", "CONNECT_FAILED"],
    ["the name is unknown", "https://no-such-host.invalid", "CONNECT_FAILED"],
  ])("fails as HTTP/1.1 does when %s", async (_, url, code) => {
    const transport = transportWith({ pool: { http2: true } });
    expect(await failure(transport.send(wireRequest(url, "/", { retries: 0 })))).toMatchObject({ code, sent: false });
  });

  it("fails as HTTP/1.1 does when an unknown authority signed the certificate", async () => {
    const server = await serveHttp2((_, response) => response.end());
    onTestFinished(() => server.close());
    const transport = transportWith({ pool: { http2: true } });
    expect(await failure(transport.send(wireRequest(server.url, "/")))).toMatchObject({ code: "TLS_FAILED" });
  });

  it.each(["te", "Connection", "http2-settings", "proxy-connection", "upgrade", "keep-alive", "transfer-encoding"])(
    "refuses the header %s, which it has no place for, and goes on",
    async (name) => {
      const { server, transport } = await multiplexed(serveHttp2((_, response) => response.end("{}")));
      const request = wireRequest(server.url, "/", { headers: [name, "x"] });
      expect(await failure(transport.send(request))).toMatchObject({ code: "INVALID_REQUEST" });
      expect((await transport.send(wireRequest(server.url, "/"))).status).toBe(200);
    },
  );

  it("goes on after an upload whose source failed at once", async () => {
    const { server, transport } = await multiplexed(
      serveHttp2((request, response) => {
        request.on("error", () => undefined);
        response.on("error", () => undefined);
        request.on("end", () => response.end("{}")).resume();
      }),
    );
    await transport.send(wireRequest(server.url, "/"));
    const body = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error("the source is gone")) }),
    };
    const failed = await failure(transport.send(wireRequest(server.url, "/", { method: "PUT", body })));
    expect(failed).toMatchObject({ code: "BODY_FAILED" });
    expect((await transport.send(wireRequest(server.url, "/"))).status).toBe(200);
  });

  it("is spoken only by option", async () => {
    const { server, transport } = await multiplexed(
      serveHttp2((request, response) => response.end(request.httpVersion)),
    );
    const plain = transportWith({ tls: { ca: server.ca } });
    expect(await (await transport.send(wireRequest(server.url, "/"))).text()).toBe("2.0");
    expect(await (await plain.send(wireRequest(server.url, "/"))).text()).toBe("1.1");
  });

  it("sends many requests at once over one connection", async () => {
    let [now, most] = [0, 0];
    const { server, transport } = await multiplexed(
      serveHttp2((_, response) => {
        most = Math.max(most, ++now);
        setTimeout(() => response.end(String(now--)), 30);
      }),
    );
    await transport.send(wireRequest(server.url, "/"));
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => transport.send(wireRequest(server.url, "/", { timeout: 10_000 }))),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect({ connections: server.connections, most }).toEqual({ connections: 1, most: 60 });
  });

  it("speaks HTTP/1.1, one request at a time on a connection, with a server that knows no other", async () => {
    let [now, most] = [0, 0];
    const { server, transport } = await multiplexed(
      serveHttps((request, response) => {
        most = Math.max(most, ++now);
        setTimeout(() => {
          now--;
          response.end(request.httpVersion);
        }, 20);
      }),
      { connections: 3 },
    );
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => transport.send(wireRequest(server.url, "/", { timeout: 10_000 }))),
    );
    const versions = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(versions)).toEqual(new Set(["1.1"]));
    expect({ connections: server.connections, most }).toEqual({ connections: 3, most: 3 });
  });

  it("carries headers, bodies, statuses and large streams", async () => {
    const large = Buffer.alloc(3_000_000, "x");
    const { server, transport } = await multiplexed(
      serveHttp2((request, response) => {
        if (request.url === "/large") return void response.end(large);
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
          const { method, headers } = request;
          response.writeHead(409, { "content-type": "application/json", "x-openstack-request-id": "req-1" });
          response.end(JSON.stringify({ method, token: headers["x-auth-token"], size: Buffer.concat(chunks).length }));
        });
      }),
    );
    const body = Buffer.alloc(500_000, "y");
    const posted = await transport.send(wireRequest(server.url, "/", { method: "POST", body }));
    expect(posted.status).toBe(409);
    expect(posted.headers["x-openstack-request-id"]).toBe("req-1");
    expect(await posted.json()).toEqual({ method: "POST", token: "t0ken", size: 500_000 });
    const streamed = await transport.send(wireRequest(server.url, "/large", { mode: "stream", timeout: 10_000 }));
    let size = 0;
    for await (const chunk of streamed.body) {
      size += chunk.length;
      if (size < 200_000) await sleep(1);
    }
    expect(size).toBe(large.length);
  });

  it("ends one call by its signal or its timeout and leaves the others on the connection alone", async () => {
    const { server, transport } = await multiplexed(
      serveHttp2((request, response) => {
        if (request.url !== "/silent") setTimeout(() => response.end("{}"), 60);
      }),
    );
    await transport.send(wireRequest(server.url, "/"));
    const controller = new AbortController();
    const gone = new Error("gone");
    const silent = wireRequest(server.url, "/silent", { signal: controller.signal, retries: 0 });
    const aborted = failure(transport.send(silent));
    const late = failure(transport.send(wireRequest(server.url, "/silent", { timeout: 40, retries: 0 })));
    const other = transport.send(wireRequest(server.url, "/"));
    setTimeout(() => controller.abort(gone), 10);
    expect(await aborted).toBe(gone);
    expect(await late).toMatchObject({ name: "TransportError", code: "TIMEOUT" });
    expect((await other).status).toBe(200);
    expect(server.connections).toBe(1);
  });

  it("goes on over a new connection when the server has ended the one there was", async () => {
    const { server, transport } = await multiplexed(
      serveHttp2((request, response) => {
        const { session } = request.stream;
        if (request.url === "/last") setTimeout(() => session?.close(), 40);
        response.end("{}");
      }),
    );
    expect((await transport.send(wireRequest(server.url, "/last"))).status).toBe(200);
    await sleep(150);
    expect((await transport.send(wireRequest(server.url, "/"))).status).toBe(200);
    expect(server.connections).toBe(2);
  });
});
