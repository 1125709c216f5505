import { describe, expect, it } from "vitest";
import { oidcAccessToken } from "../../../src/auth/oauth/oidc-access-token.ts";
import { errorOf } from "../fake-keystone.ts";
import { base, DOOR, KEYSTONE, provider } from "./fake-provider.ts";

describe("oidcAccessToken", () => {
  const options = { authUrl: base.authUrl, identityProvider: "idpX", protocol: "openid" };
  const refused = { status: 401, headers: {}, body: { error: { code: 401, message: "No." } } };

  it("goes to Keystone at once", async () => {
    const { context, sent } = provider();
    await oidcAccessToken({ ...options, accessToken: "AT", projectId: "PID" }).authenticate(context);
    expect(sent.map(({ url }) => url)).toEqual([DOOR, KEYSTONE]);
    expect(sent[0]?.headers).toEqual({ authorization: "Bearer AT" });
  });

  it("says that a text cannot renew once it has been taken, and that a function could", async () => {
    let over = false;
    const { context } = provider({ [`POST ${DOOR}`]: () => (over ? refused : {}) });
    const method = oidcAccessToken({ ...options, accessToken: "AT" });
    const asked = oidcAccessToken({ ...options, accessToken: () => "AT" });
    await Promise.all([method.authenticate(context), asked.authenticate(context)]);
    over = true;
    expect(await errorOf(() => method.authenticate(context))).toMatchObject({ code: "NOT_RENEWABLE" });
    expect(await errorOf(() => asked.authenticate(context))).toMatchObject({ code: "AUTH_FAILED" });
    const fresh = oidcAccessToken({ ...options, accessToken: "AT" });
    expect(await errorOf(() => fresh.authenticate(context))).toMatchObject({ code: "AUTH_FAILED" });
  });

  it("writes strange names into the address percent-encoded", async () => {
    const { context, sent } = provider();
    const method = oidcAccessToken({ ...options, identityProvider: "a/b ?", protocol: "#", accessToken: "AT" });
    await errorOf(() => method.authenticate(context));
    expect(sent[0]?.url).toContain("/identity_providers/a%2Fb%20%3F/protocols/%23/auth");
  });

  it("takes the token out of a file as it is", async () => {
    const { context, sent } = provider();
    await oidcAccessToken({ ...options, accessToken: () => "AT\n" }).authenticate(context);
    expect(sent[0]?.headers).toMatchObject({ authorization: "Bearer AT" });
  });

  it("proves the token", async () => {
    const method = oidcAccessToken({ ...options, accessToken: "AT" });
    expect((await method.proof?.())?.reveal()).toBe("AT");
    expect(method.subject).toEqual({ identityProvider: "idpX", protocol: "openid" });
  });
});
