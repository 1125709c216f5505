import { describe, expect, it } from "vitest";
import type { LoadOptions } from "../../src/config/load.ts";
import { load } from "./explained.ts";
import { errorOf } from "./surroundings.ts";

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
