import { describe, expect, it } from "vitest";
import { FILES, load } from "./explained.ts";
import { errorOf } from "./surroundings.ts";

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

  it("say nothing of a project's name beside its id, which alone is listed", async () => {
    const login =
      "auth_url: 'https://k', user_id: u, password: p, project_id: i, project_name: n, project_domain_id: d";
    const { notes, values } = await load({ files: { "/here/clouds.yaml": `clouds: {a: {auth: {${login}}}}` } });
    expect(notes.map(({ code }) => code)).toEqual(["PLAINTEXT_SECRET"]);
    const keys = values.map(({ key }) => key).filter((key) => key.includes("project"));
    expect(keys).toEqual(["auth.project_id"]);
  });

  it("take region for region_name, not for the list of regions that is nearer", async () => {
    const env = { OS_AUTH_TYPE: "none", OS_ENDPOINT: "http://h", OS_REGION: "R" };
    const { notes } = await load({ env, cloud: undefined, files: {} });
    expect(notes.map(({ message }) => message)).toEqual(["OS_REGION is not known; did you mean OS_REGION_NAME?"]);
  });

  it("call what stands in the environment by its variable's name", async () => {
    const env = { OS_AUTH_TYPE: "none", OS_ENDPOINT: "http://h", OS_ENDPOINT_TYPE: "admin", OS_REGION_NMAE: "R" };
    const { notes } = await load({ env, cloud: undefined, files: {} });
    expect(notes.map(({ message }) => message)).toEqual([
      "OS_ENDPOINT_TYPE is the former name of OS_INTERFACE.",
      "OS_REGION_NMAE is not known; did you mean OS_REGION_NAME?",
    ]);
  });

  it("name each place of a former name, once", async () => {
    const text = [
      "clouds:",
      "  a:",
      "    tenant_name: b",
      "    auth: {auth_url: 'https://k', user_id: u, password: p, tenant_name: c, project_domain_id: d}",
    ].join("\n");
    const { notes } = await load({ files: { "/here/clouds.yaml": text } });
    expect(notes.filter(({ code }) => code === "DEPRECATED_KEY").map(({ key, line }) => [key, line])).toEqual([
      ["tenant_name", 3],
      ["tenant_name", 4],
    ]);
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
