import { once } from "node:events";
import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type AuthMethod,
  type AuthRequest,
  type DeviceCode,
  oauth2ClientCredentials,
  oidcAccessToken,
  oidcAuthorizationCode,
  oidcClientCredentials,
  oidcDeviceCode,
  oidcPassword,
  Session,
} from "../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { browse } from "../support/browser.ts";
import { failure } from "../support/failure.ts";
import {
  CLIENT,
  type IdentityProvider,
  PASSWORD,
  PUBLIC,
  REDIRECT,
  startIdentityProvider,
} from "../support/identity-provider.ts";
import { sendJson, serve } from "../support/server.ts";

const scope = { projectName: "demo", projectDomainName: "Default" };

let idp: IdentityProvider;
let cloud: EmbeddedCloud;
let base: { authUrl: string; identityProvider: string; protocol: string; discoveryEndpoint: string };
const open: Session[] = [];

beforeAll(async () => {
  idp = await startIdentityProvider();
  cloud = await startCloud({
    users: [
      { name: "alice", password: "x", admin: true },
      { name: CLIENT.clientId, password: "x" },
    ],
    identityProviders: [
      { id: "corporate", userOf: (token) => idp.userOf(token) },
      { id: "lenient", userOf: () => "alice" },
    ],
  });
  const { authUrl } = cloud;
  base = { authUrl, identityProvider: "corporate", protocol: "openid", discoveryEndpoint: idp.discoveryEndpoint };
});
afterAll(async () => {
  await Promise.all(open.map((session) => session.close()));
  await Promise.all([cloud.close(), idp.close()]);
});
beforeEach(() => void cloud.clearRequests());

function connect(auth: AuthMethod): Session {
  const session = new Session({ auth });
  open.push(session);
  return session;
}

/** How often the provider gave tokens, or refused to. */
function asked(): number {
  return idp.requests.filter((request) => request === "POST /token").length;
}

const alice = (options: object = {}): AuthMethod =>
  oidcPassword({
    ...base,
    ...CLIENT,
    ...scope,
    openidScope: "openid",
    username: "alice",
    password: PASSWORD,
    ...options,
  });

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
    idp.forgetAccessTokens();
    expect(await session.reauthenticate()).toMatchObject({ user: { name: "alice" } });
    expect(asked() - before).toBe(1);
    idp.forgetAccessTokens();
    await idp.forgetRefreshTokens();
    before = asked();
    expect(await session.reauthenticate()).toMatchObject({ user: { name: "alice" } });
    expect(asked() - before).toBe(2);
  });

  it("renews with what the provider granted before, while that is good", async () => {
    const session = connect(alice());
    await session.authenticate();
    const before = asked();
    cloud.clearRequests();
    await session.reauthenticate();
    expect(asked()).toBe(before);
    expect(cloud.requests.filter(({ path }) => path.endsWith("/auth"))).toHaveLength(1);
  });

  it("comes in again after a 401, with what the provider granted before", async () => {
    const session = connect(alice());
    await session.authenticate();
    const before = asked();
    cloud.revoke();
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
    const session = connect(oidcClientCredentials({ ...base, ...CLIENT, ...scope, openidScope: "openid" }));
    expect(await session.authenticate()).toMatchObject({ user: { name: CLIENT.clientId } });
    expect(await session.reauthenticate()).toMatchObject({ user: { name: CLIENT.clientId } });
  });

  it("hears what the provider offers when it is something else", async () => {
    const error = await failure(connect(oidcClientCredentials({ ...base, ...PUBLIC, ...scope })).authenticate());
    expect(error).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
  });
});

describe("a browser at a provider", () => {
  const code = (authorize: (address: string) => Promise<string>, client: object = PUBLIC): AuthMethod =>
    oidcAuthorizationCode({ ...base, ...PUBLIC, ...client, ...scope, redirectUri: REDIRECT, authorize });

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
    idp.forgetAccessTokens();
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
    idp.forgetAccessTokens();
    await idp.forgetRefreshTokens();
    await session.reauthenticate();
    expect(opened).toBe(2);
  });

  it("takes a no from the person", async () => {
    const authorize = (address: string): Promise<string> => browse(address, { login: "alice", answer: "abort" });
    const error = await failure(connect(code(authorize)).authenticate());
    expect(error).toMatchObject({ code: "AUTH_FAILED", message: expect.stringContaining("access_denied") });
  });

  it("takes a code that was got elsewhere, once", async () => {
    const address = new URL(idp.discoveryEndpoint.replace("/.well-known/openid-configuration", "/auth"));
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
    const given = { ...base, ...PUBLIC, ...scope, redirectUri: REDIRECT, codeVerifier: verifier };
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
    oidcDeviceCode({ ...base, ...PUBLIC, ...scope, showCode, ...options });
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
    idp.forgetAccessTokens();
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

describe("a request of a login", () => {
  it("for tokens is finished when nobody waits for it any more, and the next login has what it brought", async () => {
    const gone = new AbortController();
    const forms: string[] = [];
    let answer = (): void => undefined;
    await using server = await serve(({ body }, response) => {
      const count = forms.push(body);
      const tokens = { access_token: `AT${count}`, token_type: "Bearer", refresh_token: `RT${count}` };
      answer = () => sendJson(response, { ...tokens, expires_in: count === 1 ? 0 : 600 });
      if (count === 2) gone.abort(new Error("enough"));
      else answer();
    });
    const given = { discoveryEndpoint: undefined, accessTokenEndpoint: server.url, identityProvider: "lenient" };
    const session = connect(alice(given));
    await session.authenticate();
    expect(await failure(session.reauthenticate({ signal: gone.signal }))).toMatchObject({ message: "enough" });
    const next = session.reauthenticate();
    answer();
    expect(await next).toMatchObject({ user: { name: "alice" } });
    expect(forms).toEqual([
      expect.stringContaining("grant_type=password"),
      expect.stringContaining("refresh_token=RT1"),
    ]);
  });

  it("for tokens ends with the session", async () => {
    const gone = new AbortController();
    let ended: Promise<unknown> | undefined;
    await using server = await serve((_request, response) => {
      ended = once(response, "close");
      gone.abort(new Error("enough"));
    });
    const session = new Session({ auth: alice({ discoveryEndpoint: undefined, accessTokenEndpoint: server.url }) });
    expect(await failure(session.authenticate({ signal: gone.signal }))).toMatchObject({ message: "enough" });
    await session.close();
    expect(await ended).toEqual([]);
    expect(server.received).toHaveLength(1);
  });

  it("is repeated as the session repeats its own, unless the login wants to repeat it itself", async () => {
    await using server = await serve((_request, response) => response.writeHead(429, { "retry-after": "0" }).end());
    const sending = (retry: Pick<AuthRequest, "retry">): AuthMethod => ({
      ...alice(),
      authenticate: async ({ send }) => {
        const { status } = await send({ method: "POST", url: server.url, form: {}, ...retry });
        throw new Error(`answered ${status}`);
      },
    });
    await expect(connect(sending({})).authenticate()).rejects.toThrow("answered 429");
    expect(server.received).toHaveLength(3);
    await expect(connect(sending({ retry: false })).authenticate()).rejects.toThrow("answered 429");
    expect(server.received).toHaveLength(4);
  });
});

describe("an access token of a provider", () => {
  it("logs in, from a function as often as need be", async () => {
    const endpoint = idp.discoveryEndpoint.replace("/.well-known/openid-configuration", "/token");
    const accessToken = async (): Promise<string> => {
      const { clientId: client_id, clientSecret: client_secret } = CLIENT;
      const body = new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret });
      const answer: unknown = await (await fetch(endpoint, { method: "POST", body })).json();
      return String(Reflect.get(Object(answer), "access_token"));
    };
    const session = connect(oidcAccessToken({ ...base, ...scope, accessToken }));
    expect(await session.authenticate()).toMatchObject({ user: { name: CLIENT.clientId } });
    expect(await session.reauthenticate()).toMatchObject({ user: { name: CLIENT.clientId } });
  });
});

describe("Keystone's own OAuth 2", () => {
  it("protocol §1.7 FIX: fetches the bearer token once, not for each request", async () => {
    const { id, secret } = cloud.applicationCredential;
    const oauth2Endpoint = `${cloud.authUrl}/v3/OS-OAUTH2/token`;
    const options = { authUrl: cloud.authUrl, oauth2Endpoint, oauth2ClientId: id, oauth2ClientSecret: secret };
    const session = connect(oauth2ClientCredentials(options));
    for (let call = 0; call < 5; call++) await session.adapter("compute").get("/servers");
    const calls = cloud.requests.filter(({ path }) => path.endsWith("/servers"));
    expect(calls).toHaveLength(5);
    expect(new Set(calls.map(({ headers }) => headers.authorization)).size).toBe(1);
    expect(calls[0]?.headers.authorization).toMatch(/^Bearer gAAAAA/);
    expect(cloud.count("POST /identity/v3/OS-OAUTH2/token")).toBe(1);
    await session.reauthenticate();
    expect(cloud.count("POST /identity/v3/OS-OAUTH2/token")).toBe(2);
    const wrong = connect(oauth2ClientCredentials({ ...options, oauth2ClientSecret: "wr0ng" }));
    expect(await failure(wrong.authenticate())).toMatchObject({ code: "AUTH_FAILED" });
  });
});
