import { describe, expect, it } from "vitest";
import type { Grant } from "../../../src/auth/method.ts";
import { token } from "../../../src/auth/methods/token.ts";
import { secret } from "../../../src/redaction/secret.ts";
import { errorOf, fakeContext, tokenGrant } from "../fake-keystone.ts";
import { authUrl } from "../with-password.ts";

const old: Grant = {
  kind: "token",
  token: secret("OLD"),
  issuedAt: 0,
  expiresAt: 1,
  identity: {},
};

describe("token", () => {
  it("takes a token out of a file as it is, and refuses one that no header can hold", async () => {
    const { context, sent } = fakeContext({ status: 200, headers: {} });
    await token({ authUrl, token: "OLD\n" }).authenticate(context);
    expect(sent[0]?.headers).toMatchObject({ "x-auth-token": "OLD" });
    expect(await errorOf(() => token({ authUrl, token: "O\nD" }))).toMatchObject({ name: "ConfigError", key: "token" });
  });

  it("validates and reuses the given token when no scope is asked for", async () => {
    const { context, sent } = fakeContext({ status: 200, headers: {} });
    const grant = tokenGrant(await token({ authUrl, token: "OLD" }).authenticate(context));
    expect(grant.token.reveal()).toBe("OLD");
    expect(sent).toEqual([
      {
        method: "GET",
        url: "https://k.example/identity/v3/auth/tokens",
        headers: {
          accept: "application/json",
          "x-auth-token": "OLD",
          "x-subject-token": "OLD",
          "openstack-identity-access-rules": "1.0",
        },
      },
    ]);
  });

  it.each([[{}], [{ projectId: "P" }]])("cannot be renewed once it has run out (scope %j)", async (scope) => {
    const method = token({ authUrl, token: "OLD", ...scope });
    const first = await errorOf(() => method.authenticate(fakeContext({ status: 401, body: {} }).context));
    expect(first).toMatchObject({ code: "AUTH_FAILED" });
    const later = await errorOf(() => method.authenticate(fakeContext({ status: 401, body: {} }, old).context));
    expect(later).toMatchObject({ code: "NOT_RENEWABLE", method: "v3token" });
  });

  it("cannot be renewed after a revocation, although the session has dropped the grant", async () => {
    const method = token({ authUrl, token: "OLD" });
    await method.authenticate(fakeContext({ status: 200 }).context);
    const later = await errorOf(() => method.authenticate(fakeContext({ status: 401, body: {} }).context));
    expect(later).toMatchObject({ code: "NOT_RENEWABLE" });
  });

  it("keeps an outage apart from the token's end", async () => {
    const { context } = fakeContext({ status: 503, body: {} }, old);
    const error = await errorOf(() => token({ authUrl, token: "OLD" }).authenticate(context));
    expect(error).toMatchObject({ name: "HttpError", status: 503 });
  });
});
