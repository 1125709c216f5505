// Moves 1 GiB one way and prints how long that took, by how much the process grew, and by how much with its warming up.
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

const WARM_UP = 128 * 2 ** 20;
let limit = GIBIBYTE;

/** The first bytes of the large file. */
const range = (): { readonly range: string } => ({ range: `bytes=0-${limit - 1}` });

async function* parts(): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < limit; sent += part.length) yield part;
}

async function drained(body: AsyncIterable<Buffer>): Promise<number> {
  let size = 0;
  for await (const chunk of body) size += chunk.length;
  return size;
}

const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  "down ours": async () => drained((await compute.get("/large", { headers: range() })).body),
  "down undici": async () =>
    drained((await request(`${url}/v2.1/large`, { headers: { ...HEADERS, ...range() }, dispatcher: agent })).body),
  "up ours": () => compute.put("/large", { body: parts() }).json(),
  "up undici": async () => {
    const body = Readable.from(parts(), { objectMode: false });
    return (
      await request(`${url}/v2.1/large`, { method: "PUT", headers: HEADERS, body, dispatcher: agent })
    ).body.json();
  },
};

const move = ways[`${direction} ${way}`];
if (move === undefined) throw new Error(`there is no way "${direction} ${way}"`);
if (direction === "down") await compute.get("/small").json();
else await session.authenticate();
globalThis.gc?.();
const cold = process.memoryUsage.rss();
// Buffers come and go until the collector has found its pace; what a transfer adds to that is its own.
limit = WARM_UP;
await move();
const warm = process.memoryUsage.rss();
limit = GIBIBYTE;
const started = performance.now();
let most = warm;
const watch = setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss());
}, 20);
await move();
clearInterval(watch);
const ms = performance.now() - started;
most = Math.max(most, process.memoryUsage.rss());
console.log(JSON.stringify({ ms, growth: most - warm, all: most - cold }));
await session.close();
await agent.destroy();
