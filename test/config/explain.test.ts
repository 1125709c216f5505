import { describe, expect, it } from "vitest";
import { load } from "./explained.ts";

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
