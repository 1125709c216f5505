import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { login, read, user } from "./read-cloud.ts";
import { errorOf } from "./surroundings.ts";

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
