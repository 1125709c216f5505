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
      const { auth } = await load(web, env);
      expect(auth).toMatchObject({ type: "v3applicationcredential", scope: undefined });
    }
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
      { code: "DEPRECATED_KEY", key: "tenant_name", message: "tenant_name is the former name of project_name." },
    ]);
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
