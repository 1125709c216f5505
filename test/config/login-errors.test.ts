import { describe, expect, it } from "vitest";
import { cloud, FILE, LOGIN, refusal } from "./refusal.ts";

describe("an error about scopes that contradict each other", () => {
  it("names every setting that asks for one, with its place", async () => {
    const lines = cloud(
      "auth:",
      "  auth_url: https://k",
      "  user_id: u",
      "  password: p",
      "  project_id: p",
      "trust_id: t",
    );
    const error = await refusal(lines);
    expect(error).toMatchObject({ code: "INVALID_VALUE", file: FILE, line: 7, key: "project_id" });
    expect(error.message).toContain(`project_id cannot be used beside trust_id (${FILE}:8): A token has one scope`);
    expect(error.message).toContain("project and trust are asked for");
  });

  it("names the variable beside the key of the file", async () => {
    const env = { OS_UNSCOPED: "true" };
    const error = await refusal(cloud(LOGIN, "project_id: p"), { env, envOverrides: true });
    expect(error.message).toContain("project_id cannot be used beside OS_UNSCOPED: ");
    expect(error.message).not.toContain("OS_AUTH ");
  });

  it("names the profile that asks for the other one", async () => {
    const address = "https://vendor.example/.well-known/openstack/api";
    const published = { [address]: { profile: { auth: { system_scope: "all" } } } };
    const lines = cloud(LOGIN, "profile: https://vendor.example", "project_id: p");
    expect((await refusal(lines, { published })).message).toContain(`beside system_scope of the profile ${address}: `);
  });

  it("names the variables of the environment's cloud", async () => {
    const login = { OS_AUTH_URL: "https://k", OS_USER_ID: "u", OS_PASSWORD: "p" };
    const error = await refusal([], { env: { ...login, OS_PROJECT_ID: "p", OS_DOMAIN_ID: "d", OS_TRUST_ID: "t" } });
    expect(error.key).toBe("OS_PROJECT_ID");
    expect(error.message).toContain("OS_PROJECT_ID cannot be used beside OS_TRUST_ID");
  });

  it("says that a login without a token needs a scope, in the keys of the file", async () => {
    const error = await refusal(cloud("auth_type: v3tokenlessauth", "auth: {auth_url: 'https://k'}"));
    expect(error).toMatchObject({ key: "auth_type", line: 3 });
    expect(error.message).toContain("add project_id or domain_id");
  });
});

describe("an error of a login", () => {
  it.each(["rackspace_apikey", "v3adfspassword"])(
    "names a way that is not known before the keys of it: %s",
    async (type) => {
      expect(await refusal(cloud(`auth_type: ${type}`, "auth: {its_own: x}"))).toMatchObject({
        key: "auth_type",
        line: 3,
      });
    },
  );

  const PROVIDER =
    "auth_url: 'https://k', identity_provider: i, protocol: p, client_id: c, username: u, password: p, access_token_endpoint: 'https://i'";

  it.each([
    [
      ["auth_type: v3multifactor", "auth: {auth_url: 'https://k', auth_methods: v3password, password: p}"],
      "username",
      /write username or user_id/,
    ],
    [["auth_type: v3oidcpassword", `auth: {${PROVIDER}, idp_otp_key: code}`], "passcode", /in the field code/],
    [
      ["auth_type: v3oidcpassword", `auth: {${PROVIDER.replace(/, access_token.*/, "")}}`],
      "discovery_endpoint",
      /write discovery_endpoint or access_token_endpoint/,
    ],
    [
      [
        "auth_type: v3applicationcredential",
        "auth: {auth_url: 'https://k', application_credential_id: i, application_credential_secret: '\ud800'}",
      ],
      "application_credential_secret",
      /cannot be used: it must be non-empty text/,
    ],
  ])("is in the words of the file: %j", async (lines, key, hint) => {
    const error = await refusal(cloud(...lines));
    expect(error).toMatchObject({ key, file: FILE });
    expect(error.message).toMatch(hint);
    expect(error.message).not.toMatch(/option|userId|Endpoint/);
  });
});
