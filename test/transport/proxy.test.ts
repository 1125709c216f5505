import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
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
async function proxy(): Promise<{ url: string; tunnels: string[] }> {
  const tunnels: string[] = [];
  const server = createServer();
  server.on("connect", (request, client, head) => {
    tunnels.push(request.url ?? "");
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
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tunnels };
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
