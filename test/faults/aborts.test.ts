import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { isOpenStackError, noAuth, password, Session } from "../../src/index.ts";
import { startCloud } from "../../src/testing/index.ts";
import { GOOD_BODY, http } from "./behaviours.ts";
import { rawServer } from "./raw-server.ts";

const ABORTS = 10_000;
const BATCH = 200;

/** How many timers and sockets keep the process alive. */
function resources(): { readonly timers: number; readonly sockets: number } {
  const kinds = process.getActiveResourcesInfo();
  const count = (wanted: string): number => kinds.filter((kind) => kind === wanted).length;
  return { timers: count("Timeout"), sockets: count("TCPSocketWrap") };
}

it("ten thousand aborted requests leave no timers, no sockets and no listeners", async () => {
  const before = resources();
  // One in three is answered, one in three is not, one is told to wait.
  const server = await rawServer(
    (socket, { index }) => {
      if (index % 3 === 0) socket.write(http(200, {}, GOOD_BODY));
      if (index % 3 === 1) socket.write(http(503, { "retry-after": "10" }, "{}"));
    },
    // Connections nobody uses are closed by every server: here, too, where both ends are counted.
    { onConnection: (socket) => socket.setTimeout(3_000, () => socket.destroy()) },
  );
  const session = new Session({ auth: noAuth() });
  const compute = session.adapter("compute", { endpointOverride: `${server.url}/v2.1` });
  const outcomes = { answered: 0, aborted: 0, other: [] as unknown[] };
  for (let done = 0; done < ABORTS; done += BATCH) {
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new Error("changed my mind");
    const calls = Array.from({ length: BATCH }, () => compute.get("/servers", { signal }));
    const settled = Promise.allSettled(calls);
    // At every stage: not yet begun, queued, sent, answered in part.
    const stage = (done / BATCH) % 4;
    if (stage > 0) await sleep(stage * 4);
    controller.abort(reason);
    for (const result of await settled) {
      if (result.status === "fulfilled") outcomes.answered++;
      else if (result.reason === reason) outcomes.aborted++;
      else outcomes.other.push(result.reason);
    }
    expect(getEventListeners(signal, "abort")).toEqual([]);
  }
  expect(outcomes.other).toEqual([]);
  expect(outcomes.answered + outcomes.aborted).toBe(ABORTS);
  expect(outcomes.aborted).toBeGreaterThan(ABORTS / 2);
  // Not even before the session is closed, once the connections that were kept alive have had their time.
  const more = (): boolean => resources().timers > before.timers || resources().sockets > before.sockets;
  await expect.poll(more, { timeout: 20_000, interval: 250 }).toBe(false);
  await session.close();
  await server.close();
}, 60_000);

it("aborted logins and lookups leave no listeners and do not harm who goes on", async () => {
  const cloud = await startCloud({ services: ["network"], faults: [{ path: /./, delay: 20, times: 3 }] });
  const session = new Session({ auth: password(cloud.credentials) });
  const controllers = Array.from({ length: 500 }, () => new AbortController());
  const calls = controllers.map(({ signal }) => session.adapter("network").get("/networks", { signal }).json());
  const last = session.adapter("network").get("/networks").json();
  const settled = Promise.allSettled(calls);
  for (const [index, controller] of controllers.entries()) {
    if (index % 50 === 0) await sleep(1);
    controller.abort();
  }
  await settled;
  expect(await last).toHaveProperty("networks");
  expect(controllers.flatMap(({ signal }) => getEventListeners(signal, "abort"))).toEqual([]);
  expect(cloud.count("POST /identity/v3/auth/tokens")).toBe(1);
  for (const one of await settled) {
    if (one.status === "rejected") expect(isOpenStackError(one.reason) || one.reason.name === "AbortError").toBe(true);
  }
  await session.close();
  await cloud.close();
});
