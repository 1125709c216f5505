import { setTimeout as sleep } from "node:timers/promises";
import { password, Session } from "../../../src/index.ts";
import { type CloudOptions, type EmbeddedCloud, startCloud } from "../../../src/testing/index.ts";
import type { Row } from "../row.ts";

/** ms; long enough for a storm to be over in it. */
const LIFETIME = 5_000;

/** Requests from nothing to the first list, and what storms come to. */
export async function roundTrips(): Promise<Row[]> {
  await using cloud = await startCloud();
  const store = new Map<string, string>();
  const first = async (service: "image" | "compute", tokenStore?: Map<string, string>): Promise<number> => {
    cloud.clearRequests();
    await using session = new Session({ auth: password(cloud.credentials), ...(tokenStore && { tokenStore }) });
    await session
      .adapter(service)
      .get(service === "image" ? "/images" : "/servers")
      .json();
    return cloud.requests.length;
  };
  await first("compute", store);
  return [
    { name: "requests to the first list", value: await first("image"), unit: "", atMost: 3 },
    { name: "requests to the first list, version in the URL", value: await first("compute"), unit: "", atMost: 2 },
    { name: "the same with a stored token", value: await first("compute", store), unit: "", atMost: 1 },
  ];
}

/** 1,000 callers when the token ends, 500 requests under way when it is revoked, 200 callers of ten new services. */
export async function storms(): Promise<Row[]> {
  const expired = await stormOf(1_000, { tokenLifetime: LIFETIME }, () => sleep(LIFETIME));
  const revoked = await stormOf(500, {}, async (cloud) => cloud.revoke());
  return [
    { name: "logins for 1,000 callers when the token ends", value: expired.logins, unit: "", atMost: 1 },
    { name: "logins for 500 requests that are answered 401", value: revoked.logins, unit: "", atMost: 1 },
    { name: "calls lost in both", value: expired.lost + revoked.lost, unit: "", atMost: 0 },
    { name: "documents for 200 callers of 10 new services", value: await discovery(), unit: "", atMost: 10 },
  ];
}

/** What many calls at once come to after something has happened to the token. */
async function stormOf(
  callers: number,
  options: CloudOptions,
  happens: (cloud: EmbeddedCloud) => Promise<unknown>,
): Promise<{ readonly logins: number; readonly lost: number }> {
  await using cloud = await startCloud(options);
  await using session = new Session({ auth: password(cloud.credentials) });
  const compute = session.adapter("compute");
  await compute.get("/servers").json();
  await happens(cloud);
  cloud.clearRequests();
  const calls = Array.from({ length: callers }, () => compute.get("/servers").json());
  const outcomes = await Promise.allSettled(calls);
  return {
    logins: cloud.count("POST /identity/v3/auth/tokens"),
    lost: outcomes.filter(({ status }) => status === "rejected").length,
  };
}

async function discovery(): Promise<number> {
  const types = ["image", "load-balancer", "dns", "key-manager", "orchestration"] as const;
  const more = ["placement", "network", "baremetal", "accelerator", "container-infrastructure-management"] as const;
  const services = [...types, ...more];
  await using cloud = await startCloud();
  await using session = new Session({ auth: password(cloud.credentials) });
  await session.authenticate();
  cloud.clearRequests();
  await Promise.all(
    Array.from({ length: 200 }, (_, caller) => session.adapter(services[caller % 10] ?? "image").endpoint()),
  );
  return cloud.requests.length;
}
