import { password, Session } from "../../../src/index.ts";
import { startCloud } from "../../../src/testing/index.ts";
import type { Row } from "../row.ts";

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
  await using cloud = await startCloud();
  await using session = new Session({ auth: password(cloud.credentials) });
  const compute = session.adapter("compute");
  const logins = (): number => cloud.count("POST /identity/v3/auth/tokens");
  const storm = async (callers: number): Promise<number> => {
    const calls = Array.from({ length: callers }, () => compute.get("/servers").json());
    return (await Promise.allSettled(calls)).filter(({ status }) => status === "rejected").length;
  };
  cloud.clearRequests();
  const failedAtExpiry = await storm(1_000);
  const atExpiry = logins();
  cloud.revoke();
  cloud.clearRequests();
  const failedWhenRevoked = await storm(500);
  const whenRevoked = logins();
  return [
    { name: "logins for 1,000 callers without a token", value: atExpiry, unit: "", atMost: 1 },
    { name: "logins for 500 requests that are answered 401", value: whenRevoked, unit: "", atMost: 1 },
    { name: "calls lost in both", value: failedAtExpiry + failedWhenRevoked, unit: "", atMost: 0 },
    { name: "documents for 200 callers of 10 new services", value: await discovery(), unit: "", atMost: 10 },
  ];
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
