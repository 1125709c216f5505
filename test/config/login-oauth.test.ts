import { describe, expect, it } from "vitest";
import type { CloudConfig } from "../../src/config/cloud.ts";
import { loadConfig } from "../../src/config/load.ts";
import { errorOf, HERE } from "./surroundings.ts";

function load(type: string, auth: Readonly<Record<string, string>>): Promise<CloudConfig> {
  const files = { "/here/clouds.yaml": JSON.stringify({ clouds: { a: { auth_type: type, auth } } }) };
  return loadConfig({ ...HERE, files, cloud: "a", explain: true });
}

const FEDERATION = { auth_url: "https://k.example/v3", identity_provider: "idp", protocol: "openid", project_id: "p" };
const OIDC = {
  ...FEDERATION,
  client_id: "c",
  discovery_endpoint: "https://idp.example/.well-known/openid-configuration",
};
const OAUTH2 = {
  auth_url: "https://k.example/v3",
  oauth2_endpoint: "https://k.example/v3/OS-OAUTH2/token",
  oauth2_client_id: "i",
};

describe("logins with OAuth 2 and OpenID Connect", () => {
  it.each<[string, Record<string, string>]>([
    ["v3oidcpassword", { ...OIDC, username: "u", password: "hunter2", client_secret: "hunter3" }],
    [
      "v3oidcclientcredentials",
      { ...OIDC, client_secret: "hunter3", openid_scope: "openid email", access_token_type: "id_token" },
    ],
    ["v3oidcauthcode", { ...OIDC, redirect_uri: "https://me.example/back", code: "hunter4" }],
    ["v3oidcauthcode", { ...OIDC, redirect_uri: "https://me.example/back", authorization_code: "hunter4" }],
    ["v3oidcaccesstoken", { ...FEDERATION, access_token: "hunter5" }],
    ["v3oidcdeviceauthz", { ...OIDC, code_challenge_method: "S256" }],
    ["v3oauth2clientcredential", { ...OAUTH2, oauth2_client_secret: "hunter6" }],
    ["v3oauth2mtlsclientcredential", OAUTH2],
  ])("%s is read with %j, and no secret is shown", async (type, auth) => {
    const config = await load(type, auth);
    expect(config.auth).toMatchObject({ type, authUrl: "https://k.example/v3" });
    expect(JSON.stringify([config.values, config.notes])).not.toContain("hunter");
    expect(config.notes.filter(({ code }) => code === "UNUSED_KEY")).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    ["v3oidcpassword", { ...OIDC, username: "u" }, "password"],
    ["v3oidcpassword", { ...FEDERATION, username: "u", password: "p" }, "client_id"],
    ["v3oidcauthcode", { ...OIDC, code: "x" }, "redirect_uri"],
    ["v3oidcaccesstoken", FEDERATION, "access_token"],
    ["v3oidcclientcredentials", { ...OIDC, access_token_type: "refresh" }, "access_token_type"],
    ["v3oidcdeviceauthz", { ...OIDC, code_challenge_method: "S512" }, "code_challenge_method"],
    ["v3oidcdeviceauthz", { ...FEDERATION, client_id: "c" }, "discovery_endpoint"],
    ["v3oauth2clientcredential", OAUTH2, "oauth2_client_secret"],
  ])("%s with %j names what is missing or wrong: %s", async (type, auth, key) => {
    expect(await errorOf(load(type, auth))).toMatchObject({ name: "ConfigError", key, file: "/here/clouds.yaml" });
  });
});
