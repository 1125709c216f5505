import { describe, expect, it } from "vitest";
import { type LoadOptions, loadConfig } from "../../src/config/load.ts";
import { errorOf } from "./surroundings.ts";

const CLOUDS = `clouds:
  a:
    profile: vendor
    auth:
      username: u
      user-domain-name: Default
      project_name: web
    regions:
      - name: R1
      - {name: R2, values: {interface: admin}}
    vendor_hook: "module:function"
    compute_api_version: "2"
    comput_default_microversion: "2.60"
`;
const FILES = {
  "/here/clouds.yaml": CLOUDS,
  "/here/secure.yaml": { text: "clouds:\n  a:\n    auth:\n      password: hunter2\n", mode: 0o100_600 },
  "/here/clouds-public.yaml":
    "public-clouds:\n  vendor:\n    auth: {auth_url: 'https://k/v3', project_domain_id: d}\n    verify: no\n",
};

function load(options: LoadOptions = {}): ReturnType<typeof loadConfig> {
  const around = { env: {}, files: FILES, published: {}, cwd: "/here", home: "/home/u", platform: "linux" };
  return loadConfig({ ...around, cloud: "a", explain: true, ...options });
}

describe("explain", () => {
  it("says of every effective value which file and line, variable, option or default it comes from", async () => {
    const { values } = await load({ env: { OS_INTERFACE: "internal" }, region: "R2" });
    const file = (name: string, line: number): object => ({ kind: "file", file: `/here/${name}`, line });
    const expected = {
      auth_type: ["password", { kind: "default" }],
      "auth.auth_url": ["https://k/v3", file("clouds-public.yaml", 3)],
      "auth.username": ["u", file("clouds.yaml", 5)],
      "auth.user_domain_name": ["Default", file("clouds.yaml", 6)],
      "auth.password": ["***", file("secure.yaml", 4)],
      region_name: ["R2", { kind: "option" }],
      interface: ["internal", { kind: "variable", name: "OS_INTERFACE" }],
      verify: ["no", file("clouds-public.yaml", 4)],
      compute_api_version: ["2", file("clouds.yaml", 12)],
    };
    const found = Object.fromEntries(values.map(({ key, value, source }) => [key, [value, source]]));
    expect(found).toMatchObject(expected);
    expect(JSON.stringify(values)).not.toContain("hunter2");
  });

  it("names the region's values, profiles of vendors, and variables of the environment's cloud", async () => {
    expect((await load({ region: "R2" })).values.find(({ key }) => key === "interface")).toMatchObject({
      value: "admin",
      source: { kind: "file", line: 10 },
    });
    const elastx = await load({
      files: {
        "/here/clouds.yaml": "clouds: {a: {profile: elastx, auth: {username: u, password: p, user_domain_id: d}}}",
      },
    });
    expect(elastx.values.find(({ key }) => key === "auth.auth_url")?.source).toEqual({
      kind: "profile",
      name: "elastx",
    });
    const env = { OS_AUTH_TYPE: "none", OS_ENDPOINT: "http://h" };
    const { values } = await load({ env, files: {}, cloud: undefined });
    expect(values.find(({ key }) => key === "auth.endpoint")?.source).toEqual({
      kind: "variable",
      name: "OS_ENDPOINT",
    });
  });

  it("lists what is in effect though nothing says it, and nothing that is not in effect", async () => {
    const text =
      "clouds:\n  a:\n    auth: {auth_url: 'https://k', user_id: u, password: p, token: t}\n    vendor_hook: m:f\n";
    const { values, notes } = await load({ files: { "/here/clouds.yaml": text } });
    const standard = values.filter(({ source }) => source.kind === "default").map(({ key, value }) => [key, value]);
    expect(Object.fromEntries(standard)).toEqual({
      auth_type: "password",
      "cache.auth": "false",
      interface: "public",
      verify: "true",
      force_ipv4: "false",
      api_timeout: "60",
      status_code_retries: "2",
    });
    const said = values.filter(({ source }) => source.kind !== "default").map(({ key }) => key);
    expect(said.sort()).toEqual(["auth.auth_url", "auth.password", "auth.user_id"]);
    expect(notes).toContainEqual(expect.objectContaining({ code: "UNUSED_KEY", key: "token", line: 3 }));
  });

  it("names the variables of proxies, the section of the file for all clouds, and the profile", async () => {
    const text = "cache:\n  auth: true\nclient:\n  verify: no\nclouds:\n  a: {auth_type: none, cloud: elastx}\n";
    const env = { HTTP_PROXY: "http://me:s3cret@p", all_proxy: "http://all", NO_PROXY: "local" };
    const { values } = await load({ env, files: { "/here/clouds.yaml": text } });
    const file = (line: number): object => ({ kind: "file", file: "/here/clouds.yaml", line });
    expect(Object.fromEntries(values.map(({ key, value, source }) => [key, [value, source]]))).toMatchObject({
      http_proxy: ["http://p/", { kind: "variable", name: "HTTP_PROXY" }],
      https_proxy: ["http://all", { kind: "variable", name: "all_proxy" }],
      no_proxy: ["local", { kind: "variable", name: "NO_PROXY" }],
      "cache.auth": ["true", file(2)],
      verify: ["no", file(4)],
      cloud: ["elastx", file(6)],
      region_name: ["se-sto", { kind: "profile", name: "elastx" }],
    });
    expect(JSON.stringify(values)).not.toContain("s3cret");
    const direct = await load({ env: { NO_PROXY: "local" }, files: { "/here/clouds.yaml": text } });
    expect(direct.values.map(({ key }) => key)).not.toContain("no_proxy");
  });

  it("shows addresses with the region in them, where they are written", async () => {
    const lines = ["clouds:", "  a:", "    auth: {auth_url: 'https://{region_name}.k', user_id: u, password: p}"];
    const override = "    compute_endpoint_override: 'https://{region_name}.c'";
    const text = [...lines, "    regions:", "    - R1", override].join("\n");
    const { values } = await load({ files: { "/here/clouds.yaml": text } });
    const found = values.flatMap(({ key, value, source }) =>
      source.kind === "file" ? [[key, value, source.line]] : [],
    );
    expect(found).toEqual(
      expect.arrayContaining([
        ["auth.auth_url", "https://R1.k", 3],
        ["region_name", "R1", 5],
        ["compute_endpoint_override", "https://R1.c", 6],
      ]),
    );
    expect(values.map(({ key }) => key)).not.toContain("auth.region_name");
  });

  it("is left out unless it is asked for", async () => {
    expect((await load({ explain: false })).values).toEqual([]);
  });

  it.each([
    "https_proxy: 'http://adm:hunter2@proxy:3128'",
    "https_proxy: 'adm:hunter2@proxy:3128'",
    "compute_endpoint_override: 'https://adm:hunter2@c.example'",
  ])("shows an address without its password: %s", async (line) => {
    const { values } = await load({
      files: { "/here/clouds.yaml": `clouds:\n  a:\n    auth_type: none\n    ${line}\n` },
    }).catch(() => ({ values: [] }));
    expect(JSON.stringify(values)).not.toContain("hunter2");
  });

  it("is a function of its inputs", async () => {
    const both = await Promise.all([load(), load()]);
    expect(JSON.stringify(both[0])).toBe(JSON.stringify(both[1]));
  });
});

describe("notes", () => {
  it("name the hook that is not run and the key that is misspelt, with their lines", async () => {
    const { notes } = await load();
    expect(notes).toEqual([
      expect.objectContaining({ code: "MISSPELT_KEY", key: "comput_default_microversion", line: 13 }),
      expect.objectContaining({ code: "VENDOR_HOOK", key: "vendor_hook", file: "/here/clouds.yaml", line: 11 }),
    ]);
    expect(notes[0]?.message).toContain("compute_default_microversion");
    expect(notes[1]?.message).toContain("module:function");
  });

  it.each([
    [0o100_644, "READABLE_SECRET"],
    [0o100_600, undefined],
    [undefined, undefined],
  ])("tell of a secure.yaml with mode %o: %s", async (mode, code) => {
    const files = { ...FILES, "/here/secure.yaml": { text: FILES["/here/secure.yaml"].text, mode } };
    const found = (await load({ files })).notes.find(({ key }) => key === "auth.password");
    expect(found?.code).toBe(code);
    if (code !== undefined) expect(found?.message).toContain("chmod 600 /here/secure.yaml");
  });

  it("tell of a secret outside secure.yaml, of former names, and of keys that another login would use", async () => {
    const text =
      "clouds: {a: {auth: {auth_url: 'https://k', user_name: u, password: hunter2, tenant_id: p, user_domain_id: d, passcode: '1'}}}";
    const { notes } = await load({ files: { "/here/clouds.yaml": text } });
    expect(notes.map(({ code, key }) => `${code} ${key}`)).toEqual([
      "PLAINTEXT_SECRET auth.password",
      "UNUSED_KEY passcode",
      "DEPRECATED_KEY user_name",
      "DEPRECATED_KEY tenant_id",
    ]);
    expect(JSON.stringify(notes)).not.toContain("hunter2");
  });

  it("end with how many more there are when they are more than anybody reads", async () => {
    const keys = Array.from({ length: 60 }, (_, index) => `    image_api_versio${index}: 1`);
    const text = ["clouds:", "  a:", "    auth_type: none", ...keys].join("\n");
    const { notes } = await load({ files: { "/here/clouds.yaml": text } });
    expect(notes).toHaveLength(51);
    expect(notes[49]).toMatchObject({ code: "MISSPELT_KEY", key: "image_api_versio49" });
    expect(notes[50]).toMatchObject({ code: "MORE_NOTES", line: 54, message: expect.stringMatching(/^10 more notes/) });
  });

  it("leave the keys of other programs alone", async () => {
    const text =
      "clouds: {a: {auth_type: none, image_format: raw, my_tool: {x: 1}, floating_ip_source: neutron, has_dns: true}}";
    expect((await load({ files: { "/here/clouds.yaml": text } })).notes).toEqual([]);
  });
});

describe("what is written wrongly", () => {
  it.each([
    ["auth: {usrname: u}", "usrname", /did you mean username/],
    ["auth: {colour: red}", "colour", /no way of logging in knows it/],
    ["auth: {region_name: R}", "region_name", /belongs beside auth/],
    [
      "auth_type: v3multifactor\n    auth: {auth_url: 'https://k', auth_methods: 'v3pasword'}",
      "auth_methods",
      /did you mean "v3password"/,
    ],
    ["auth_type: none\n    compute_default_microversion: '2'", "compute_default_microversion", /no microversion/],
    [
      "auth_type: none\n    dns_endpoint_override: ftp://adm:x@h",
      "dns_endpoint_override",
      /"ftp:\/\/h\/"; write an http or https URL/,
    ],
    ["auth_type: none\n    status_code_retries: many", "status_code_retries", /whole number/],
  ])("is named with its line: %s", async (lines, key, way) => {
    const error = await errorOf(load({ files: { "/here/clouds.yaml": `clouds:\n  a:\n    ${lines}\n` } }));
    expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE", key, file: "/here/clouds.yaml" });
    expect(error).toMatchObject({ line: expect.any(Number), message: expect.stringMatching(way) });
  });

  it("a cloud's name is compared with those there are", async () => {
    const files = { "/here/clouds.yaml": "clouds: {production: {auth_type: none}, staging: {auth_type: none}}" };
    expect(String(await errorOf(load({ files, cloud: "prodution" })))).toContain('did you mean "production"');
  });

  it("a cloud of the environment's name is refused while both are there", async () => {
    const files = { "/here/clouds.yaml": "clouds: {envvars: {auth_type: none}}" };
    const env = { OS_AUTH_URL: "https://k", OS_USERNAME: "u" };
    expect(String(await errorOf(load({ files, env, cloud: undefined })))).toContain("set OS_CLOUD_NAME");
  });
});

describe("odd files", () => {
  it("a byte order mark, Windows line ends and tabs inside values are no trouble", async () => {
    const text = "\uFEFFclouds:\r\n  a:\r\n    auth_type: none\r\n    region_name: 'a\tb'\r\n";
    expect((await load({ files: { "/here/clouds.yaml": text } })).region).toBe("a\tb");
  });

  it("tabs for indentation are an error with the line", async () => {
    const error = await errorOf(load({ files: { "/here/clouds.yaml": "clouds:\n\ta: {auth_type: none}\n" } }));
    expect(error).toMatchObject({ code: "INVALID_FILE", line: 2 });
  });

  it("a file of 10 MB is refused before it is parsed", async () => {
    const text = `clouds: {a: {auth_type: none}}\n#${"x".repeat(10_000_000)}`;
    expect(await errorOf(load({ files: { "/here/clouds.yaml": text } }))).toMatchObject({ code: "INVALID_FILE" });
  });

  it("__proto__ is a name like any other", async () => {
    const text = "clouds: {__proto__: {auth_type: none, region_name: evil}, constructor: {auth_type: none}}";
    const files = { "/here/clouds.yaml": text };
    expect((await load({ files, cloud: "__proto__" })).region).toBe("evil");
    expect(String(await errorOf(load({ files, cloud: "toString" })))).toContain("There is no cloud");
    expect(Object.hasOwn(Object.prototype, "region_name")).toBe(false);
    const nested = "clouds: {a: {auth_type: none, __proto__: {region_name: evil}}}";
    expect((await load({ files: { "/here/clouds.yaml": nested } })).region).toBeUndefined();
  });

  it("Windows has its own places and paths", async () => {
    const home = "C:\\Users\\u";
    const place = (folder: string): LoadOptions => ({
      platform: "win32",
      home,
      cwd: "C:\\work",
      cloud: "a",
      env: { LOCALAPPDATA: "C:\\Users\\u\\AppData\\Local", ProgramData: "C:\\ProgramData" },
      files: { [`${folder}\\clouds.yaml`]: "clouds: {a: {auth_type: none, region_name: W}}" },
    });
    for (const folder of [
      "C:\\work",
      "C:\\Users\\u\\AppData\\Local\\OpenStack\\openstack",
      "C:\\ProgramData\\OpenStack\\openstack",
    ]) {
      expect((await load(place(folder))).region, folder).toBe("W");
    }
  });

  it("macOS and snaps have theirs", async () => {
    const text = "clouds: {a: {auth_type: none, region_name: M}}";
    const mac = { platform: "darwin", files: { "/home/u/Library/Application Support/openstack/clouds.yaml": text } };
    expect((await load(mac)).region).toBe("M");
    const snap = { env: { SNAP_REAL_HOME: "/real" }, files: { "/real/.config/openstack/clouds.yaml": text } };
    expect((await load(snap)).region).toBe("M");
  });
});

describe("the environment over a file", () => {
  it.each([
    ["interface: internal\n    auth_type: none", { OS_ENDPOINT_TYPE: "adminURL" }, { interface: "adminURL" }],
    [
      "auth: {user_id: fuid, password: p}",
      { OS_USER_NAME: "eu", OS_USER_DOMAIN_ID: "d" },
      { auth: { subject: { username: "eu" } } },
    ],
    ["auth_type: v3totp\n    auth: {token: t}", { OS_AUTH_PLUGIN: "v3token" }, { auth: { type: "v3token" } }],
    [
      "auth: {user_id: u, password: p, project_id: fpid}",
      { OS_TENANT_NAME: "ep", OS_PROJECT_DOMAIN_ID: "d" },
      { values: expect.arrayContaining([expect.objectContaining({ key: "auth.project_name", value: "ep" })]) },
    ],
  ])("wins by its former names too: %s, %j", async (lines, env, expected) => {
    const text = `clouds:\n  a:\n    auth_url: https://k\n    ${lines}\n`;
    expect(await load({ env, files: { "/here/clouds.yaml": text }, envOverrides: true })).toMatchObject(expected);
  });

  it("says who logs in only when asked to", async () => {
    const env = { OS_CLOUD: "a", OS_USERNAME: "other", OS_PASSWORD: "op", OS_USER_DOMAIN_ID: "d" };
    expect((await load({ env })).auth.subject).toMatchObject({ username: "u" });
    const { auth, values } = await load({ env, envOverrides: true });
    expect(auth.subject).toEqual({ username: "other", userDomainId: "d" });
    expect(values.find(({ key }) => key === "auth.username")?.source).toEqual({
      kind: "variable",
      name: "OS_USERNAME",
    });
  });
});
