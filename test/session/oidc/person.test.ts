import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { type AuthMethod, type DeviceCode, oidcAuthorizationCode, oidcDeviceCode } from "../../../src/index.ts";
import { browse } from "../../support/browser.ts";
import { failure } from "../../support/failure.ts";
import { CLIENT, PUBLIC, REDIRECT } from "../../support/identity-provider.ts";
import { scope, withFederation } from "./with-federation.ts";

const federation = withFederation();
const { connect } = federation;

describe("a browser at a provider", () => {
  const code = (authorize: (address: string) => Promise<string>, client: object = PUBLIC): AuthMethod =>
    oidcAuthorizationCode({ ...federation.base, ...PUBLIC, ...client, ...scope, redirectUri: REDIRECT, authorize });

  it.each([
    ["a public client", PUBLIC],
    ["a client with a secret", CLIENT],
  ])("gives a code to %s, and a renewal needs no browser", async (_who, client) => {
    let opened = 0;
    const authorize = (address: string): Promise<string> => {
      opened++;
      return browse(address, { login: "alice", answer: "continue" });
    };
    const session = connect(code(authorize, client));
    expect(await session.authenticate()).toMatchObject({ user: { name: "alice" }, project: { name: "demo" } });
    expect(await session.reauthenticate()).toMatchObject({ user: { name: "alice" } });
    federation.idp.forgetAccessTokens();
    expect(await session.reauthenticate()).toMatchObject({ user: { name: "alice" } });
    expect(await session.withScope({ system: "all" }).authenticate()).toMatchObject({ system: true });
    expect(opened).toBe(1);
  });

  it("opens again when the refresh token is gone", async () => {
    let opened = 0;
    const authorize = (address: string): Promise<string> => {
      opened++;
      return browse(address, { login: "alice", answer: "continue" });
    };
    const session = connect(code(authorize));
    await session.authenticate();
    federation.idp.forgetAccessTokens();
    await federation.idp.forgetRefreshTokens();
    await session.reauthenticate();
    expect(opened).toBe(2);
  });

  it("takes a no from the person", async () => {
    const authorize = (address: string): Promise<string> => browse(address, { login: "alice", answer: "abort" });
    const error = await failure(connect(code(authorize)).authenticate());
    expect(error).toMatchObject({ code: "AUTH_FAILED", message: expect.stringContaining("access_denied") });
  });

  it("takes a code that was got elsewhere, once", async () => {
    const address = new URL(federation.idp.discoveryEndpoint.replace("/.well-known/openid-configuration", "/auth"));
    const verifier = "v".repeat(43);
    const fields = {
      client_id: PUBLIC.clientId,
      response_type: "code",
      scope: "openid",
      redirect_uri: REDIRECT,
      code_challenge_method: "S256",
      code_challenge: Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(verifier))).toString("base64url"),
    };
    for (const [name, value] of Object.entries(fields)) address.searchParams.set(name, value);
    const back = new URL(await browse(address.href, { login: "alice", answer: "continue" }));
    const given = { ...federation.base, ...PUBLIC, ...scope, redirectUri: REDIRECT, codeVerifier: verifier };
    const spent = back.searchParams.get("code") ?? "";
    const session = connect(oidcAuthorizationCode({ ...given, code: spent }));
    expect(await session.authenticate()).toMatchObject({ user: { name: "alice" } });
    const error = await failure(connect(oidcAuthorizationCode({ ...given, code: spent })).authenticate());
    expect(error).toMatchObject({ code: "AUTH_FAILED", message: expect.stringContaining("invalid_grant") });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(spent);
  });
});

describe("a device at a provider", () => {
  const device = (showCode: (code: DeviceCode) => unknown, options: object = {}): AuthMethod =>
    oidcDeviceCode({ ...federation.base, ...PUBLIC, ...scope, showCode, ...options });
  const confirm = ({ verificationUriComplete = "" }: DeviceCode): Promise<string> =>
    browse(verificationUriComplete, { login: "alice", answer: "continue" });

  it.each([
    ["a public client", {}],
    ["a client with a secret", CLIENT],
  ])("waits until somebody has confirmed (%s), and renews without them", async (_who, client) => {
    const pages: Promise<string>[] = [];
    const session = connect(device((code) => void pages.push(confirm(code)), client));
    expect(await session.authenticate()).toMatchObject({ user: { name: "alice" }, project: { name: "demo" } });
    expect(await session.reauthenticate()).toMatchObject({ user: { name: "alice" } });
    federation.idp.forgetAccessTokens();
    expect(await session.reauthenticate()).toMatchObject({ user: { name: "alice" } });
    expect(pages).toHaveLength(1);
    expect(await pages[0]).toContain("Sign-in Success");
  });

  it("goes on after a timeout with the code that was shown", async () => {
    const shown: DeviceCode[] = [];
    const session = connect(device((code) => void shown.push(code)));
    expect(await failure(session.authenticate({ timeout: 1500 }))).toMatchObject({ code: "TIMEOUT" });
    for (const code of shown) await confirm(code);
    expect(await session.authenticate()).toMatchObject({ user: { name: "alice" } });
    expect(shown).toHaveLength(1);
  });

  it("ends at once when the caller gives up", async () => {
    const controller = new AbortController();
    const session = connect(device(() => controller.abort(new Error("never mind"))));
    const error = await failure(session.authenticate({ signal: controller.signal }));
    expect(error).toMatchObject({ message: "never mind" });
  });

  it("takes a no from the person", async () => {
    const refuse = ({ verificationUriComplete = "" }: DeviceCode): Promise<string> =>
      browse(verificationUriComplete, { login: "alice", answer: "abort" });
    const error = await failure(connect(device(refuse)).authenticate());
    expect(error).toMatchObject({ code: "AUTH_FAILED", message: expect.stringContaining("access_denied") });
  });
});
