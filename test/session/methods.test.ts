import { describe, expect, it, vi } from "vitest";
import { type AuthMethod, oauth1, password, type Session, token, withServiceToken } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { withCloud } from "../support/with-cloud.ts";

const here = withCloud(() => ({ users: [{ name: "service", password: "s", projects: ["service"] }] }));
const connect = (auth: AuthMethod): Session => here.connect({ auth });

describe("a password from a function", () => {
  it("is asked for once a login, however many calls wait for it", async () => {
    const { password: word, ...rest } = here.cloud.credentials;
    const ask = vi.fn(async () => word);
    const session = connect(password({ ...rest, password: ask }));
    const compute = session.adapter("compute");
    await Promise.all([compute.get("/servers"), compute.get("/flavors"), compute.get("/servers")]);
    expect(ask).toHaveBeenCalledTimes(1);
  });
});

describe("a password function that does not answer", () => {
  it("fails its call with what was waited for, and is asked again by the next", async () => {
    const { password: word, ...rest } = here.cloud.credentials;
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
    const session = connect(oauth1(here.cloud.accessToken));
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
    const session = connect(oauth1({ ...here.cloud.accessToken, [key]: value }));
    expect(await failure(session.authenticate())).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
  });
});

describe("a trust", () => {
  it.each([true, false])("lends roles (impersonation: %s) until it is taken back", async (impersonation) => {
    const { authUrl } = here.cloud;
    const lender = connect(password({ authUrl, username: "service", userDomainName: "Default", password: "s" }));
    const trustor = (await lender.authenticate()).user?.id ?? "";
    const [project] = await lender.projects();
    const demo = password({ ...here.cloud.credentials });
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
    const session = connect(password({ ...here.cloud.credentials }));
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
      authUrl: here.cloud.authUrl,
      username: "service",
      userDomainName: "Default",
      password: "s",
      projectName: "service",
      projectDomainName: "Default",
    });

  it("goes along with every call, and both are renewed after a 401", async () => {
    const session = connect(withServiceToken(password({ ...here.cloud.credentials }), service()));
    await session.adapter("compute").get("/servers");
    const [before] = here.cloud.requests.slice(-1).map(({ headers }) => headers);
    expect(before?.["x-service-token"]).toMatch(/^gAAAA/);
    expect(before?.["x-service-token"]).not.toBe(before?.["x-auth-token"]);
    here.cloud.revoke(before?.["x-service-token"]);
    expect((await session.adapter("compute").get("/servers")).status).toBe(200);
    const [after] = here.cloud.requests.slice(-1).map(({ headers }) => headers);
    expect(after?.["x-service-token"]).not.toBe(before?.["x-service-token"]);
    expect(after?.["x-auth-token"]).not.toBe(before?.["x-auth-token"]);
  });

  it("is one for all the users whose requests a service serves", async () => {
    const shared = service();
    const { authUrl } = here.cloud;
    here.cloud.clearRequests();
    const ids = await Promise.all([1, 2].map(() => connect(password({ ...here.cloud.credentials })).token()));
    for (const id of ids) {
      const session = connect(withServiceToken(token({ authUrl, token: id ?? "" }), shared));
      await session.adapter("compute").get("/servers");
    }
    expect(here.cloud.count("POST /identity/v3/auth/tokens")).toBe(3);
  });
});
