import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  AuthError,
  type AuthMethod,
  k2k,
  memoryTokenStore,
  multiFactor,
  oauth1,
  password,
  type Receipt,
  Session,
  token,
  totp,
  withReceipt,
  withServiceToken,
} from "../../src/index.ts";
import { type EmbeddedCloud, startCloud, totpCode } from "../../src/testing/index.ts";
import { failure } from "../support/failure.ts";

const totpSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const user = { username: "careful", userDomainName: "Default" };
const scope = { projectName: "demo", projectDomainName: "Default" };
const code = (): string => totpCode(totpSecret);

let cloud: EmbeddedCloud;
let partner: EmbeddedCloud;
let authUrl: string;
const open: Session[] = [];

beforeAll(async () => {
  partner = await startCloud({ users: [{ name: "careful", password: "other" }] });
  cloud = await startCloud({
    users: [
      { name: "careful", password: "p", totpSecret, mfaRules: [["password", "totp"]] },
      { name: "service", password: "s", projects: ["service"] },
    ],
    serviceProviders: { partner: partner.authUrl },
  });
  authUrl = cloud.authUrl;
});
afterAll(async () => {
  await Promise.all(open.map((session) => session.close()));
  await Promise.all([cloud.close(), partner.close()]);
});

function connect(auth: AuthMethod): Session {
  const session = new Session({ auth });
  open.push(session);
  return session;
}

const careful = (): AuthMethod => password({ authUrl, ...user, ...scope, password: "p" });

async function receiptOf(session: Session): Promise<Receipt> {
  const error = await failure(session.authenticate());
  expect(error).toMatchObject({ name: "AuthError", code: "RECEIPT_REQUIRED" });
  return error instanceof AuthError && error.receipt ? error.receipt : expect.unreachable("there should be a receipt");
}

describe("multi-factor rules", () => {
  it("are met by both methods at once, and again at each renewal", async () => {
    const passcode = vi.fn(code);
    const authMethods = ["v3password", "v3totp"] as const;
    const session = connect(multiFactor({ authUrl, authMethods, ...user, ...scope, password: "p", passcode }));
    expect(await session.authenticate()).toMatchObject({ methods: ["password", "totp"], project: { name: "demo" } });
    cloud.revoke();
    expect((await session.adapter("compute").get("/servers")).status).toBe(200);
    expect(passcode).toHaveBeenCalledTimes(2);
  });

  it("are met one by one with the receipt, in either order", async () => {
    const receipt = await receiptOf(connect(careful()));
    expect(receipt).toMatchObject({ methods: ["password"], required: [["password", "totp"]] });
    const session = connect(withReceipt(totp({ authUrl, ...user, ...scope, passcode: code }), receipt));
    const identity = await session.authenticate();
    expect([...identity.methods].sort()).toEqual(["password", "totp"]);
    const other = await receiptOf(connect(totp({ authUrl, ...user, ...scope, passcode: code() })));
    expect(await connect(withReceipt(careful(), other.id.reveal())).authenticate()).toMatchObject({
      user: { name: "careful" },
    });
  });

  it("are not met with another user's receipt, or an invented one", async () => {
    const receipt = await receiptOf(connect(careful()));
    const demo = password(cloud.credentials);
    for (const given of [receipt, "gAAAAinvented"]) {
      expect(await failure(connect(withReceipt(demo, given)).authenticate())).toMatchObject({ code: "AUTH_FAILED" });
    }
  });

  it("are met once for all the scopes of a session", async () => {
    const authMethods = ["v3password", "v3totp"] as const;
    const options = { authUrl, authMethods, ...user, password: "p", passcode: code() };
    const session = connect(multiFactor({ ...options, unscoped: true }));
    for (const project of await session.projects()) {
      expect(await session.withScope({ project }).authenticate()).toMatchObject({ project: { name: "demo" } });
    }
    const foreign = session.withScope({ system: "all" });
    expect(await failure(foreign.authenticate())).toMatchObject({ code: "AUTH_FAILED" });
  });

  it("are met once for a scope whose token is revoked, or whose login fails for a while", async () => {
    const authMethods = ["v3password", "v3totp"] as const;
    const options = { authUrl, authMethods, ...user, password: "p", passcode: code() };
    const session = connect(multiFactor({ ...options, unscoped: true }));
    const scoped = session.withScope({ project: { name: "demo", domain: { name: "Default" } } });
    await Promise.all([session.authenticate(), scoped.authenticate()]);
    await scoped.revoke();
    cloud.fault({ method: "POST", path: "/identity/v3/auth/tokens", status: 500, times: 1 });
    expect(await failure(scoped.authenticate())).toMatchObject({ status: 500 });
    expect(await scoped.authenticate()).toMatchObject({ project: { name: "demo" } });
  });

  it("protocol §1.4 FIX: a renewal with a spent passcode says so and asks Keystone nothing", async () => {
    const receipt = await receiptOf(connect(careful()));
    const session = connect(withReceipt(totp({ authUrl, ...user, ...scope, passcode: code() }), receipt));
    await session.authenticate();
    cloud.clearRequests();
    expect(await failure(session.reauthenticate())).toMatchObject({ name: "AuthError", code: "NOT_RENEWABLE" });
    expect(cloud.requests).toHaveLength(0);
  });
});

describe("a password from a function", () => {
  it("is asked for once a login, however many calls wait for it", async () => {
    const { password: word, ...rest } = cloud.credentials;
    const ask = vi.fn(async () => word);
    const session = connect(password({ ...rest, password: ask }));
    const compute = session.adapter("compute");
    await Promise.all([compute.get("/servers"), compute.get("/flavors"), compute.get("/servers")]);
    expect(ask).toHaveBeenCalledTimes(1);
  });
});

describe("a password function that does not answer", () => {
  it("fails its call with what was waited for, and is asked again by the next", async () => {
    const { password: word, ...rest } = cloud.credentials;
    const ask = vi.fn((signal: AbortSignal) =>
      ask.mock.calls.length > 1 ? word : new Promise<string>((_, reject) => signal.addEventListener("abort", reject)),
    );
    const session = connect(password({ ...rest, password: ask }));
    const error = await failure(session.authenticate({ timeout: 20 }));
    expect(error).toMatchObject({ code: "TIMEOUT", sent: false });
    expect(String(error)).toContain("the option password");
    expect(await session.authenticate()).toMatchObject({ user: { name: "demo" } });
    expect(ask).toHaveBeenCalledTimes(2);
  });
});

describe("an OAuth 1 access token", () => {
  it("logs in as who granted it, for the project it was granted for", async () => {
    const session = connect(oauth1(cloud.accessToken));
    expect(await session.authenticate()).toMatchObject({
      user: { name: "demo" },
      project: { name: "demo" },
      methods: ["oauth1"],
    });
  });

  it.each([
    ["accessKey", "nothing"],
    ["accessSecret", "wrong"],
    ["consumerKey", "nothing"],
    ["consumerSecret", "wrong"],
  ])("is refused with another %s", async (key, value) => {
    const session = connect(oauth1({ ...cloud.accessToken, [key]: value }));
    expect(await failure(session.authenticate())).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
  });
});

describe("Keystone to Keystone", () => {
  const home = (): AuthMethod => password({ ...cloud.credentials });

  it("logs in to the other cloud as who one is at home", async () => {
    partner.clearRequests();
    const session = connect(k2k({ auth: home(), serviceProvider: "partner", ...scope }));
    const identity = await session.authenticate();
    expect(identity).toMatchObject({ user: { name: "demo" }, project: { name: "demo" }, methods: ["saml2", "token"] });
    expect((await session.adapter("compute").endpoint()).url).toBe(`${partner.url}/compute/v2.1/`);
    expect((await session.adapter("compute").get("/servers")).status).toBe(200);
    const places = partner.requests.map(({ method, path }) => `${method} ${path}`);
    expect(places.slice(0, 3)).toEqual([
      "POST /identity/Shibboleth.sso/SAML2/ECP",
      "GET /identity/v3/OS-FEDERATION/identity_providers/embedded/protocols/saml2/auth",
      "POST /identity/v3/auth/tokens",
    ]);
  });

  it("asks at home for one passcode, however many scopes of the other cloud there are", async () => {
    const authMethods = ["v3password", "v3totp"] as const;
    const auth = multiFactor({ authUrl, authMethods, ...user, ...scope, password: "p", passcode: code() });
    const session = connect(k2k({ auth, serviceProvider: "partner" }));
    for (const project of await session.projects()) {
      const scoped = session.withScope({ project });
      expect((await scoped.adapter("compute").get("/servers")).status).toBe(200);
      await scoped.revoke();
      expect(await scoped.authenticate()).toMatchObject({ project: { name: "demo" } });
    }
  });

  it("revokes the token at the other cloud, which its catalog names", async () => {
    partner.clearRequests();
    const session = connect(k2k({ auth: home(), serviceProvider: "partner", ...scope }));
    const id = (await session.token()) ?? "";
    await session.revoke();
    expect(partner.count("DELETE /identity/v3/auth/tokens")).toBe(1);
    const headers = { "x-auth-token": id };
    expect((await fetch(`${partner.url}/compute/v2.1/servers`, { headers })).status).toBe(401);
  });

  it("tells without a scope what there is at the other cloud, and revokes there", async () => {
    const tokenStore = memoryTokenStore();
    const auth = k2k({ auth: home(), serviceProvider: "partner" });
    // The second finds the token in the store.
    for (const session of [new Session({ auth, tokenStore }), new Session({ auth, tokenStore })]) {
      open.push(session);
      expect(await session.projects()).toMatchObject([{ name: "demo" }]);
      expect(await session.domains()).toMatchObject([{ id: "default" }]);
      expect(await session.system()).toBe(true);
    }
    const session = connect(auth);
    const headers = { "x-auth-token": (await session.token()) ?? "" };
    await session.revoke();
    expect((await fetch(`${partner.authUrl}/v3/auth/projects`, { headers })).status).toBe(401);
  });

  it("never shows the other cloud's token to the home cloud", async () => {
    const session = connect(k2k({ auth: home(), serviceProvider: "partner" }));
    const id = await session.token();
    expect((await session.adapter("identity").get("/auth/projects")).status).toBe(200);
    expect(id).toBeDefined();
    expect(cloud.requests.some(({ headers }) => Object.values(headers).includes(id ?? ""))).toBe(false);
  });

  it("says which clouds there are when it is another one", async () => {
    const session = connect(k2k({ auth: home(), serviceProvider: "elsewhere", ...scope }));
    expect(await failure(session.authenticate())).toMatchObject({
      code: "UNSUPPORTED_AUTH",
      message: expect.stringContaining("it names partner"),
    });
  });

  it("fails when the other cloud does not know the user, and when home does not vouch", async () => {
    const stranger = password({ authUrl, username: "service", userDomainName: "Default", password: "s" });
    const unscoped = connect(k2k({ auth: stranger, serviceProvider: "partner" }));
    expect(await failure(unscoped.authenticate())).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
    const auth = stranger.withScope({ project: { name: "service", domain: { name: "Default" } } });
    const unknown = connect(k2k({ auth, serviceProvider: "partner" }));
    expect(await failure(unknown.authenticate())).toMatchObject({ name: "HttpError", status: 500 });
  });
});

describe("a trust", () => {
  it.each([true, false])("lends roles (impersonation: %s) until it is taken back", async (impersonation) => {
    const lender = connect(password({ authUrl, username: "service", userDomainName: "Default", password: "s" }));
    const trustor = (await lender.authenticate()).user?.id ?? "";
    const [project] = await lender.projects();
    const demo = password({ ...cloud.credentials });
    const trustee = (await connect(demo).authenticate()).user?.id ?? "";
    const identity = lender.adapter("identity");
    const lent = {
      trustor_user_id: trustor,
      trustee_user_id: trustee,
      project_id: project?.id,
      impersonation,
      roles: [{ name: "reader" }],
    };
    const { trust } = await identity
      .post("/OS-TRUST/trusts", { json: { trust: lent } })
      .json<{ trust: { id: string } }>();
    const session = connect(demo.withScope({ trust: trust.id }));
    expect(await session.authenticate()).toMatchObject({
      user: { id: impersonation ? trustor : trustee },
      project: { name: "service" },
      roles: [{ name: "reader" }],
      trust: { id: trust.id, impersonation, trustorId: trustor, trusteeId: trustee },
    });
    const path = { id: trust.id };
    expect(await identity.get("/OS-TRUST/trusts/{id}", { path }).json()).toMatchObject({ trust: { roles: [{}] } });
    await identity.delete("/OS-TRUST/trusts/{id}", { path });
    expect(await failure(session.adapter("compute").get("/servers"))).toMatchObject({ code: "AUTH_FAILED" });
    expect(await failure(identity.get("/OS-TRUST/trusts/{id}", { path }))).toMatchObject({ status: 404 });
    expect(await failure(identity.delete("/OS-TRUST/trusts/{id}", { path }))).toMatchObject({ status: 404 });
  });

  it("needs a trustor who has the project and the role, and a trustee", async () => {
    const session = connect(password({ ...cloud.credentials }));
    const { user: me, project } = await session.authenticate();
    const good = {
      trustor_user_id: me?.id,
      trustee_user_id: me?.id,
      project_id: project?.id,
      roles: [{ name: "admin" }],
    };
    const identity = session.adapter("identity");
    for (const [wrong, status] of [
      [{ trustor_user_id: "x" }, 403],
      [{ project_id: "x" }, 403],
      [{ trustee_user_id: "x" }, 404],
      [{ roles: [{ id: "x" }] }, 404],
      [{ roles: [] }, 403],
    ] as const) {
      const made = identity.post("/OS-TRUST/trusts", { json: { trust: { ...good, ...wrong } } });
      expect(await failure(made)).toMatchObject({ status });
    }
    expect(await failure(identity.post("/OS-TRUST/trusts", { json: {} }))).toMatchObject({ status: 400 });
  });
});

describe("a service token", () => {
  const service = (): AuthMethod =>
    password({
      authUrl,
      username: "service",
      userDomainName: "Default",
      password: "s",
      projectName: "service",
      projectDomainName: "Default",
    });

  it("goes along with every call, and both are renewed after a 401", async () => {
    const session = connect(withServiceToken(password({ ...cloud.credentials }), service()));
    await session.adapter("compute").get("/servers");
    const [before] = cloud.requests.slice(-1).map(({ headers }) => headers);
    expect(before?.["x-service-token"]).toMatch(/^gAAAA/);
    expect(before?.["x-service-token"]).not.toBe(before?.["x-auth-token"]);
    cloud.revoke(before?.["x-service-token"]);
    expect((await session.adapter("compute").get("/servers")).status).toBe(200);
    const [after] = cloud.requests.slice(-1).map(({ headers }) => headers);
    expect(after?.["x-service-token"]).not.toBe(before?.["x-service-token"]);
    expect(after?.["x-auth-token"]).not.toBe(before?.["x-auth-token"]);
  });

  it("is one for all the users whose requests a service serves", async () => {
    const shared = service();
    cloud.clearRequests();
    const ids = await Promise.all([1, 2].map(() => connect(password({ ...cloud.credentials })).token()));
    for (const id of ids) {
      const session = connect(withServiceToken(token({ authUrl, token: id ?? "" }), shared));
      await session.adapter("compute").get("/servers");
    }
    expect(cloud.count("POST /identity/v3/auth/tokens")).toBe(3);
  });
});
