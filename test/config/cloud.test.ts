import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { environmentCloud, namedCloud } from "../../src/config/choose.ts";
import type { CloudConfig } from "../../src/config/cloud.ts";
import { Authority } from "../faults/certificates.ts";
import { errorOf, machine } from "./surroundings.ts";

const { cert: PEM, key: KEY } = new Authority().issue({ hosts: ["me"] });
const FILES = {
  "/home/u/ca.pem": PEM,
  "/here/rel.pem": PEM,
  "/both.pem": PEM + KEY,
  "/not.pem": "hello",
};

function read(text: string, env: Record<string, string> = {}): Promise<CloudConfig> {
  const indented = text.split("\n").map((line) => `    ${line}`);
  const clouds = `clouds:\n  a:\n${indented.join("\n")}\n`;
  return namedCloud(machine(env, { ...FILES, "/here/clouds.yaml": clouds }), { cloud: "a" });
}

const login = (auth: string): string => `auth: {auth_url: "https://k.example", ${auth}}`;
const user = "username: u, password: p, user_domain_id: default";

describe("login", () => {
  it.each([
    [login(user), "v3password"],
    [`auth_type: password\n${login(user)}`, "v3password"],
    [`auth_type: v3password\n${login(user)}`, "v3password"],
    [`auth_type: token\n${login("token: t")}`, "v3token"],
    [`auth_type: v3token\n${login("token: t")}`, "v3token"],
    [
      `auth_type: v3applicationcredential\n${login("application_credential_id: i, application_credential_secret: s")}`,
      "v3applicationcredential",
    ],
    ["auth_type: none\nauth: {endpoint: 'http://h:6385'}", "none"],
    ["auth_type: http_basic\nauth: {username: u, password: p, endpoint: 'http://h'}", "http_basic"],
  ])("reads %j as %s", async (text, type) => {
    expect((await read(text)).auth.type).toBe(type);
  });

  it.each(["null", "''", "None", "~"])("reads auth_type %s as none where nobody is named", async (type) => {
    const { auth, services } = await read(
      `auth_type: ${type}\nauth: {endpoint: 'http://h:6385'}\nimage_api_version: 2`,
    );
    expect([auth.type, services]).toEqual(["none", { image: { version: 2 } }]);
    expect((await read(`auth_type: ${type}\ncompute_endpoint_override: 'http://h'`)).auth.type).toBe("none");
  });

  it.each(["null", "''", "None"])(
    "protocol §7.8 FIX: sends nobody out without a token who left auth_type %s",
    async (type) => {
      expect((await read(`auth_type: ${type}\n${login(user)}`)).auth.type).toBe("v3password");
      expect(await errorOf(read(`auth_type: ${type}\n${login("username: null")}`))).toMatchObject({ key: "username" });
    },
  );

  it("protocol §7.8 FIX: infers the application credential and the token", async () => {
    const credential = login("application_credential_id: i, application_credential_secret: s");
    expect((await read(credential)).auth.type).toBe("v3applicationcredential");
    expect((await read(login("token: t"))).auth.type).toBe("v3token");
  });

  it("protocol §7.7 FIX: heeds the former auth_plugin", async () => {
    expect((await read(`auth_plugin: v3token\n${login("token: t")}`)).auth.type).toBe("v3token");
  });

  it.each([
    ["v3samlpassword", /not built in; use an application credential/],
    ["v3kerberos", /an AuthMethod of your own/],
    ["v2password", /identity API v2, which is gone.*\/v3/],
    ["v3pasword", /did you mean "v3password"/],
    ["Password", /did you mean "password"/],
    ["magic", /write one of password, v3password, token/],
  ])("says what to do instead of auth_type %s", async (type, way) => {
    const error = await errorOf(read(`auth_type: ${type}\n${login(user)}`));
    expect(error).toMatchObject({ code: "INVALID_VALUE", key: "auth_type", file: "/here/clouds.yaml", line: 3 });
    expect(String(error)).toMatch(way);
  });

  it.each([
    ["auth: {username: u}", "MISSING_VALUE", "auth_url"],
    [login("password: p"), "MISSING_VALUE", "username"],
    [login("username: u, user_domain_id: d"), "MISSING_VALUE", "password"],
    [login("username: u, password: p"), "MISSING_VALUE", "user_domain_name"],
    [login(`${user}, project_name: P`), "MISSING_VALUE", "project_domain_name"],
    [login(`${user}, system_scope: project`), "INVALID_VALUE", "system_scope"],
    [login(`${user}, unscoped: maybe`), "INVALID_VALUE", "unscoped"],
    [login("username: [u], password: p, user_domain_id: d"), "INVALID_VALUE", "username"],
    ["auth: {auth_url: k.example, username: u, password: p, user_domain_id: d}", "INVALID_VALUE", "auth_url"],
    ["auth: {auth_url: 'https://k/v2.0', username: u, password: p, user_domain_id: d}", "INVALID_VALUE", "auth_url"],
    [`auth_type: v3token\n${login("")}`, "MISSING_VALUE", "token"],
    [login("application_credential_secret: s"), "MISSING_VALUE", "application_credential_id"],
    [login("application_credential_id: i"), "MISSING_VALUE", "application_credential_secret"],
    ["auth_type: http_basic\nauth: {username: u}", "MISSING_VALUE", "password"],
  ])("refuses %j and names the key", async (text, code, key) => {
    const error = await errorOf(read(text));
    expect(error).toMatchObject({ name: "ConfigError", code, key, file: "/here/clouds.yaml" });
    expect(String(error)).toMatch(`cloud "a": ${key} `);
  });

  it("protocol §1.7 FIX: refuses a scope beside an application credential", async () => {
    const text = login("application_credential_id: i, application_credential_secret: s, project_id: p");
    expect(await errorOf(read(text))).toMatchObject({ code: "INVALID_VALUE", key: "project_id" });
  });

  it("says where a scope is asked for that contradicts another", async () => {
    const error = await errorOf(read(login(`${user}, project_id: p, trust_id: t`)));
    expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE", key: "project_id" });
    expect(String(error)).toContain("project and trust are asked for");
  });

  it("lets the id of the user win over the name", async () => {
    expect((await read(login("user_id: U, username: u, password: p"))).auth.subject).toEqual({ userId: "U" });
  });

  it("protocol §7.11 FIX: a null name is absent, not the text None", async () => {
    expect((await read(login(`${user}, project_name: null, project_domain_name: ~`))).auth.scope).toBeUndefined();
  });

  it.each([
    [login(`${user}, project_id: p`), { project: { id: "p" } }],
    [login(`${user}, tenant_id: p`), { project: { id: "p" } }],
    [`${login(`${user}, project_id: inner`)}\nproject_id: outer`, { project: { id: "outer" } }],
    [`${login(`${user}, project-id: p`)}`, { project: { id: "p" } }],
    [login(`${user}, project_name: P, project_domain_name: D`), { project: { name: "P", domain: { name: "D" } } }],
    [login("username: u, password: p, project_name: P, domain_id: d"), { project: { name: "P", domain: { id: "d" } } }],
    [
      login("username: u, password: p, project_name: P, default_domain_id: d"),
      { project: { name: "P", domain: { id: "d" } } },
    ],
    [login(`${user}, domain_id: d`), { domain: { id: "d" } }],
    [`${login(user)}\ndomain_name: D`, { domain: { name: "D" } }],
    [login(`${user}, system_scope: all`), { system: "all" }],
    [login(`${user}, trust_id: t`), { trust: "t" }],
    [login(`${user}, unscoped: true`), "unscoped"],
  ])("reads the scope of %j", async (text, scope) => {
    expect((await read(text)).auth.scope).toEqual(scope);
  });

  it("shows no secret", async () => {
    const config = await read(login("username: u, password: hunter2, user_domain_id: default"));
    expect(`${inspect(config, { depth: 9 })} ${JSON.stringify(config)}`).not.toContain("hunter2");
  });
});

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

  it("counts lost connections where no other number of retries is said", async () => {
    const config = await none("connect_retries: 4\ncompute_connect_retries: 1\nimage_status_code_retries: 2");
    expect(config).toMatchObject({ retry: 4, services: { compute: { retry: 1 }, image: { retry: 2 } }, notes: [] });
    const both = await none("connect_retries: 4\nstatus_code_retries: 3");
    expect(both).toMatchObject({ retry: 3, notes: [{ code: "UNUSED_KEY", key: "connect_retries", line: 4 }] });
  });

  it.each([
    ["connect_retry_delay: 2", "connect_retry_delay", "connect_retry_delay is not used: the wait grows"],
    ["compute_connect_retry_delay: 2", "compute_connect_retry_delay", "is not used"],
    [
      "volume_connect_retries: 2\nvolume_status_code_retries: 1",
      "volume_connect_retries",
      "volume_status_code_retries counts",
    ],
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
