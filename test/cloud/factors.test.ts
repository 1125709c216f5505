import { describe, expect, it } from "vitest";
import { AuthError, multiFactor, password, totp, withReceipt } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { AUTH_URL, connect } from "./support/cloud.ts";
import { authenticator, type Person, person } from "./support/people.ts";

const authUrl = AUTH_URL;
const rules = { multi_factor_auth_enabled: true, multi_factor_auth_rules: [["password", "totp"]] };

describe("totp", () => {
  it("logs in with a passcode, and renews with a fresh one", async () => {
    const { userId, projectId } = await person();
    const code = await authenticator(userId);
    const session = connect({ auth: totp({ authUrl, userId, passcode: code, projectId }) });
    expect(await session.authenticate()).toMatchObject({ methods: ["totp"], project: { id: projectId } });
    expect(await session.reauthenticate()).toMatchObject({ user: { id: userId } });
    const wrong = connect({ auth: totp({ authUrl, userId, passcode: "000000", projectId }) });
    expect(await failure(wrong.authenticate())).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
  });

  it("protocol §1.4 FIX: says that a passcode given as text cannot renew", async () => {
    const { userId, projectId } = await person();
    const code = await authenticator(userId);
    const session = connect({ auth: totp({ authUrl, userId, passcode: code(), projectId }) });
    await session.authenticate();
    expect(await failure(session.reauthenticate())).toMatchObject({ code: "NOT_RENEWABLE" });
  });
});

describe("one passcode", () => {
  it("is enough for every scope the user has, also beside a password", async () => {
    const { userId, password: word, projectId } = await person(rules);
    const passcode = (await authenticator(userId))();
    const authMethods = ["v3password", "v3totp"] as const;
    const auth = multiFactor({ authUrl, authMethods, userId, password: word, passcode, unscoped: true });
    const session = connect({ auth });
    expect(await session.authenticate()).toMatchObject({ project: undefined });
    for (const project of await session.projects()) {
      const scoped = session.withScope({ project });
      expect(await scoped.authenticate()).toMatchObject({ project: { id: projectId } });
      expect((await scoped.adapter("compute").get("/flavors")).status).toBe(200);
    }
    const foreign = session.withScope({ domain: { id: "default" } });
    expect(await failure(foreign.authenticate())).toMatchObject({ code: "AUTH_FAILED" });
  });
});

describe("multi-factor rules", () => {
  async function guarded(): Promise<{ user: Person; code: () => string }> {
    const user = await person(rules);
    return { user, code: await authenticator(user.userId) };
  }

  it("are met by both methods at once", async () => {
    const { user, code } = await guarded();
    const { userId, projectId } = user;
    const authMethods = ["v3password", "v3totp"] as const;
    const auth = multiFactor({ authUrl, authMethods, userId, password: user.password, passcode: code, projectId });
    const session = connect({ auth });
    const { methods } = await session.authenticate();
    expect([...methods].sort()).toEqual(["password", "totp"]);
    expect((await session.adapter("compute").get("/flavors")).status).toBe(200);
  });

  it("are met one by one with the receipt", async () => {
    const { user, code } = await guarded();
    const { userId, projectId } = user;
    const first = connect({ auth: password({ authUrl, userId, password: user.password, projectId }) });
    const error = await failure(first.authenticate());
    expect(error).toMatchObject({
      name: "AuthError",
      code: "RECEIPT_REQUIRED",
      receipt: { methods: ["password"], required: [expect.arrayContaining(["password", "totp"])] },
    });
    if (!(error instanceof AuthError) || error.receipt === undefined) return expect.unreachable();
    const auth = withReceipt(totp({ authUrl, userId, passcode: code, projectId }), error.receipt);
    const { methods, project } = await connect({ auth }).authenticate();
    expect([...methods].sort()).toEqual(["password", "totp"]);
    expect(project?.id).toBe(projectId);
  });

  it("are not met with a receipt of somebody else's", async () => {
    const [one, other] = await Promise.all([guarded(), guarded()]);
    const { userId, password: word } = one.user;
    const error = await failure(connect({ auth: password({ authUrl, userId, password: word }) }).authenticate());
    if (!(error instanceof AuthError) || error.receipt === undefined) return expect.unreachable();
    const auth = withReceipt(totp({ authUrl, userId: other.user.userId, passcode: other.code }), error.receipt);
    expect(await failure(connect({ auth }).authenticate())).toMatchObject({ code: "AUTH_FAILED" });
    const junk = withReceipt(totp({ authUrl, userId, passcode: one.code }), "gAAAAnonsense");
    expect(await failure(connect({ auth: junk }).authenticate())).toMatchObject({ code: "AUTH_FAILED" });
  });
});
