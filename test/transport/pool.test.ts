import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { transportWith } from "../support/transport.ts";
import { wireRequest } from "../support/wire.ts";

interface Counted {
  readonly server: Server;
  readonly url: string;
  connections: number;
  /** The most requests there were at once. */
  most: number;
}

/** A server that counts, and answers after a moment unless told otherwise. */
async function counting(answer: RequestListener = (_, response) => response.end("{}")): Promise<Counted> {
  let now = 0;
  const server = createServer((request, response) => {
    now++;
    counted.most = Math.max(counted.most, now);
    response.on("close", () => now--);
    setTimeout(() => answer(request, response), 20);
  });
  server.on("connection", () => counted.connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const counted: Counted = { server, url, connections: 0, most: 0 };
  return counted;
}

describe("the pool", () => {
  it("has a hundred connections to an origin and makes no more for a thousand calls", async () => {
    const counted = await counting();
    const transport = transportWith({});
    const calls = Array.from({ length: 1_000 }, () => transport.send(wireRequest(counted.url, "/")));
    const answers = await Promise.all(calls);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(counted.connections).toBe(100);
  });

  it.each([
    ["as many connections as it is told", { connections: 3 }, 3],
    ["as many connections as there are calls when there is no limit", { connections: 0 }, 120],
  ])("has %s", async (_, pool, expected) => {
    const counted = await counting();
    const transport = transportWith({ pool });
    await Promise.all(Array.from({ length: 120 }, () => transport.send(wireRequest(counted.url, "/"))));
    expect(counted.connections).toBe(expected);
    expect(counted.most).toBeLessThanOrEqual(expected);
  });

  it("lets the calls that wait for a connection go in order", async () => {
    const order: string[] = [];
    const counted = await counting((request, response) => {
      order.push(request.url ?? "");
      response.end();
    });
    const transport = transportWith({ pool: { connections: 1 } });
    const paths = Array.from({ length: 20 }, (_, index) => `/${index}`);
    await Promise.all(paths.map((path) => transport.send(wireRequest(counted.url, path))));
    expect(order).toEqual(paths);
  });

  it("uses a connection again, but a new one for each request without keep-alive", async () => {
    const counted = await counting();
    for (const [pool, expected] of [
      [{ connections: 1 }, 1],
      [{ connections: 1, keepAlive: 60_000 }, 1],
      [{ connections: 1, keepAlive: 0 }, 3],
    ] as const) {
      const before = counted.connections;
      const transport = transportWith({ pool });
      for (let count = 0; count < 3; count++) await transport.send(wireRequest(counted.url, "/"));
      expect(counted.connections - before).toBe(expected);
    }
  });

  it.each([
    ["after its own time", { keepAlive: 300 }, undefined],
    ["after the server's, if that is shorter", { keepAlive: 60_000 }, "timeout=2"],
    ["not as late as the server allows", { keepAlive: 300 }, "timeout=600"],
  ])("ends an idle connection %s", async (_, pool, hint) => {
    const counted = await counting((_request, response) => {
      if (hint !== undefined) response.setHeader("connection", "keep-alive").setHeader("keep-alive", hint);
      response.end();
    });
    counted.server.keepAliveTimeout = 0;
    const ended = new Promise((resolve) => counted.server.on("connection", (socket) => socket.on("close", resolve)));
    await transportWith({ pool }).send(wireRequest(counted.url, "/"));
    await ended;
  });
});
