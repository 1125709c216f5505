import { describe, expect, it } from "vitest";
import type { ServiceOptions, Session } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { withCloud } from "../support/with-cloud.ts";

const here = withCloud(() => ({ regions: ["RegionOne", "RegionTwo"] }));

function connect(services: Readonly<Record<string, ServiceOptions>>): Session {
  return here.connect({ region: "RegionOne", services });
}

describe("settings of single services", () => {
  it("choose region and interface of one service, and leave the others alone", async () => {
    const session = connect({ volume: { region: "RegionTwo", interface: "internal" } });
    expect(await session.adapter("block-storage").endpoint()).toMatchObject({
      region: "RegionTwo",
      interface: "internal",
    });
    expect(await session.adapter("compute").endpoint()).toMatchObject({ region: "RegionOne", interface: "public" });
    expect(await session.adapter("block-storage", { region: "RegionOne" }).endpoint()).toMatchObject({
      region: "RegionOne",
    });
  });

  it("give a default microversion, which a request or an adapter may replace", async () => {
    const session = connect({ compute: { microversion: "2.60" } });
    const sent = (): string | undefined => here.cloud.requests.at(-1)?.headers["openstack-api-version"];
    await session.adapter("compute").get("/servers");
    expect(sent()).toBe("compute 2.60");
    await session.adapter("compute", { microversion: "2.79" }).get("/servers");
    expect(sent()).toBe("compute 2.79");
  });

  it("name a major version, which an alias with its own replaces", async () => {
    const session = connect({ "block-storage": { version: 2 } });
    expect(await failure(session.adapter("block-storage").endpoint())).toMatchObject({ code: "VERSION_NOT_FOUND" });
    expect(await session.adapter("volumev3").endpoint()).toMatchObject({ version: "3.0" });
  });

  it("name another type in the catalog, with the service's own headers", async () => {
    const session = connect({ baremetal: { serviceType: "compute" } });
    expect((await session.adapter("baremetal").endpoint()).url).toContain("/compute/");
  });

  it("say that a service is not to be used, also in the report of all", async () => {
    const session = connect({ dns: { disabled: "being moved" } });
    const refused = await failure(Promise.resolve().then(() => session.adapter("dns")));
    expect(refused).toMatchObject({ name: "EndpointError", code: "SERVICE_DISABLED" });
    expect(String(refused)).toContain("being moved");
    const [row] = (await session.versions()).filter(({ service }) => service === "dns");
    expect(row?.error).toMatchObject({ code: "SERVICE_DISABLED" });
  });

  it("say how often a request may be sent again", async () => {
    const session = connect({ compute: { retry: 0 } });
    await session.adapter("compute").endpoint();
    const fault = here.cloud.fault({ path: /servers/, status: 503, headers: { "retry-after": "0" } });
    here.cloud.clearRequests();
    expect(await failure(session.adapter("compute").get("/servers"))).toMatchObject({ status: 503 });
    expect(here.cloud.count(/servers/)).toBe(1);
    fault.remove();
  });

  it("are inherited and added to", async () => {
    const session = connect({ compute: { microversion: "2.60" } }).with({
      services: { image: { interface: "internal" } },
    });
    expect(session.adapter("compute").microversion).toBe("2.60");
    expect(await session.adapter("image").endpoint()).toMatchObject({ interface: "internal" });
  });
});
