// Run as a process of its own, with a seed and a number of servers: an embedded cloud in which something goes wrong all the time.
import { type EmbeddedCloud, type Fault, type FaultHandle, startCloud } from "../../src/testing/index.ts";
import { Chance } from "./chance.ts";

const TICK = 100;
const TOKEN_LIFETIME = 4_000;

type Kind = (chance: Chance) => Omit<Fault, "path">;

const KINDS: readonly [Kind, ...Kind[]] = [
  (chance) => ({ status: chance.pick([400, 401, 403, 404, 408, 409, 413, 425, 498, 500, 502, 504]) }),
  (chance) => ({ status: chance.pick([429, 503]), headers: { "retry-after": chance.pick(["0", "1", "7200"]) } }),
  () => ({ status: 503 }),
  () => ({ reset: true }),
  () => ({ truncate: true }),
  () => ({ stall: true, times: 1 }),
  (chance) => ({ delay: chance.below(300) }),
  () => ({ delay: 60_000, times: 1 }),
];
// What nobody can tell from an object that somebody stored.
const JUNK: readonly [Kind, ...Kind[]] = [
  () => ({ junk: "html" }),
  () => ({ junk: "json" }),
  () => ({ status: 200, body: "\u0000\u0001" }),
  () => ({ status: 302, headers: { location: "/elsewhere" } }),
];

function randomFault(chance: Chance): Fault {
  const path = chance.pick([/^\/compute/, /^\/network/, /^\/identity/, /^\/object-store/, /./]);
  const stored = path.test("/object-store");
  const kind = stored || chance.happens(0.7) ? chance.pick(KINDS) : chance.pick(JUNK);
  return { path, times: 1 + chance.below(8), ...kind(chance) };
}

/** Lets faults come and go, and tokens end before their time. */
function trouble(cloud: EmbeddedCloud, chance: Chance): NodeJS.Timeout {
  let active: FaultHandle[] = [];
  return setInterval(() => {
    cloud.clearRequests();
    for (const fault of active) fault.remove();
    active = Array.from({ length: chance.below(4) }, () => cloud.fault(randomFault(chance)));
    if (chance.happens(0.05)) cloud.expire();
    if (chance.happens(0.05)) cloud.revoke();
  }, TICK);
}

const [seed, servers] = process.argv.slice(2).map(Number);
const cloud = await startCloud({
  services: ["compute", "network", "object-store"],
  servers: servers ?? 0,
  tokenLifetime: TOKEN_LIFETIME,
});
const timer = trouble(cloud, new Chance(seed ?? 0));
process.on("disconnect", () => {
  clearInterval(timer);
  void cloud.close();
});
process.send?.(cloud.credentials);
