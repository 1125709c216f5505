import { describe, expect, it } from "vitest";
import { type CloudConfig, loadConfig } from "../../src/index.ts";
import { errorOf, HERE } from "./surroundings.ts";

const LOGIN = { OS_AUTH_URL: "https://k.example/v3", OS_USERNAME: "u", OS_PASSWORD: "p", OS_PROJECT_NAME: "P" };

function read(more: Readonly<Record<string, string>>): Promise<CloudConfig> {
  return loadConfig({ ...HERE, env: { ...LOGIN, ...more }, files: {}, explain: true });
}

describe("names without a domain, as the openstack command reads them", () => {
  it.each([
    [{ OS_IDENTITY_API_VERSION: "3" }, "default"],
    [{ OS_IDENTITY_API_VERSION: "3", OS_DEFAULT_DOMAIN: "d" }, "d"],
    [{ OS_IDENTITY_API_VERSION: "3", OS_AUTH_TYPE: "v3totp", OS_PASSCODE: "1" }, "default"],
  ])("are of one domain where version 3 of Identity is written: %j", async (env, id) => {
    const { auth, values } = await read(env);
    expect(auth.subject).toMatchObject({ userDomainId: id });
    expect(auth.scope).toEqual({ project: { name: "P", domain: { id } } });
    for (const key of ["auth.user_domain_id", "auth.project_domain_id"])
      expect(values).toContainEqual({ key, value: id, source: { kind: "default" } });
  });

  it("keep the domains that are named", async () => {
    const named = { OS_USER_DOMAIN_NAME: "U", OS_PROJECT_DOMAIN_NAME: "D" };
    const { auth } = await read({ OS_IDENTITY_API_VERSION: "3", ...named });
    expect(auth.subject).toMatchObject({ userDomainName: "U" });
    expect(auth.scope).toEqual({ project: { name: "P", domain: { name: "D" } } });
  });

  it.each([{}, { OS_DEFAULT_DOMAIN: "d" }, { OS_IDENTITY_API_VERSION: "3", OS_AUTH_TYPE: "v3token", OS_TOKEN: "t" }])(
    "lack it otherwise: %j",
    async (env) => {
      expect(await errorOf(read(env))).toMatchObject({ name: "ConfigError", code: "MISSING_VALUE" });
    },
  );
});
