import { Agent } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { type Adapter, noAuth, Session } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { serve, type TestServer } from "../support/server.ts";

const CALLS = 1_000;
const CONNECTIONS = 4;
const SIZES = { "2 B": 2, "70 kB": 70_000, "1 MB": 1_000_000 } as const;

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A session on few connections, towards a server that answers /2, /70000 and so on with that many bytes. */
async function start(): Promise<{ server: TestServer; compute: Adapter }> {
  const bodies = new Map(Object.values(SIZES).map((size) => [`/v2.1/${size}`, Buffer.alloc(size, "1")]));
  const server = await serve(({ path }, response) => response.end(bodies.get(path)));
  const dispatcher = new Agent({ connections: CONNECTIONS });
  // An answer that nobody reads is given up soon; who waits for a connection has time.
  const session = new Session({ auth: noAuth(), dispatcher, timeout: { headers: 0, idle: 15 } });
  open.push(session, { close: () => dispatcher.destroy() }, server);
  return { server, compute: session.adapter("compute", { endpointOverride: `${server.url}/v2.1` }) };
}

describe("answers that nobody reads", () => {
  it.each(Object.entries(SIZES))(
    "of %s, a thousand times on 4 connections, do not hold up the next call",
    async (_, size) => {
      const { server, compute } = await start();
      const answers = await Promise.all(Array.from({ length: CALLS }, () => compute.get(`/${size}`)));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect(server.received).toHaveLength(CALLS);
      expect(await compute.get("/2").text()).toBe("11");
    },
    90_000,
  );
});

describe("a timeout of one number", () => {
  it("is enough for the next call when the only connection has an answer that nobody reads", async () => {
    const body = Buffer.alloc(1_000_000, "1");
    const server = await serve(({ path }, response) => {
      if (path === "/v2.1/small") response.end("11");
      // What keeps coming although nobody reads must not keep the answer alive.
      else for (const end of [100, 200, 300]) setTimeout(() => response.write(body.subarray(0, 80_000)), end);
    });
    const session = new Session({ auth: noAuth(), timeout: 2_000, pool: { connections: 1 } });
    open.push(session, server);
    const compute = session.adapter("compute", { endpointOverride: `${server.url}/v2.1` });
    for (const read of [() => compute.get("/small").text(), async () => (await compute.get("/small")).text()]) {
      const unread = await compute.get("/large");
      expect(await read()).toBe("11");
      expect(await failure(unread.bytes())).toMatchObject({ code: "TIMEOUT", message: /nobody read the answer/ });
    }
  });
});

describe("one call", () => {
  const orders: Readonly<Record<string, (call: ReturnType<Adapter["get"]>) => Promise<unknown[]>>> = {
    "json(), then awaited": async (call) => [await call.json(), (await call).status],
    "awaited, then json()": async (call) => [(await call).status, await call.json()],
    "both at once, json() first": (call) => Promise.all([call.json(), call]),
    "both at once, awaited first": (call) => Promise.all([call, call.json()]),
    "json() twice": (call) => Promise.all([call.json(), call.json()]),
    "awaited twice": (call) => Promise.all([call, call]),
    "json() and text() and bytes()": (call) => Promise.all([call.json(), call.text(), call.bytes()]),
    "text(), then json() of its answer": async (call) => [await call.text(), await (await call).json()],
    "json() a turn later": async (call) => {
      await new Promise(setImmediate);
      return [await call.json(), await call.json()];
    },
  };

  it.each(Object.entries(orders))("asked for %s is one request", async (_, ask) => {
    const { server, compute } = await start();
    for (const size of [2, 70_000]) {
      const results = await ask(compute.get(`/${size}`, { timeout: 10_000 }));
      const value = size === 2 ? 11 : Number.POSITIVE_INFINITY;
      for (const result of results) expect([value, 200, "1".repeat(size)]).toContainEqual(plain(result));
    }
    expect(server.received).toHaveLength(2);
  });

  it("that nobody awaits is one request, too", async () => {
    const { server, compute } = await start();
    const call = compute.get("/2");
    await expect.poll(() => server.received.length).toBe(1);
    // Its failure would be nobody's, when all is closed.
    await call;
    expect(server.received).toHaveLength(1);
  });
});

function plain(result: unknown): unknown {
  if (Buffer.isBuffer(result)) return result.toString();
  return typeof result === "object" && result !== null && "status" in result ? result.status : result;
}
