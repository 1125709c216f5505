import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { noAuth, password } from "../../../src/index.ts";
import { failure } from "../../support/failure.ts";
import { withCloud } from "../../support/with-cloud.ts";

const here = withCloud();
const { connect } = here;

beforeEach(() => here.cloud.clearRequests());

describe("a catalog", () => {
  it("X4: may be missing: an unscoped token is no ProtocolError and still reaches Identity", async () => {
    const { authUrl, username, userDomainName, password: word } = here.cloud.credentials;
    const session = connect({ auth: password({ authUrl, username, userDomainName, password: word, unscoped: true }) });
    const identity = await session.authenticate();
    expect(identity).not.toBeInstanceOf(Error);
    expect(identity).toMatchObject({ user: { name: username }, project: undefined });
    expect(await session.catalog()).toEqual([]);
    expect(await session.projects()).toHaveLength(1);
    expect(await failure(session.adapter("compute").get("/servers"))).toMatchObject({ code: "NO_CATALOG" });
  });

  it("X5: may have endpoints without a region, which break neither the login nor the other endpoints", async () => {
    const endpoints = (url: string, region: object): object[] => [{ id: "e", interface: "public", url, ...region }];
    const catalog = [
      {
        type: "compute",
        name: "nova",
        endpoints: endpoints(`${here.cloud.url}/compute/v2.1`, { region: null, region_id: null }),
      },
      { type: "image", name: "glance", endpoints: endpoints(`${here.cloud.url}/image`, {}) },
      { type: "dns", name: "designate", endpoints: endpoints(`${here.cloud.url}/dns`, { region_id: "One" }) },
    ];
    const body = {
      token: {
        user: { id: "u", name: "n" },
        issued_at: "2099-01-01T00:00:00Z",
        expires_at: "2099-01-01T01:00:00Z",
        catalog,
      },
    };
    const fault = here.cloud.fault({ path: /auth\/tokens/, status: 201, body, headers: { "x-subject-token": "T" } });
    const session = connect({ region: "One" });
    const found = await session.catalog();
    fault.remove();
    expect(found).not.toHaveLength(0);
    expect(found.map(({ type, endpoints: [first] }) => [type, first?.region])).toEqual([
      ["compute", undefined],
      ["image", undefined],
      ["dns", "One"],
    ]);
  });

  it("X13: is searched for both interfaces, the first one first", async () => {
    const compute = connect({ interface: ["public", "internal"] }).adapter("compute");
    expect((await compute.endpoint()).interface).toBe("public");
    expect((await compute.endpoint()).interface).not.toBe("internal");
  });
});

describe("discovery", () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ["Date"] }));
  afterEach(() => vi.useRealTimers());

  it("X6: understands Keystone's own root", async () => {
    const session = connect({ auth: noAuth({ endpoint: `${here.cloud.url}/identity` }) });
    const endpoint = await session.adapter("identity").endpoint();
    expect(endpoint).not.toBeInstanceOf(Error);
    expect(endpoint).toMatchObject({ version: "3.14", url: `${here.cloud.url}/identity/v3/` });
  });

  it("X9: finds the microversions of placement in max_version", async () => {
    const { microversions } = await connect().adapter("placement").endpoint();
    expect(microversions).toEqual({ min: "1.0", max: "1.39" });
    expect(microversions).not.toBeUndefined();
  });

  it("X7: keeps the project id of an endpoint, also one that is another project's", async () => {
    const override = `${here.cloud.url}/block-storage/v3/other`;
    const volumes = connect({ endpointOverrides: { "block-storage": override } }).adapter("block-storage");
    const newest = await volumes.negotiate({ min: "3.0" });
    await failure(newest.get("/volumes"));
    const { path } = here.cloud.requests.at(-1) ?? {};
    expect(path).toBe("/block-storage/v3/other/volumes");
    expect(path).not.toBe("/block-storage/v3/volumes");
  });

  it("protocol §4.9 FIX: a document that was missing for a while is found when it is there again", async () => {
    const compute = connect().adapter("compute");
    const fault = here.cloud.fault({ path: /^\/compute/, status: 404 });
    expect((await compute.endpoint()).microversions).toBeUndefined();
    fault.remove();
    const asked = here.cloud.requests.length;
    expect((await compute.endpoint()).microversions).toBeUndefined();
    expect(here.cloud.requests).toHaveLength(asked);
    vi.setSystemTime(Date.now() + 31_000);
    expect((await compute.endpoint()).microversions).not.toBeUndefined();
    expect((await compute.endpoint()).microversions).toMatchObject({ min: "2.1" });
  });

  it("protocol appendix E 4: a revoked token costs a document nothing but the next question", async () => {
    const session = connect();
    await session.authenticate();
    const guarded = here.cloud.fault({ path: /^\/compute/, status: 401 });
    expect((await session.adapter("compute").endpoint()).microversions).toBeUndefined();
    guarded.remove();
    await session.reauthenticate();
    expect((await session.adapter("compute").endpoint()).microversions).not.toBeUndefined();
  });

  it("protocol appendix E: no microversion in common is an error with both sides, before any request", async () => {
    const compute = connect().adapter("compute");
    const { microversions } = await compute.endpoint();
    here.cloud.clearRequests();
    const asked = [compute.negotiate(["2.998", "2.999"]), compute.negotiate({ min: "2.998", max: "2.999" })];
    for (const error of await Promise.all(asked.map(failure))) {
      expect(error).toMatchObject({ name: "EndpointError", code: "MICROVERSION_NOT_SUPPORTED", service: "compute" });
      expect(String(error)).toContain(`speaks ${microversions?.min} to ${microversions?.max}; asked for: 2.998`);
      expect(String(error)).toContain("2.999");
    }
    expect(here.cloud.requests).toEqual([]);
  });
});

describe("an endpoint override", () => {
  it("with a password in it is refused without showing it, not used without it", async () => {
    const endpointOverrides = { compute: "https://user:s3cret@compute.example/v2.1" };
    const error = await failure(Promise.resolve().then(() => connect({ endpointOverrides })));
    expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE" });
    expect(inspect(error)).not.toContain("s3cret");
  });
});
