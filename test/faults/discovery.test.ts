import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { password, Session } from "../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { failure } from "../support/failure.ts";

let cloud: EmbeddedCloud;
let session: Session;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  cloud = await startCloud({ services: ["network"] });
  session = new Session({ auth: password(cloud.credentials) });
});
afterEach(async () => {
  await session.close();
  await cloud.close();
  vi.useRealTimers();
});

function networks(): Promise<unknown> {
  return session.adapter("network").get("/networks").json();
}

describe("a version document that was something else for a while", () => {
  it("is asked for again, although its place in the catalog was tried without it", async () => {
    cloud.fault({ path: "/network", junk: "html", times: 1 });
    expect(await failure(networks())).toMatchObject({ code: "NOT_FOUND" });
    expect(await failure(networks())).toMatchObject({ code: "NOT_FOUND" });
    expect(cloud.count("/network")).toBe(1);
    vi.setSystemTime(Date.now() + 31_000);
    expect(await networks()).toHaveProperty("networks");
    expect(cloud.count("/network")).toBe(2);
  });

  it("is asked for once for many calls when there is none", async () => {
    cloud.fault({ path: "/network", status: 404 });
    for (let call = 0; call < 3; call++) expect(await failure(networks())).toMatchObject({ code: "NOT_FOUND" });
    vi.setSystemTime(Date.now() + 31_000);
    await failure(networks());
    expect(cloud.count("/network")).toBe(1);
  });

  it("is asked for again after the clock was set back by hours", async () => {
    cloud.fault({ path: "/network", status: 500, times: 1 });
    expect(await failure(networks())).toMatchObject({ code: "DISCOVERY_FAILED" });
    vi.setSystemTime(Date.now() - 5 * 3_600_000);
    expect(await networks()).toHaveProperty("networks");
  });
});
