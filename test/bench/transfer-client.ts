// Moves 1 GiB one way and prints how long that took and by how much the process grew.
import { Readable } from "node:stream";
import { request } from "undici";
import { Session } from "../../src/index.ts";
import { fixedCloud, HEADERS } from "./fixed-cloud.ts";
import { poolOf } from "./pool.ts";
import { GIBIBYTE } from "./target.ts";

const [direction = "", way = "", url = ""] = process.argv.slice(2);
const session = new Session({ auth: fixedCloud(url) });
const compute = session.adapter("compute");
const agent = poolOf();
const part = Buffer.alloc(64 * 1024, "x");

async function* parts(): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < GIBIBYTE; sent += part.length) yield part;
}

async function drained(body: AsyncIterable<Buffer>): Promise<number> {
  let size = 0;
  for await (const chunk of body) size += chunk.length;
  return size;
}

const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  "down ours": async () => drained((await compute.get("/large")).body),
  "down undici": async () =>
    drained((await request(`${url}/v2.1/large`, { headers: HEADERS, dispatcher: agent })).body),
  "up ours": () => compute.put("/large", { body: parts() }).json(),
  "up undici": async () => {
    const body = Readable.from(parts(), { objectMode: false });
    return (
      await request(`${url}/v2.1/large`, { method: "PUT", headers: HEADERS, body, dispatcher: agent })
    ).body.json();
  },
};

// What the first request loads is not what a transfer needs.
await (direction === "up" ? session.authenticate() : compute.get("/small").json());
globalThis.gc?.();
const before = process.memoryUsage.rss();
const started = performance.now();
let most = before;
const watch = setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss());
}, 20);
await ways[`${direction} ${way}`]?.();
clearInterval(watch);
console.log(
  JSON.stringify({ ms: performance.now() - started, growth: Math.max(most, process.memoryUsage.rss()) - before }),
);
await session.close();
await agent.destroy();
