import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  adminToken,
  applicationCredential,
  password,
  type Session,
  type SessionOptions,
  token,
  tokenlessAuth,
} from "../../src/index.ts";

import { failure } from "../support/failure.ts";
import { withCloud } from "../support/with-cloud.ts";

const here = withCloud(() => ({ regions: ["RegionOne", "RegionTwo"], servers: 25 }));

function connect(options: Partial<SessionOptions> = {}): Session {
  return here.connect({ region: "RegionOne", ...options });
}

describe("logins without a token", () => {
  it("a tokenless login calls Keystone, and only Keystone", async () => {
    here.cloud.clearRequests();
    const session = connect({ auth: tokenlessAuth({ authUrl: here.cloud.authUrl, projectId: "P" }) });
    expect(await session.adapter("identity").endpoint()).toMatchObject({ version: "3.14" });
    await failure(session.adapter("identity").get("/projects"));
    expect(here.cloud.requests.at(-1)).toMatchObject({
      path: "/identity/v3/projects",
      headers: { "x-project-id": "P" },
    });
    expect(here.cloud.requests.at(-1)?.headers).not.toHaveProperty("x-auth-token");
    expect(await failure(session.adapter("compute").get("/servers"))).toMatchObject({ code: "NO_CATALOG" });
  });

  it("an admin token goes to its endpoint as it is", async () => {
    here.cloud.clearRequests();
    const session = connect({ auth: adminToken({ endpoint: `${here.cloud.url}/compute/v2.1`, token: "ADMIN" }) });
    await failure(session.adapter("compute").get("/servers"));
    expect(here.cloud.requests.at(-1)).toMatchObject({ headers: { "x-auth-token": "ADMIN" } });
    expect(here.cloud.count("POST /identity/v3/auth/tokens")).toBe(0);
  });
});

describe("a login", () => {
  it("a token method ends with its token and says why", async () => {
    const session = connect({ auth: token({ authUrl: here.cloud.authUrl, token: (await connect().token()) ?? "" }) });
    expect(await session.authenticate()).toMatchObject({ user: { name: "demo" } });
    here.cloud.revoke();
    const error = await failure(session.adapter("compute").get("/flavors"));
    expect(error).toMatchObject({ name: "AuthError", code: "NOT_RENEWABLE" });
  });

  it("logs in with an application credential", async () => {
    const { id, secret } = here.cloud.applicationCredential;
    const session = connect({ auth: applicationCredential({ authUrl: here.cloud.authUrl, id, secret }) });
    expect(await session.authenticate()).toMatchObject({ project: { name: "demo" } });
  });

  it("reports a wrong password and shows no secret", async () => {
    const session = connect({ auth: password({ ...here.cloud.credentials, password: "hunter2" }) });
    const error = await failure(session.authenticate());
    expect(error).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
    expect(inspect([error, session], { depth: 12, showHidden: true }) + JSON.stringify(error)).not.toContain("hunter2");
  });
});
