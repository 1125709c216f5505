// npm run soak: calls a cloud in which everything goes wrong now and then, for ten minutes or --seconds N; --seed N repeats a run's luck.
import { fork } from "node:child_process";
import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Pool } from "undici";
import { isOpenStackError, type PasswordOptions, password, Session } from "../../src/index.ts";
import { Caller, SERVERS } from "./calls.ts";
import { Chance } from "./chance.ts";

const CALLERS = 12;
const CONNECTIONS = 8;
const TIMEOUT = 500;
const GROWTH = 1.1;

const { values } = parseArgs({ options: { seconds: { type: "string" }, seed: { type: "string" } } });
const seconds = Number(values.seconds ?? 600);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));

const problems: string[] = [];
const counts = new Map<string, number>();
let worker = 0;

function count(what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

/** One call, which may be aborted by its own signal, or lives under the callers' common one. */
async function callOnce(caller: Caller, chance: Chance, common: AbortSignal): Promise<void> {
  const own = new AbortController();
  const aborting = chance.happens(0.2);
  const signal = aborting ? own.signal : common;
  const reason = new Error("changed my mind");
  const timer = aborting ? setTimeout(() => own.abort(reason), chance.below(40)) : undefined;
  try {
    const wrong = await caller.next()({ signal, timeout: TIMEOUT });
    count(wrong === undefined ? "right answer" : "WRONG ANSWER");
    if (wrong !== undefined) problems.push(wrong);
  } catch (error) {
    if (error === reason) count("aborted");
    else if (isOpenStackError(error)) count(`${error.name} ${error.code}`);
    else problems.push(error instanceof Error ? `untyped: ${error.stack}` : `untyped: ${String(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Calls until the time has come; then waits until everything has settled, and measures. */
async function phase(session: Session, until: number, common: AbortSignal): Promise<number> {
  const call = async (): Promise<void> => {
    const id = worker++;
    const chance = new Chance(seed + id);
    const caller = new Caller(session, chance, `object-${id}`);
    while (Date.now() < until && problems.length < 10) {
      await callOnce(caller, chance, common);
      if (chance.happens(0.3)) await sleep(chance.below(5));
    }
  };
  const watch = setInterval(() => void checkSockets(), 250);
  await Promise.all(Array.from({ length: CALLERS }, call));
  // Answers that nobody reads are given up after their timeout.
  await sleep(TIMEOUT * 2);
  clearInterval(watch);
  const left = getEventListeners(common, "abort").length;
  if (left > 0) problems.push(`${left} listeners on the callers' signal`);
  return heap();
}

/** A socket that was closed counts until the event loop has come round. */
async function checkSockets(most = CONNECTIONS): Promise<void> {
  let sockets = 0;
  for (let look = 0; look < 3; look++) {
    sockets = process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap").length;
    if (sockets <= most) return;
    await sleep(20);
  }
  problems.push(`${sockets} sockets, although there should be ${most} at most`);
}

function heap(): number {
  if (globalThis.gc === undefined) throw new Error("run me with node --expose-gc");
  for (let round = 0; round < 3; round++) globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** Makes what all calls need, however often that takes. */
async function prepared(session: Session): Promise<void> {
  const store = session.adapter("object-store");
  while ((await store.put(["soak"], { timeout: TIMEOUT }).catch(() => undefined)) === undefined) await sleep(10);
}

async function run(credentials: PasswordOptions): Promise<void> {
  // An Agent gives a pool whose connections are all broken to its old requests and makes another for the new ones.
  const dispatcher = new Pool(new URL(credentials.authUrl).origin, { connections: CONNECTIONS });
  const session = new Session({ auth: password(credentials), dispatcher, timeout: TIMEOUT });
  const { signal } = new AbortController();
  await prepared(session);
  const started = Date.now();
  const early = await phase(session, started + seconds * 200, signal);
  const late = await phase(session, started + seconds * 1_000, signal);
  if (late > early * GROWTH) problems.push(`the heap grew from ${early} to ${late} bytes`);
  await session.close();
  await dispatcher.destroy();
  await sleep(TIMEOUT);
  await checkSockets(0);
  console.log(`heap after gc: ${(early / 1e6).toFixed(1)} MB at one fifth, ${(late / 1e6).toFixed(1)} MB at the end`);
}

const cloud = fork(fileURLToPath(new URL("./faulty-cloud.ts", import.meta.url)), [String(seed), String(SERVERS)]);
process.on("unhandledRejection", (reason) => problems.push(`unhandled rejection: ${String(reason)}`));
const credentials = await new Promise<PasswordOptions>((resolve, reject) => {
  cloud.once("message", (message) => resolve(message as PasswordOptions));
  cloud.once("exit", (code) => reject(new Error(`the cloud ended with ${code}`)));
});
await run(credentials);
cloud.disconnect();
if (!counts.has("right answer")) problems.push("no call was answered");
for (const [what, often] of [...counts].sort((a, b) => b[1] - a[1]))
  console.log(`${String(often).padStart(9)}  ${what}`);
if (problems.length > 0) {
  console.error(`FAILED; the same luck again: npm run soak -- --seconds ${seconds} --seed ${seed}`);
  console.error(problems.slice(0, 10).join("\n"));
  process.exitCode = 1;
}
