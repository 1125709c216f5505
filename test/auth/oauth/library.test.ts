import { afterEach, expect, it, vi } from "vitest";
import { errorOf } from "../fake-keystone.ts";
import { base, provider, TOKEN } from "./fake-provider.ts";

afterEach(() => {
  vi.doUnmock("oauth4webapi");
  vi.resetModules();
});

it("a login without the package oauth4webapi says how to install it", async () => {
  vi.resetModules();
  vi.doMock("oauth4webapi", () => {
    throw new Error("Cannot find package 'oauth4webapi'");
  });
  const { oidcPassword } = await import("../../../src/auth/oauth/oidc-password.ts");
  const method = oidcPassword({ ...base, accessTokenEndpoint: TOKEN, username: "u", password: "p" });
  const { context, sent } = provider();
  expect(await errorOf(() => method.authenticate(context))).toMatchObject({
    name: "ConfigError",
    code: "MISSING_VALUE",
    message: expect.stringContaining("run: npm install oauth4webapi"),
  });
  expect(sent).toEqual([]);
});

it("an access token needs no package", async () => {
  vi.resetModules();
  vi.doMock("oauth4webapi", () => {
    throw new Error("Cannot find package 'oauth4webapi'");
  });
  const { oidcAccessToken } = await import("../../../src/auth/oauth/oidc-access-token.ts");
  const { context } = provider();
  const { authUrl, identityProvider, protocol } = base;
  const method = oidcAccessToken({ authUrl, identityProvider, protocol, accessToken: "AT" });
  expect(await method.authenticate(context)).toMatchObject({ kind: "token" });
});
