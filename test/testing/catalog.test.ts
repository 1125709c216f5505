import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { login, passwordLogin, projectScope } from "./client.ts";

let cloud: EmbeddedCloud;
beforeAll(async () => {
  cloud = await startCloud({ regions: ["RegionOne", "RegionTwo"] });
});
afterAll(() => cloud.close());

describe("the catalog", () => {
  interface Service {
    readonly type: string;
    readonly endpoints: readonly { readonly region: string; readonly interface: string; readonly url: string }[];
  }
  const catalogFor = async (scope: unknown): Promise<readonly Service[]> =>
    ((await login(cloud, passwordLogin(cloud, scope))).json().token as { catalog: readonly Service[] }).catalog;

  it("has every service in every region under three interfaces, the first region at the root", async () => {
    const catalog = await catalogFor(projectScope(cloud));
    const compute = catalog.find(({ type }) => type === "compute");
    expect(compute?.endpoints.map((endpoint) => `${endpoint.region} ${endpoint.interface} ${endpoint.url}`)).toEqual(
      ["RegionOne", "RegionTwo"].flatMap((region) =>
        ["public", "internal", "admin"].map(
          (name) => `${region} ${name} ${cloud.url}${region === "RegionOne" ? "" : "/RegionTwo"}/compute/v2.1`,
        ),
      ),
    );
  });

  it("names one identity for all regions", async () => {
    const identity = (await catalogFor(projectScope(cloud))).find(({ type }) => type === "identity");
    expect(new Set(identity?.endpoints.map(({ url }) => url))).toEqual(new Set([`${cloud.authUrl}/v3`]));
  });

  it("leaves out endpoints that need a project when the token has none", async () => {
    const swift = (catalog: readonly Service[]): unknown =>
      catalog
        .find(({ type }) => type === "object-store")
        ?.endpoints.map(({ url }) => url.replace(/AUTH_\w+/, "AUTH_id"));
    expect(swift(await catalogFor(projectScope(cloud)))).toContain(`${cloud.url}/object-store/v1/AUTH_id`);
    expect(swift(await catalogFor({ system: { all: true } }))).toEqual([]);
  });
});
