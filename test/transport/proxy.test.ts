import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createAgent } from "../../src/transport/agent.ts";
import { Transport } from "../../src/transport/transport.ts";
import { sendJson, serve } from "../support/server.ts";
import { wireRequest } from "../support/wire.ts";

const started: Server[] = [];
afterEach(() => {
  for (const server of started.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A proxy that tunnels, and tells to where. */
async function proxy(): Promise<{ url: string; tunnels: string[]; logins: string[] }> {
  const tunnels: string[] = [];
  const logins: string[] = [];
  const server = createServer();
  server.on("connect", (request, client, head) => {
    tunnels.push(request.url ?? "");
    logins.push(Buffer.from((request.headers["proxy-authorization"] ?? "").slice(6), "base64").toString());
    const [host = "", port = ""] = (request.url ?? "").split(":");
    const target = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.write(head);
      target.pipe(client).pipe(target);
    });
    target.on("error", () => client.destroy());
    client.on("error", () => target.destroy());
  });
  started.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tunnels, logins };
}

/** A server that knows its open connections. */
async function counting(): Promise<{ url: string; open: Set<Socket> }> {
  const open = new Set<Socket>();
  const server = createServer((_, response) => sendJson(response, {}));
  server.keepAliveTimeout = 600_000;
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  started.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, open };
}

async function get(transport: Transport, origin: string): Promise<number> {
  const answer = await transport.send(wireRequest(origin, "/", { headers: [], timeout: 10_000, retries: 0 }));
  return answer.status;
}

describe("proxies", () => {
  it("carry requests, except to the hosts that need none", async () => {
    await using target = await serve((_, response) => sendJson(response, {}));
    const { url, tunnels } = await proxy();
    const through = new Transport({ proxy: { http: url } });
    expect(await get(through, target.url)).toBe(200);
    expect(tunnels).toEqual([new URL(target.url).host]);
    const around = new Transport({ proxy: { http: url, none: "127.0.0.1" } });
    expect(await get(around, target.url)).toBe(200);
    expect(tunnels).toHaveLength(1);
    await Promise.all([through.close(), around.close()]);
  });

  it.each(["127.0.0.0/8", "127.0.0.1", "*", "other, 127.0.0.1:PORT"])(
    "are not asked for what %s covers",
    async (written) => {
      await using target = await serve((_, response) => sendJson(response, {}));
      const none = written.replace("PORT", new URL(target.url).port);
      const transport = new Transport({ proxy: { http: "http://127.0.0.1:1", none } });
      expect(await get(transport, target.url)).toBe(200);
      await transport.close();
    },
  );

  it.each(["close", "destroy"] as const)("and what is reached without them are ended by %s", async (end) => {
    const [one, two] = [await counting(), await counting()];
    const { url } = await proxy();
    const none = new URL(one.url).host;
    const agent = createAgent({ proxy: { http: url, https: url, none }, pool: { keepAlive: 600_000 } });
    const transport = new Transport({ dispatcher: agent });
    expect([await get(transport, one.url), await get(transport, two.url)]).toEqual([200, 200]);
    expect([one.open.size, two.open.size]).toEqual([1, 1]);
    await agent[end]();
    await vi.waitFor(() => expect([one.open.size, two.open.size]).toEqual([0, 0]), 10_000);
  });

  it.each([
    ["", "", ""],
    ["", "/a?b=c#d", ""],
    ["u:p@", "/", "u:p"],
    ["u:p%40%C3%A9%2525@", "", "u:p@é%25"],
    ["u:100%@", "", "u:100%"],
    ["u:%FF%@", "", "u:%FF%"],
    ["u@", "", "u:"],
  ])("are logged in to as their address says: %s, with %s behind the host", async (user, behind, login) => {
    await using target = await serve((_, response) => sendJson(response, {}));
    const { url, logins } = await proxy();
    const through = new Transport({ proxy: { http: url.replace("//", `//${user}`) + behind } });
    expect(await get(through, target.url)).toBe(200);
    expect(logins).toEqual([login]);
    await through.close();
  });

  it("keep to the pool's number of connections", async () => {
    const target = await counting();
    const { url, tunnels } = await proxy();
    const transport = new Transport({ proxy: { http: url }, pool: { connections: 1 } });
    const answers = [1, 2, 3].map(() => get(transport, target.url));
    expect(await Promise.all(answers)).toEqual([200, 200, 200]);
    expect(tunnels).toHaveLength(1);
    await transport.close();
  });

  it("of the environment are not used unless they are given", async () => {
    await using target = await serve((_, response) => sendJson(response, {}));
    const before = process.env.http_proxy;
    process.env.http_proxy = "http://127.0.0.1:1";
    try {
      const plain = new Transport({});
      const partly = new Transport({ proxy: { https: "http://127.0.0.1:1" } });
      expect([await get(plain, target.url), await get(partly, target.url)]).toEqual([200, 200]);
      await Promise.all([plain.close(), partly.close()]);
    } finally {
      if (before === undefined) delete process.env.http_proxy;
      else process.env.http_proxy = before;
    }
  });
});
