import { describe, expect, it } from "vitest";
import { type CloudConfig, type LoadOptions, loadConfig } from "../../src/index.ts";
import { fakeContext } from "../auth/fake-keystone.ts";
import { errorOf, HERE } from "./surroundings.ts";

const KEYSTONE = "https://k.example/v3";
const USER = { user_id: "u", password: "p" };
const AUTH = { auth_url: KEYSTONE, ...USER };
const FEDERATED = { auth_url: KEYSTONE, identity_provider: "i", protocol: "openid", client_id: "c" };
const OAUTH1 = { auth_url: KEYSTONE, consumer_key: "c", consumer_secret: "s", access_key: "a", access_secret: "t" };

function load(settings: object, options: LoadOptions = {}): Promise<CloudConfig> {
  const files = { "/here/clouds.yaml": JSON.stringify({ clouds: { a: settings } }) };
  return loadConfig({ ...HERE, cloud: "a", files, ...options });
}

describe("a login", () => {
  it("protocol §1.7 FIX: of a user without domain, or for the system, is never one of Identity v2", async () => {
    for (const auth of [USER, { ...USER, system_scope: "all" }]) {
      const { context, sent } = fakeContext();
      const config = await load({ auth: { ...auth, auth_url: "https://k.example" } });
      await config.auth.authenticate(context);
      expect(sent.map(({ url }) => url)).toEqual(["https://k.example/v3/auth/tokens"]);
      expect(sent.map(({ url }) => url)).not.toContain("https://k.example/v2.0/tokens");
    }
  });

  it("protocol §7.3 FIX: is the variables' beside OS_CLOUD only when envOverrides says so", async () => {
    const env = { OS_CLOUD: "a", OS_USER_ID: "other" };
    expect((await load({ auth: AUTH }, { env })).auth.subject).toEqual({ userId: "u" });
    expect((await load({ auth: AUTH }, { env, envOverrides: true })).auth.subject).toEqual({ userId: "other" });
  });

  it("protocol §7.8 FIX: with a key that nobody knows is an error with a suggestion, not an unexpected argument", async () => {
    const error = await errorOf(load({ auth: { ...AUTH, pasword: "x" } }));
    expect(error).not.toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE", key: "pasword" });
    expect(String(error)).toContain("did you mean password");
  });

  it("protocol §7.7 FIX: has its list of methods in auth too, with commas", async () => {
    const auth = { ...AUTH, auth_methods: "v3password, v3totp", passcode: "012345" };
    const { subject } = (await load({ auth_type: "v3multifactor", auth })).auth;
    expect(subject).toMatchObject({ authMethods: "password,totp" });
    expect(subject).not.toMatchObject({ authMethods: "v" });
  });

  it("protocol §7.7 FIX: keeps its braces, which are no places to fill in", async () => {
    const auth = { ...AUTH, user_id: "{nobody} {" };
    const config = await load({ auth, region_name: "{}" }, { env: { OS_FOO: "{nobody}" }, envOverrides: true });
    expect(config).toMatchObject({ region: "{}", auth: { subject: { userId: "{nobody} {" } } });
  });

  it.each<readonly [string, object, string]>([
    ["password", { auth_url: KEYSTONE, user_id: "u" }, "password"],
    ["password", { auth_url: KEYSTONE, password: "p" }, "username"],
    ["password", USER, "auth_url"],
    ["v3token", { auth_url: KEYSTONE }, "token"],
    [
      "v3applicationcredential",
      { auth_url: KEYSTONE, application_credential_id: "i" },
      "application_credential_secret",
    ],
    [
      "v3applicationcredential",
      { auth_url: KEYSTONE, application_credential_secret: "s" },
      "application_credential_id",
    ],
    ["v3totp", { auth_url: KEYSTONE, user_id: "u" }, "passcode"],
    ["v3multifactor", AUTH, "auth_methods"],
    ["v3oauth1", { ...OAUTH1, access_secret: null }, "access_secret"],
    ["v3oidcpassword", { ...FEDERATED, username: "u" }, "password"],
    ["v3oidcclientcredentials", { ...FEDERATED, client_id: "" }, "client_id"],
    ["v3oidcauthcode", { ...FEDERATED, redirect_uri: "http://127.0.0.1/" }, "code"],
    ["v3oidcaccesstoken", FEDERATED, "access_token"],
    ["v3oauth2clientcredential", { auth_url: KEYSTONE, oauth2_client_id: "i" }, "oauth2_endpoint"],
    ["admin_token", { endpoint: "https://k.example" }, "token"],
    ["http_basic", { username: "u", endpoint: "https://i.example" }, "password"],
  ])("protocol §7.11 FIX: %s from %j misses its %s, and is no TypeError", async (type, auth, key) => {
    const error = await errorOf(load({ auth_type: type, auth }));
    expect(error).not.toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ name: "ConfigError", code: "MISSING_VALUE", key });
  });

  it("X16: may be none or noop, a user's id, and OS_USER_DOMAIN_ID", async () => {
    const auth = { endpoint: "https://ironic.example" };
    expect((await load({ auth_type: "none", auth })).auth.type).toBe("none");
    expect((await load({ auth_type: "noop", auth })).auth.type).toBe("none");
    expect((await load({ auth: AUTH })).auth.subject).toEqual({ userId: "u" });
    const env = { OS_AUTH_URL: KEYSTONE, OS_USERNAME: "u", OS_PASSWORD: "p", OS_USER_DOMAIN_ID: "d" };
    expect((await loadConfig({ ...HERE, env, files: {} })).auth.subject).toEqual({ username: "u", userDomainId: "d" });
  });
});

describe("a setting", () => {
  it.each([
    [{}, { OS_VERIFY: "true" }, true],
    [{}, { OS_VERIFY: "false" }, false],
    [{ verify: "false" }, {}, false],
    [{}, { OS_INSECURE: "1" }, false],
    [{}, { OS_INSECURE: "yes" }, false],
    [{ insecure: "off", verify: "no" }, {}, false],
  ])("protocol §7.11 FIX: %j with %j is a switch and no path to a certificate", async (settings, env, verify) => {
    const config = await load({ auth: AUTH, ...settings }, { env, envOverrides: true });
    expect(config.tls).toEqual({ verify });
    expect(config.tls).not.toHaveProperty("ca");
  });

  it("protocol §7.11 FIX: has_network as the text false turns the service off", async () => {
    const { services } = await load({ auth: AUTH, has_network: "false" });
    expect(services).toEqual({ network: { disabled: "has_network is false in the configuration" } });
  });

  it("protocol §7.11 FIX: may be written auth-type and endpoint-type", async () => {
    const settings = { "auth-type": "v3token", "endpoint-type": "internal", auth: { auth_url: KEYSTONE, token: "t" } };
    const config = await load(settings);
    expect(config).toMatchObject({ interface: "internal", auth: { type: "v3token" } });
    expect(config).not.toMatchObject({ auth: { type: "v3password" } });
  });

  it("protocol §7.11 FIX: external_network of older files is no KeyError", async () => {
    const config = await load({ auth: AUTH, external_network: "ext", internal_network: "int" });
    expect(config.auth.type).toBe("v3password");
    expect(config.notes.map(({ code }) => code)).not.toContain("MISSPELT_KEY");
  });

  it("protocol §7.11 FIX: two entries in XDG_CONFIG_DIRS are two directories", async () => {
    const files = { "/two/openstack/clouds.yaml": "clouds: {a: {auth_type: none}}" };
    expect((await loadConfig({ ...HERE, env: { XDG_CONFIG_DIRS: "/one:/two" }, files })).name).toBe("a");
    const joined = { "/one:/two/openstack/clouds.yaml": "clouds: {a: {auth_type: none}}" };
    const error = await errorOf(loadConfig({ ...HERE, env: { XDG_CONFIG_DIRS: "/one:/two" }, files: joined }));
    expect(error).toMatchObject({ code: "NO_CLOUD_CHOSEN" });
  });
});
