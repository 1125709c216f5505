import { describe, expect, it } from "vitest";
import { environmentCloud } from "../../src/config/choose.ts";
import type { CloudConfig } from "../../src/config/cloud.ts";
import { Session } from "../../src/index.ts";
import { FILES, login, PEM, read, user } from "./read-cloud.ts";
import { errorOf, machine } from "./surroundings.ts";

describe("region", () => {
  const regions = "auth_type: none\nregions: [R1, {name: R2, values: {interface: internal}}]";

  it("takes the first of the list", async () => {
    expect((await read(regions)).region).toBe("R1");
  });

  it("protocol §7.6 FIX: takes region_name although the list begins with another", async () => {
    const config = await read(`${regions}\nregion_name: R2`);
    expect(config.region).not.toBe("R1");
    expect(config).toMatchObject({ region: "R2", interface: "internal" });
  });

  it("leaves what holds everywhere where a region's own value is null", async () => {
    const config = await read(
      "auth: {endpoint: http://h}\nauth_type: none\ninterface: admin\nregions: [{name: R1, values: {interface: null, auth: null}}]",
    );
    expect(config).toMatchObject({ region: "R1", interface: "admin", auth: { type: "none" } });
  });

  it("refuses a region that the list does not have", async () => {
    const error = await errorOf(read(regions, { OS_REGION_NAME: "R3" }));
    expect(error).toMatchObject({ code: "INVALID_VALUE", key: "OS_REGION_NAME" });
    expect(String(error)).toContain("R1, R2");
  });

  it.each(["regions: R1", "regions: [[R1]]", "regions: [{values: {}}]", "regions: [{name: R1, values: 1}]"])(
    "refuses %s",
    async (text) => {
      expect(await errorOf(read(`auth_type: none\n${text}`))).toMatchObject({ code: "INVALID_VALUE", key: "regions" });
    },
  );
});

describe("the rest", () => {
  const none = (text: string): Promise<CloudConfig> => read(`auth_type: none\n${text}`);

  it.each([
    ["interface: internal", "internal"],
    ["interface: [internal, public]", ["internal", "public"]],
    ["endpoint_type: adminURL", "adminURL"],
    ["interface: ''", "public"],
  ])("reads %s", async (text, value) => {
    expect((await none(text)).interface).toEqual(value);
  });

  it.each(["null", "''"])("takes an alias's key where the official name's says nothing: %s", async (nothing) => {
    const text = `block_storage_api_version: ${nothing}\nvolume_api_version: 3`;
    expect((await none(text)).services).toEqual({ "block-storage": { version: 3 } });
  });

  it("reads endpoint overrides by official type, whose own key wins over an alias's", async () => {
    const text = [
      "volumev3_endpoint_override: http://h/alias",
      "block_storage_endpoint_override: http://h/own",
      "volume_endpoint_override: http://h/other",
      "baremetal-introspection-endpoint-override: http://h/inspect",
      "acme_endpoint_override: http://h/acme",
      "compute_endpoint_override: null",
    ].join("\n");
    expect((await none(text)).endpointOverrides).toEqual({
      "block-storage": "http://h/own",
      "baremetal-introspection": "http://h/inspect",
      acme: "http://h/acme",
    });
  });

  it.each([
    ["compute_endpoint_override: h:8774", "compute_endpoint_override"],
    ["interface: [[x]]", "interface"],
    ["interface: {a: b}", "interface"],
    ["api_timeout: soon", "api_timeout"],
    ["api_timeout: 0", "api_timeout"],
    ["api_timeout: 3000000", "api_timeout"],
    ["api_timeout: 1e308", "api_timeout"],
    ["interface: ['']", "interface"],
    ["compute_interface: [public, '']", "compute_interface"],
    ["compute_api_version: 99999999999999999999", "compute_api_version"],
    ["compute_endpoint_override: 'https:/k'", "compute_endpoint_override"],
    ["compute_endpoint_override: 'http:foo'", "compute_endpoint_override"],
    ["compute_endpoint_override: 'https://adm:hunter2@k'", "compute_endpoint_override"],
    ["verify: maybe", "verify"],
    ["cacert: /none.pem", "cacert"],
    ["cacert: /not.pem", "cacert"],
  ])("refuses %s", async (text, key) => {
    const error = await errorOf(none(text));
    expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE", key, line: 4 });
    expect(String(error)).not.toContain("hunter2");
  });

  it("reads how often a failed call is tried again, for all services and for one", async () => {
    const config = await read(`${login(user)}\nstatus_code_retries: 3\ncompute_status_code_retries: "1"`);
    expect(config).toMatchObject({ retry: 3, services: { compute: { retry: 1 } } });
    for (const wrong of ["many", "-1", "1.5", "99999"]) {
      const error = await errorOf(read(`${login(user)}\nstatus_code_retries: ${wrong}`));
      expect(error).toMatchObject({ code: "INVALID_VALUE", key: "status_code_retries" });
    }
  });

  it("reads a minor version as a microversion only of services that have such", async () => {
    const text = "image_api_version: '2.15'\nnetwork_api_version: '2.1'\ncompute_api_version: '2.53'";
    const { services } = await none(text);
    expect(services).toEqual({
      image: { version: 2 },
      network: { version: 2 },
      compute: { version: 2, microversion: "2.53" },
    });
  });

  it("reads how often a lost connection is tried again, apart from answers", async () => {
    const config = await none("connect_retries: 0\nvolume_connect_retries: 1\nimage_status_code_retries: 2");
    const services = { "block-storage": { retry: { connect: 1 } }, image: { retry: { limit: 2 } } };
    expect(config).toMatchObject({ retry: { connect: 0 }, services, notes: [] });
    const both = await none("connect_retries: 4\nstatus_code_retries: 0");
    expect(both).toMatchObject({ retry: { limit: 0, connect: 4 }, notes: [] });
    expect(() => new Session(config)).not.toThrow();
  });

  it.each([
    ["connect_retry_delay: 2", "connect_retry_delay", "connect_retry_delay is not used: the wait grows"],
    ["compute_connect_retry_delay: 2", "compute_connect_retry_delay", "is not used"],
    [
      "rate_limit: {computee: 2}",
      "rate_limit",
      '"computee" in rate_limit is no service type known here; did you mean compute?',
    ],
    ["concurrency: {'acme:widgets': 2}", "concurrency", "it holds only for just that type"],
  ])("notes what has no effect: %j", async (text, key, message) => {
    const { notes } = await none(text);
    expect(notes).toEqual([expect.objectContaining({ key, message: expect.stringContaining(message), line: 4 })]);
  });

  it("takes a list of methods only of names", async () => {
    const text = `auth_type: v3multifactor\nauth: {auth_url: "https://k", auth_methods: [v3password, {a: b}], user_id: u}`;
    expect(await errorOf(read(text))).toMatchObject({ code: "INVALID_VALUE", key: "auth_methods" });
  });

  it("reads api_timeout in seconds", async () => {
    expect((await none("api_timeout: 2.5")).timeout).toBe(2500);
    expect(await none("api_timeout: null")).not.toHaveProperty("timeout");
  });

  it.each([
    ["cacert: ~/ca.pem", { ca: PEM }],
    ["cacert: rel.pem", { ca: PEM }],
    ["cert: /both.pem", { cert: FILES["/both.pem"], key: FILES["/both.pem"] }],
    ["verify: 'false'", { verify: false }],
    ["verify: no", { verify: false }],
    ["verify: true", { verify: true }],
    ["insecure: 1", { verify: false }],
    ["insecure: true\ncacert: /no/such/file", { verify: false }],
    ["verify: false\ncacert: /no/such/file", { verify: false }],
    ["insecure: true\nverify: true", { verify: false }],
    ["insecure: false\nverify: false", { verify: false }],
    ["cacert: null", undefined],
  ])("protocol §7.7 FIX: reads %j", async (text, tls) => {
    expect((await none(text)).tls).toEqual(tls);
  });

  it("protocol §7.11 FIX: an empty OS_VERIFY does not turn verification off", async () => {
    const config = await environmentCloud(machine({ OS_AUTH_TYPE: "none", OS_VERIFY: "" }));
    expect(config).not.toHaveProperty("tls");
    const off = await environmentCloud(machine({ OS_AUTH_TYPE: "none", OS_INSECURE: "yes" }));
    expect(off.tls).toEqual({ verify: false });
  });
});
