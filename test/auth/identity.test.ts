import { describe, expect, it } from "vitest";
import { authUrlOf, endpointOf, tokensUrl, userOf, userSubject } from "../../src/auth/identity.ts";
import { applicationCredential } from "../../src/auth/methods/application-credential.ts";
import { httpBasic } from "../../src/auth/methods/http-basic.ts";
import { password } from "../../src/auth/methods/password.ts";
import { token } from "../../src/auth/methods/token.ts";
import { errorOf } from "./fake-keystone.ts";

describe("auth URL", () => {
  it.each([
    ["https://k.example/identity", "https://k.example/identity/v3/auth/tokens"],
    ["https://k.example/identity/v3", "https://k.example/identity/v3/auth/tokens"],
    ["https://k.example/identity/v3//", "https://k.example/identity/v3/auth/tokens"],
    ["https://k.example:5000", "https://k.example:5000/v3/auth/tokens"],
    ["http://[::1]:5000/", "http://[::1]:5000/v3/auth/tokens"],
  ])("%s asks %s for tokens", (authUrl, url) => {
    expect(tokensUrl(authUrlOf({ authUrl }))).toBe(url);
  });

  it.each(["https://k.example/v2.0", "https://k.example/v2.0/", "https://k.example/identity/v2"])(
    "refuses the identity v2 address %s and says what to write",
    async (authUrl) => {
      const error = await errorOf(() => authUrlOf({ authUrl }));
      expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE", key: "authUrl" });
      expect(String(error)).toMatch(/write https:\/\/k\.example\/(identity\/)?v3\.$/);
    },
  );

  it.each(["k.example:5000", "/v3", "ftp://k.example/v3", "not a url", 5000, null, ""])(
    "refuses %j",
    async (authUrl) => {
      const error = await errorOf(() => authUrlOf({ authUrl }));
      expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE", key: "authUrl" });
    },
  );

  it.each([
    [
      { authUrl: "" },
      'authUrl must be non-empty text, not an empty string: write the address of Keystone, such as "https',
    ],
    [
      { username: "" },
      "username must be non-empty text, not an empty string: write the user's name, or userId instead.",
    ],
    [{ password: "" }, "password must be non-empty text, not an empty string: write the user's password."],
    [{ projectId: "" }, "projectId must be non-empty text, not an empty string; leave it out if unused."],
  ])("says of %j what to write, and to leave out only what may be", async (empty, problem) => {
    const login = { authUrl: "https://k.example", username: "u", userDomainName: "Default", password: "p" };
    const error = await errorOf(() => password({ ...login, ...empty }));
    expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE", key: Object.keys(empty)[0] });
    expect(String(error)).toContain(problem);
  });

  it("refuses credentials in an address without repeating them", async () => {
    const error = await errorOf(() => authUrlOf({ authUrl: "https://admin:hunter2@k.example/v3" }));
    expect(error).toMatchObject({ code: "INVALID_VALUE" });
    expect(String(error)).not.toContain("hunter2");
    for (const start of ["ftp://", "", "https://admin:ten/", "https://x:y@z:"]) {
      const broken = await errorOf(() => authUrlOf({ authUrl: `${start}admin:hunter2@k.example/v3` }));
      expect(broken).toMatchObject({ code: "INVALID_VALUE" });
      expect(String(broken)).not.toContain("hunter2");
    }
  });

  it("keeps an endpoint's path and drops its trailing slash", () => {
    expect(endpointOf({ endpoint: "https://h/baremetal/" })).toBe("https://h/baremetal");
    expect(endpointOf({})).toBeUndefined();
  });
});

describe("user", () => {
  it.each([
    [{ userId: "U", userDomainName: "D" }, { id: "U" }, { userId: "U" }],
    [
      { username: "u", userDomainId: "d", userDomainName: "D" },
      { name: "u", domain: { id: "d" } },
      { username: "u", userDomainId: "d" },
    ],
    [
      { username: "u", userDomainName: "D" },
      { name: "u", domain: { name: "D" } },
      { username: "u", userDomainName: "D" },
    ],
  ])("reads %j", (options, body, subject) => {
    expect(userOf(options)).toEqual(body);
    expect(userSubject(userOf(options))).toEqual(subject);
  });

  it.each([
    [{}, "MISSING_VALUE", "username"],
    [{ username: "u" }, "MISSING_VALUE", "userDomainName"],
    [{ username: "u", userId: "U" }, "INVALID_VALUE", "userId"],
    [{ username: 7 }, "INVALID_VALUE", "username"],
  ])("refuses %j", async (options, code, key) => {
    expect(await errorOf(() => userOf(options))).toMatchObject({ name: "ConfigError", code, key });
  });
});

describe("options of a JavaScript caller", () => {
  const authUrl = "https://k.example";
  const call = (factory: unknown, options: unknown): unknown =>
    typeof factory === "function" ? factory(options) : factory;

  it.each([
    [password, undefined, "MISSING_VALUE", undefined],
    [password, {}, "MISSING_VALUE", "authUrl"],
    [password, { authUrl, userId: "U" }, "MISSING_VALUE", "password"],
    [token, { authUrl }, "MISSING_VALUE", "token"],
    [token, "TOKEN", "MISSING_VALUE", undefined],
    [applicationCredential, { authUrl, secret: "S" }, "MISSING_VALUE", "id"],
    [applicationCredential, { authUrl, id: "AC" }, "MISSING_VALUE", "secret"],
    [applicationCredential, { authUrl, id: "AC", name: "N", secret: "S" }, "INVALID_VALUE", "id"],
    [applicationCredential, { authUrl, name: "N", secret: "S" }, "MISSING_VALUE", "username"],
    [httpBasic, { username: "u" }, "MISSING_VALUE", "password"],
    [httpBasic, { username: "a:b", password: "p" }, "INVALID_VALUE", "username"],
    [httpBasic, { username: "u", password: "p", endpoint: "h:1" }, "INVALID_VALUE", "endpoint"],
  ])("%o refuses %j", async (factory, options, code, key) => {
    expect(await errorOf(() => call(factory, options))).toMatchObject({ name: "ConfigError", code, key });
  });
});
