import { describe, expect, it } from "vitest";
import { password } from "../../src/index.ts";
import { AUTH_URL, connect, counted } from "./support/cloud.ts";

const user = { authUrl: AUTH_URL, username: "admin", userDomainId: "default", password: "secret" } as const;

describe("what the administrator may log in to", () => {
  it("is told to an unscoped token, and each of it can be had", async () => {
    const auth = counted(password({ ...user, unscoped: true }));
    const session = connect({ auth });
    const [projects, domains, system] = await Promise.all([session.projects(), session.domains(), session.system()]);
    expect(projects).toEqual([expect.objectContaining({ name: "admin", domainId: "default", enabled: true })]);
    expect(domains).toEqual([expect.objectContaining({ id: "default", name: "Default" })]);
    expect(system).toBe(true);
    expect(auth.count()).toBe(1);

    const [project] = projects;
    const [domain] = domains;
    if (project === undefined || domain === undefined) throw new Error("neither project nor domain");
    const scoped = session.withScope({ project });
    expect(await scoped.authenticate()).toMatchObject({ project: { id: project.id }, methods: ["password"] });
    expect((await scoped.adapter("compute").get("/flavors")).status).toBe(200);
    expect((await session.withScope({ domain }).authenticate()).domain?.id).toBe("default");
    expect((await session.withScope({ system: "all" }).authenticate()).system).toBe(true);
    expect((await session.authenticate()).project).toBeUndefined();
  });
});

describe("somebody else on the same cloud", () => {
  it("has a token and a project of their own", async () => {
    const session = connect();
    const demo = session.connectAs(
      password({ ...user, username: "demo", password: "demosecret", projectName: "demo", projectDomainId: "default" }),
    );
    expect(await demo.authenticate()).toMatchObject({ user: { name: "demo" }, project: { name: "demo" } });
    expect(await session.authenticate()).toMatchObject({ user: { name: "admin" } });
    expect(await demo.projects()).toEqual([expect.objectContaining({ name: "demo" })]);
    expect(await demo.system()).toBe(false);
  });
});

describe("revoking", () => {
  it("ends the token at Keystone, and the next call logs in anew", async () => {
    const session = connect();
    const token = (await session.token()) ?? "";
    const own = (await session.reauthenticate()) && ((await session.token()) ?? "");
    expect(own).not.toBe(token);
    await session.revoke();
    const headers = { "x-auth-token": (await session.token()) ?? "" };
    const status = async (subject: string): Promise<number> =>
      (await fetch(`${AUTH_URL}/auth/tokens`, { headers: { ...headers, "x-subject-token": subject } })).status;
    expect(await status(own)).toBe(404);
    expect(await status(token)).toBe(200);
  });
});
