import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  applicationCredential,
  httpBasic,
  noAuth,
  type PasswordOptions,
  password,
  Session,
  token,
} from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { AUTH_URL, admin, cloudsYaml, connect, unique } from "./support/cloud.ts";

const user = { authUrl: AUTH_URL, username: "admin", userDomainId: "default", password: "secret" } as const;

async function adminToken(): Promise<{ id: string; userId: string; projectId: string }> {
  const answer = await fetch(`${AUTH_URL}/auth/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      auth: {
        identity: {
          methods: ["password"],
          password: { user: { name: "admin", password: "secret", domain: { id: "default" } } },
        },
        scope: { project: { name: "admin", domain: { id: "default" } } },
      },
    }),
  });
  const { token: body } = (await answer.json()) as { token: { user: { id: string }; project: { id: string } } };
  return { id: answer.headers.get("x-subject-token") ?? "", userId: body.user.id, projectId: body.project.id };
}

describe("password", () => {
  it.each<[string, Pick<PasswordOptions, "projectName" | "projectDomainId" | "projectDomainName">]>([
    ["by name and domain id", { projectName: "admin", projectDomainId: "default" }],
    ["by name and domain name", { projectName: "admin", projectDomainName: "Default" }],
  ])("logs in to a project %s", async (_, scope) => {
    const session = connect({ auth: password({ ...user, ...scope }) });
    expect(await session.authenticate()).toMatchObject({
      user: { name: "admin" },
      project: { name: "admin" },
      system: false,
    });
  });

  it("logs in by user id and project id, and through an unversioned URL", async () => {
    const { userId, projectId } = await adminToken();
    const session = connect({
      auth: password({ authUrl: "http://127.0.0.1:5000/", userId, password: "secret", projectId }),
    });
    expect(await session.authenticate()).toMatchObject({
      project: { id: projectId },
      roles: expect.arrayContaining([expect.objectContaining({ name: "admin" })]),
    });
  });

  it("scopes to a domain, to the system, and to nothing", async () => {
    const domain = connect({ auth: password({ ...user, domainId: "default" }) });
    expect(await domain.authenticate()).toMatchObject({
      domain: { name: "Default" },
      project: undefined,
      system: false,
    });
    const system = connect({ auth: password({ ...user, systemScope: "all" }) });
    expect(await system.authenticate()).toMatchObject({ system: true, project: undefined });
    const unscoped = connect({ auth: password({ ...user, unscoped: true }) });
    expect(await unscoped.authenticate()).toMatchObject({ system: false, project: undefined, domain: undefined });
  });

  it("X4: an unscoped token logs in without a catalog and still reaches Identity", async () => {
    const session = connect({ auth: password({ ...user, unscoped: true }) });
    expect(await session.catalog()).toEqual([]);
    const { projects } = await session
      .adapter("identity")
      .get("/auth/projects")
      .json<{ projects: { name: string }[] }>();
    expect(projects.map((project) => project.name)).toContain("admin");
    expect(await failure(session.adapter("compute").get("/servers"))).toMatchObject({
      name: "EndpointError",
      code: "NO_CATALOG",
    });
  });

  it("reports a wrong password in Keystone's words", async () => {
    const session = connect({
      auth: password({ ...user, password: "wrong", projectName: "admin", projectDomainId: "default" }),
    });
    const error = await failure(session.authenticate());
    expect(error).toMatchObject({
      name: "AuthError",
      code: "AUTH_FAILED",
      message: expect.stringContaining("requires authentication"),
    });
    expect(JSON.stringify(error) + String(error)).not.toContain("wrong");
  });
});

describe("token", () => {
  it("uses a valid token as it is", async () => {
    const { id, projectId } = await adminToken();
    const session = connect({ auth: token({ authUrl: AUTH_URL, token: id }) });
    expect(await session.authenticate()).toMatchObject({ project: { id: projectId } });
    expect((await session.adapter("compute").get("/servers")).status).toBe(200);
  });

  it("exchanges a token for another scope", async () => {
    const { id } = await adminToken();
    const session = connect({ auth: token({ authUrl: AUTH_URL, token: id, domainId: "default" }) });
    expect(await session.authenticate()).toMatchObject({ domain: { id: "default" }, project: undefined });
  });

  it("reports a token that is not good", async () => {
    const session = connect({ auth: token({ authUrl: AUTH_URL, token: "gAAAAnonsense" }) });
    expect(await failure(session.authenticate())).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
  });
});

describe("application credential", () => {
  it("logs in by id, by name and user id, and by name, user name and domain", async () => {
    const { userId } = await adminToken();
    const identity = connect().adapter("identity");
    const path = { userId };
    const created = await identity
      .post("/users/{userId}/application_credentials", {
        path,
        json: { application_credential: { name: unique("credential"), secret: "s3cret" } },
      })
      .json<{ application_credential: { id: string; name: string } }>();
    const { id, name } = created.application_credential;
    const ways = [{ id }, { name, userId }, { name, username: "admin", userDomainName: "Default" }];
    for (const way of ways) {
      const session = connect({ auth: applicationCredential({ authUrl: AUTH_URL, secret: "s3cret", ...way }) });
      expect(await session.authenticate()).toMatchObject({ project: { name: "admin" } });
      expect((await session.adapter("compute").get("/flavors")).status).toBe(200);
    }
    const wrong = connect({ auth: applicationCredential({ authUrl: AUTH_URL, secret: "wrong", id }) });
    expect(await failure(wrong.authenticate())).toMatchObject({ code: "AUTH_FAILED" });
    await identity.delete("/users/{userId}/application_credentials/{id}", { path: { userId, id } });
  });
});

describe("without Keystone", () => {
  it("calls an open ironic, and one behind HTTP Basic", async () => {
    const ways = [
      noAuth({ endpoint: "http://127.0.0.1:6386" }),
      httpBasic({ endpoint: "http://127.0.0.1:6387", username: "ironic", password: "ironicsecret" }),
    ];
    for (const auth of ways) {
      const baremetal = connect({ auth }).adapter("baremetal");
      expect(await baremetal.get("/nodes").json()).toMatchObject({ nodes: expect.any(Array) });
      expect(await baremetal.endpoint()).toMatchObject({ version: "1.0", microversions: { min: "1.1" } });
    }
  });

  it("reports a wrong HTTP Basic password as the service's own 401", async () => {
    const auth = httpBasic({ endpoint: "http://127.0.0.1:6387", username: "ironic", password: "wrong" });
    expect(await failure(connect({ auth }).adapter("baremetal").get("/nodes"))).toMatchObject({
      name: "HttpError",
      status: 401,
    });
  });
});

describe("configuration", () => {
  it("connects to every cloud of clouds.yaml", async () => {
    process.env.OS_CLIENT_CONFIG_FILE = cloudsYaml;
    try {
      for (const name of ["real", "real-unversioned", "real-demo", "real-tls"]) {
        const session = await Session.fromCloud(name);
        expect(await session.authenticate()).toMatchObject({
          project: { name: name === "real-demo" ? "demo" : "admin" },
        });
        await session.close();
      }
      const system = await Session.fromCloud("real-system");
      expect(await system.authenticate()).toMatchObject({ system: true });
      await system.close();
    } finally {
      delete process.env.OS_CLIENT_CONFIG_FILE;
    }
  });

  it("connects with OS_* variables", async () => {
    const variables = {
      OS_AUTH_URL: AUTH_URL,
      OS_USERNAME: "admin",
      OS_PASSWORD: "secret",
      OS_PROJECT_NAME: "admin",
      OS_USER_DOMAIN_NAME: "Default",
      OS_PROJECT_DOMAIN_NAME: "Default",
      OS_REGION_NAME: "RegionTwo",
    };
    Object.assign(process.env, variables);
    try {
      const session = await Session.fromEnv();
      expect(await session.adapter("compute").endpoint()).toMatchObject({ region: "RegionTwo" });
      await session.close();
    } finally {
      for (const name of Object.keys(variables)) delete process.env[name];
    }
  });

  it("shows no secret of a session", async () => {
    const { inspect } = await import("node:util");
    const session = connect({ auth: admin() });
    await session.authenticate();
    const adapter = session.adapter("compute");
    expect(
      inspect([session, adapter, admin()], { depth: 12, showHidden: true }) +
        JSON.stringify([session, adapter, admin()]),
    ).not.toMatch(/"secret"|'secret'|gAAAA/);
  });

  it("C25: passes on no secret that Keystone and Nova quote from a request", async () => {
    const session = connect();
    const user = { name: unique("user"), password: ["quot3d"], domain_id: "default" };
    const server = { name: "a", flavorRef: "1", networks: "none", imageRef: randomUUID(), adminPass: ["quot3d"] };
    for (const call of [
      session.adapter("identity").post("/v3/users", { json: { user } }),
      session.adapter("compute", { microversion: "2.79" }).post("/servers", { json: { server } }),
    ]) {
      const error = await failure(call);
      expect(error).toMatchObject({ status: 400, message: expect.stringContaining("[redacted]") });
      expect(String(error) + JSON.stringify(Reflect.get(Object(error), "body"))).not.toContain("quot3d");
    }
  });
});
