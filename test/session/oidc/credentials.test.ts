import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { oidcAccessToken, oidcClientCredentials } from "../../../src/index.ts";
import { failure } from "../../support/failure.ts";
import { CLIENT, PUBLIC } from "../../support/identity-provider.ts";
import { scope, withFederation } from "./with-federation.ts";

const federation = withFederation();
const { alice, asked, connect } = federation;

describe("a password at a provider", () => {
  it("logs in to Keystone, and calls services", async () => {
    const session = connect(alice());
    expect(await session.authenticate()).toMatchObject({
      user: { name: "alice" },
      project: { name: "demo" },
      methods: ["openid", "token"],
    });
    const before = asked();
    for (let call = 0; call < 5; call++) await session.adapter("compute").get("/servers");
    expect(asked()).toBe(before);
  });

  it.each([
    [{ systemScope: "all" }, { system: true }],
    [{ domainName: "Default" }, { domain: { name: "Default" } }],
  ])("protocol §1.7 FIX: gets the scope %j", async (wanted, identity) => {
    const session = connect(alice({ projectName: undefined, projectDomainName: undefined, ...wanted }));
    expect(await session.authenticate()).toMatchObject(identity);
  });

  it("serves every scope of a session with one login at the provider", async () => {
    const session = connect(alice());
    const before = asked();
    const [project] = await session.projects();
    expect(await session.withScope({ system: "all" }).authenticate()).toMatchObject({ system: true });
    const { id = "" } = project ?? {};
    expect(await session.withScope({ project: { id } }).authenticate()).toMatchObject({ project: { id } });
    expect(asked() - before).toBe(1);
  });

  it("renews with the refresh token, and with the password when that is gone", async () => {
    const session = connect(alice());
    await session.authenticate();
    let before = asked();
    federation.idp.forgetAccessTokens();
    expect(await session.reauthenticate()).toMatchObject({ user: { name: "alice" } });
    expect(asked() - before).toBe(1);
    federation.idp.forgetAccessTokens();
    await federation.idp.forgetRefreshTokens();
    before = asked();
    expect(await session.reauthenticate()).toMatchObject({ user: { name: "alice" } });
    expect(asked() - before).toBe(2);
  });

  it("renews with what the provider granted before, while that is good", async () => {
    const session = connect(alice());
    await session.authenticate();
    const before = asked();
    federation.cloud.clearRequests();
    await session.reauthenticate();
    expect(asked()).toBe(before);
    expect(federation.cloud.requests.filter(({ path }) => path.endsWith("/auth"))).toHaveLength(1);
  });

  it("comes in again after a 401, with what the provider granted before", async () => {
    const session = connect(alice());
    await session.authenticate();
    const before = asked();
    federation.cloud.revoke();
    expect((await session.adapter("compute").get("/servers")).status).toBe(200);
    expect(asked()).toBe(before);
  });

  it("is refused in the provider's words, and shows no secret", async () => {
    const error = await failure(connect(alice({ password: "wr0ng" })).authenticate());
    expect(error).toMatchObject({
      name: "AuthError",
      code: "AUTH_FAILED",
      message: expect.stringContaining("invalid_grant"),
    });
    const wrong = await failure(connect(alice({ clientSecret: "wr0ng" })).authenticate());
    expect(wrong).toMatchObject({ code: "AUTH_FAILED", message: expect.stringContaining("invalid_client") });
    const shown = inspect([error, wrong], { depth: 9, showHidden: true }) + JSON.stringify([error, wrong]);
    expect(shown).not.toMatch(/wr0ng|s3cret/);
  });

  it("is refused by Keystone when it does not know the provider, the protocol or the user", async () => {
    for (const [options, words] of [
      [{ identityProvider: "nobody" }, "Could not find Identity Provider: nobody."],
      [{ protocol: "saml2" }, "Could not find Federation Protocol: saml2."],
      [{ username: "mallory" }, "requires authentication"],
    ] as const) {
      const error = await failure(connect(alice(options)).authenticate());
      expect(error).toMatchObject({ code: "AUTH_FAILED", message: expect.stringContaining(words) });
    }
  });

  it("is not sent to a provider that is not there", async () => {
    const error = await failure(connect(alice({ discoveryEndpoint: "http://127.0.0.1:1/" })).authenticate());
    expect(error).toMatchObject({ name: "TransportError", code: "CONNECT_FAILED" });
  });
});

describe("an application at a provider", () => {
  it("logs in with its id and secret", async () => {
    const session = connect(oidcClientCredentials({ ...federation.base, ...CLIENT, ...scope, openidScope: "openid" }));
    expect(await session.authenticate()).toMatchObject({ user: { name: CLIENT.clientId } });
    expect(await session.reauthenticate()).toMatchObject({ user: { name: CLIENT.clientId } });
  });

  it("hears what the provider offers when it is something else", async () => {
    const error = await failure(
      connect(oidcClientCredentials({ ...federation.base, ...PUBLIC, ...scope })).authenticate(),
    );
    expect(error).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
  });
});

describe("an access token of a provider", () => {
  it("logs in, from a function as often as need be", async () => {
    const endpoint = federation.idp.discoveryEndpoint.replace("/.well-known/openid-configuration", "/token");
    const accessToken = async (): Promise<string> => {
      const { clientId: client_id, clientSecret: client_secret } = CLIENT;
      const body = new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret });
      const answer: unknown = await (await fetch(endpoint, { method: "POST", body })).json();
      return String(Reflect.get(Object(answer), "access_token"));
    };
    const session = connect(oidcAccessToken({ ...federation.base, ...scope, accessToken }));
    expect(await session.authenticate()).toMatchObject({ user: { name: CLIENT.clientId } });
    expect(await session.reauthenticate()).toMatchObject({ user: { name: CLIENT.clientId } });
  });
});
