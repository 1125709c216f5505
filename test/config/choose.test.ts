import { describe, expect, it } from "vitest";
import { defaultCloud, environmentCloud, namedCloud } from "../../src/config/choose.ts";
import { errorOf, machine } from "./surroundings.ts";

const AUTH = "auth: {auth_url: https://k.example/v3, username: u, password: p, user_domain_id: default}";
const ONE = `clouds:\n  a:\n    ${AUTH}\n    region_name: R1\n`;
const TWO = `${ONE}  b:\n    ${AUTH}\n`;
const PASSWORD_ENV = {
  OS_AUTH_URL: "https://env.example/v3",
  OS_USERNAME: "u",
  OS_PASSWORD: "p",
  OS_USER_DOMAIN_NAME: "Default",
};

describe("choice of the cloud", () => {
  it("takes the only cloud when nothing is said", async () => {
    const config = await namedCloud(machine({}, { "/here/clouds.yaml": ONE }));
    expect(config).toMatchObject({ name: "a", region: "R1" });
    expect(config.auth.authUrl).toBe("https://k.example/v3");
  });

  it("takes the name given before OS_CLOUD", async () => {
    const around = machine({ OS_CLOUD: "a" }, { "/here/clouds.yaml": TWO });
    expect((await namedCloud(around, { cloud: "b" })).name).toBe("b");
    expect((await namedCloud(around)).name).toBe("a");
  });

  it("protocol §7.3 FIX: lists the names when there are several and none is chosen", async () => {
    const error = await errorOf(namedCloud(machine({}, { "/here/clouds.yaml": TWO })));
    expect(error).toMatchObject({ name: "ConfigError", code: "NO_CLOUD_CHOSEN" });
    expect(String(error)).toContain("a, b");
  });

  it("lists the names of the file when the cloud is not there", async () => {
    const error = await errorOf(namedCloud(machine({}, { "/here/clouds.yaml": TWO }), { cloud: "c" }));
    expect(error).toMatchObject({ code: "CLOUD_NOT_FOUND", file: "/here/clouds.yaml", key: "c" });
    expect(String(error)).toContain('no cloud "c": /here/clouds.yaml has a, b');
  });

  it.each(["constructor", "__proto__", "toString"])("has no cloud %s that nobody wrote", async (name) => {
    const error = await errorOf(namedCloud(machine({}, { "/here/clouds.yaml": ONE }), { cloud: name }));
    expect(error).toMatchObject({ code: "CLOUD_NOT_FOUND" });
  });

  it("protocol §7.11 FIX: OS_CLOUD without any file names the searched places", async () => {
    const error = await errorOf(environmentCloud(machine({ OS_CLOUD: "x", XDG_CONFIG_HOME: "/xdg" })));
    expect(error).toMatchObject({ code: "CLOUD_NOT_FOUND" });
    expect(String(error)).toContain(
      "/here, /xdg/openstack, /home/u/.config/openstack, /etc/xdg/openstack, /etc/openstack",
    );
  });

  it("protocol §7.1 FIX: a cloud that is null misses its auth_url, and is no TypeError", async () => {
    const error = await errorOf(namedCloud(machine({}, { "/here/clouds.yaml": "clouds: {a: null}" })));
    expect(error).toMatchObject({ name: "ConfigError", code: "MISSING_VALUE", key: "auth_url" });
  });

  it.each(["clouds: [a]", "clouds: {a: 17}", "clouds: {a: {auth: [x]}}", "clouds: text"])(
    "refuses %s",
    async (text) => {
      const error = await errorOf(namedCloud(machine({}, { "/here/clouds.yaml": text })));
      expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE", line: 1 });
    },
  );
});

describe("environment", () => {
  it("describes a cloud without a name", async () => {
    const around = machine({ ...PASSWORD_ENV, OS_REGION_NAME: "R9", OS_INTERFACE: "internal" });
    const config = await environmentCloud(around);
    expect(config).toMatchObject({ name: undefined, region: "R9", interface: "internal" });
    expect(config.auth).toMatchObject({
      type: "v3password",
      authUrl: "https://env.example/v3",
      subject: { username: "u", userDomainName: "Default" },
    });
  });

  it("names the variable that is missing", async () => {
    const { OS_PASSWORD: _, ...env } = PASSWORD_ENV;
    const error = await errorOf(environmentCloud(machine(env)));
    expect(error).toMatchObject({ code: "MISSING_VALUE", key: "OS_PASSWORD" });
  });

  it("counts an empty variable as unset", async () => {
    const error = await errorOf(environmentCloud(machine({ ...PASSWORD_ENV, OS_AUTH_URL: "" })));
    expect(error).toMatchObject({ code: "MISSING_VALUE", key: "OS_AUTH_URL" });
  });

  it("names the variable whose value is no address", async () => {
    const error = await errorOf(environmentCloud(machine({ ...PASSWORD_ENV, OS_AUTH_URL: "k.example" })));
    expect(error).toMatchObject({ code: "INVALID_VALUE", key: "OS_AUTH_URL" });
    expect(String(error)).not.toContain("authUrl");
  });

  it("reads OS_USERID as Gophercloud does", async () => {
    const env = { OS_AUTH_URL: "https://k", OS_USERID: "uid", OS_PASSWORD: "p" };
    const { auth, notes } = await environmentCloud(machine(env));
    expect(auth.subject).toEqual({ userId: "uid" });
    expect(notes).toEqual([]);
    expect((await environmentCloud(machine({ ...env, OS_USER_ID: "own" }))).auth.subject).toEqual({ userId: "own" });
  });

  it("reads the former names of variables", async () => {
    const around = machine({ ...PASSWORD_ENV, OS_TENANT_NAME: "P", OS_PROJECT_DOMAIN_ID: "d" });
    expect((await environmentCloud(around)).auth.scope).toEqual({ project: { name: "P", domain: { id: "d" } } });
  });

  it("protocol §7.3 FIX: OS_REGION_NAME and OS_INTERFACE hold together with OS_CLOUD", async () => {
    const env = { OS_CLOUD: "a", OS_REGION_NAME: "R2", OS_INTERFACE: "admin" };
    const config = await environmentCloud(machine(env, { "/here/clouds.yaml": TWO }));
    expect(config.region).not.toBe("R1");
    expect(config).toMatchObject({ name: "a", region: "R2", interface: "admin" });
  });
});

describe("what applies when nothing is said", () => {
  const files = { "/here/clouds.yaml": ONE };

  it("prefers OS_CLOUD, then OS_AUTH_URL, then the only cloud", async () => {
    const both = await defaultCloud(machine({ ...PASSWORD_ENV, OS_CLOUD: "a" }, files));
    expect(both?.auth.authUrl).toBe("https://k.example/v3");
    expect((await defaultCloud(machine(PASSWORD_ENV, files)))?.auth.authUrl).toBe("https://env.example/v3");
    expect((await defaultCloud(machine({}, files)))?.name).toBe("a");
  });

  it("is nothing when nothing is configured", async () => {
    expect(await defaultCloud(machine({ OS_REGION_NAME: "R1" }))).toBeUndefined();
  });
});
