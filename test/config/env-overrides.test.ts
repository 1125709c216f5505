import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import type { CloudConfig } from "../../src/index.ts";
import { HERE } from "./surroundings.ts";

const AUTH = "auth_url: https://k.example/v3, username: u, password: p";

/** The cloud of these settings under these variables, all of which hold. */
function load(settings: string, env: Record<string, string>): Promise<CloudConfig> {
  const files = { "/here/clouds.yaml": `clouds: {a: {${settings}}}` };
  return loadConfig({ ...HERE, cloud: "a", files, env, envOverrides: true });
}

describe("all variables over a cloud of a file", () => {
  const web = `auth: {${AUTH}, user_domain_id: d, project_name: web, project_domain_id: d}`;

  it.each([
    [web, { OS_SYSTEM_SCOPE: "all" }, { system: "all" }],
    [web, { OS_TRUST_ID: "t" }, { trust: "t" }],
    [web, { OS_DOMAIN_ID: "e" }, { domain: { id: "e" } }],
    [web, { OS_PROJECT_ID: "p" }, { project: { id: "p" } }],
    [web, { OS_PROJECT_NAME: "other" }, { project: { name: "other", domain: { id: "d" } } }],
    [`project_id: outer, ${web}`, { OS_SYSTEM_SCOPE: "all" }, { system: "all" }],
    [`auth: {${AUTH}, user_domain_id: d, tenant_name: old}`, { OS_SYSTEM_SCOPE: "all" }, { system: "all" }],
    [`auth: {${AUTH}, user_domain_id: d, system_scope: all}`, { OS_PROJECT_ID: "p" }, { project: { id: "p" } }],
    [`auth: {${AUTH}, user_domain_id: d, trust_id: t}`, { OS_DOMAIN_NAME: "E" }, { domain: { name: "E" } }],
    [`auth: {${AUTH}, user_domain_id: d, unscoped: true}`, { OS_PROJECT_ID: "p" }, { project: { id: "p" } }],
  ])("%s with %j asks for %j", async (settings, env, scope) => {
    expect((await load(settings, env)).auth.scope).toEqual(scope);
  });

  it("log in with an application credential where the file has a password and a project", async () => {
    const credential = { OS_APPLICATION_CREDENTIAL_ID: "i", OS_APPLICATION_CREDENTIAL_SECRET: "s" };
    for (const env of [credential, { ...credential, OS_AUTH_TYPE: "v3applicationcredential" }]) {
      for (const type of ["auth_type: password, ", "auth_type: v3token, ", ""]) {
        const { auth } = await load(`${type}${web}`, env);
        expect(auth).toMatchObject({ type: "v3applicationcredential", scope: undefined });
      }
    }
  });

  it("log in with the one of two application credentials that they name", async () => {
    const file = `auth: {${AUTH}, user_domain_id: d, application_credential_id: old, application_credential_secret: s}`;
    const { auth } = await load(file, { OS_APPLICATION_CREDENTIAL_NAME: "new" });
    expect(auth.subject).toMatchObject({ applicationCredentialName: "new", username: "u" });
  });

  it.each([
    [web, {}, "v3token"],
    [`auth_type: password, ${web}`, {}, "v3token"],
    [`auth_type: password, ${web}`, { OS_PASSWORD: "q" }, "v3password"],
    [`auth_type: v3password, ${web}`, { OS_AUTH_TYPE: "password" }, "v3password"],
    ["auth_type: admin_token, endpoint: https://n.example", {}, "admin_token"],
  ])("log in with a token that %s has no use for, unless they say another way: %j", async (settings, env, type) => {
    const config = await load(settings, { OS_TOKEN: "t", ...env });
    expect(config.auth.type).toBe(type);
  });

  it("say by which variable the way of logging in was chosen", async () => {
    const files = { "/here/clouds.yaml": `clouds: {a: {auth_type: password, ${web}}}` };
    const options = { ...HERE, cloud: "a", files, env: { OS_TOKEN: "t" }, envOverrides: true, explain: true };
    const type = (await loadConfig(options)).values.find(({ key }) => key === "auth_type");
    expect(type).toEqual({ key: "auth_type", value: "v3token", source: { kind: "variable", name: "OS_TOKEN" } });
  });

  it("name the profile", async () => {
    const { auth, region } = await load("profile: auro, auth: {user_id: u, password: p}", { OS_PROFILE: "elastx" });
    expect([auth.authUrl, region]).toEqual(["https://ops.elastx.cloud:5000/v3", "se-sto"]);
  });

  it.each([
    ["domain_id: d", { OS_USER_DOMAIN_NAME: "E" }, { userDomainName: "E" }, { id: "d" }],
    ["domain_name: D", { OS_USER_DOMAIN_ID: "e" }, { userDomainId: "e" }, { name: "D" }],
    ["default_domain_id: d", { OS_USER_DOMAIN_NAME: "E" }, { userDomainName: "E" }, { id: "d" }],
    ["domain_id: d", { OS_PROJECT_DOMAIN_NAME: "E" }, { userDomainId: "d" }, { name: "E" }],
  ])("change one of the two domains that %s of a file means: %j", async (domain, env, user, project) => {
    const { auth } = await load(`auth: {${AUTH}, project_name: web, ${domain}}`, env);
    expect(auth.subject).toEqual({ username: "u", ...user });
    expect(auth.scope).toEqual({ project: { name: "web", domain: project } });
  });

  it("keep the user's domain where it was short for both and the project is gone", async () => {
    const { auth } = await load(`auth: {${AUTH}, project_name: web, domain_id: d}`, { OS_SYSTEM_SCOPE: "all" });
    expect(auth).toMatchObject({ subject: { username: "u", userDomainId: "d" }, scope: { system: "all" } });
  });

  it("make no notes about what was used and what nobody wrote", async () => {
    const env = { OS_USERNAME: "v", OS_PASSWORD: "q", OS_PROJECT_DOMAIN_NAME: "X" };
    expect((await load(web, { ...env, OS_PROJECT_NAME: "x" })).notes).toEqual([]);
    expect((await load(web, { ...env, OS_TENANT_NAME: "x" })).notes).toEqual([
      { code: "DEPRECATED_KEY", key: "tenant_name", message: "OS_TENANT_NAME is the former name of OS_PROJECT_NAME." },
    ]);
  });
});

describe("a variable that says whether to verify the cloud", () => {
  it.each([
    ["insecure: true", { OS_VERIFY: "true" }, true],
    ["verify: false", { OS_INSECURE: "false" }, undefined],
    ["insecure: false", { OS_VERIFY: "false" }, false],
    ["verify: true", { OS_INSECURE: "true" }, false],
  ])("holds over %s: %j", async (line, env, verify) => {
    const files = { "/here/clouds.yaml": `clouds: {a: {auth_type: none, ${line}}}` };
    const { tls } = await loadConfig({ ...HERE, cloud: "a", files, env });
    expect(tls?.verify).toBe(verify);
  });
});

describe("a variable with one of a service's names", () => {
  it.each([true, false])("holds over the file's with another (envOverrides: %s)", async (envOverrides) => {
    const text =
      "clouds: {a: {auth_type: none, block_storage_api_version: 2, volumev3_endpoint_override: https://v.example}}";
    const env = { OS_VOLUME_API_VERSION: "3", OS_BLOCK_STORAGE_ENDPOINT_OVERRIDE: "https://w.example" };
    const files = { "/here/clouds.yaml": text };
    const config = await loadConfig({ ...HERE, cloud: "a", files, env, envOverrides });
    expect(config.services).toEqual({ "block-storage": { version: 3 } });
    expect(config.endpointOverrides).toEqual({ "block-storage": "https://w.example" });
  });
});
