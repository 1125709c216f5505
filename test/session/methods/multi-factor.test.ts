import { describe, expect, it, vi } from "vitest";
import {
  AuthError,
  type AuthMethod,
  multiFactor,
  password,
  type Receipt,
  type Session,
  totp,
  withReceipt,
} from "../../../src/index.ts";
import { failure } from "../../support/failure.ts";
import { withCloud } from "../../support/with-cloud.ts";
import { CAREFUL, code, scope, user } from "./careful.ts";

const here = withCloud(() => ({ users: [CAREFUL] }));
const connect = (auth: AuthMethod): Session => here.connect({ auth });
const login = () => ({ authUrl: here.cloud.authUrl, ...user });

const careful = (): AuthMethod => password({ ...login(), ...scope, password: "p" });

async function receiptOf(session: Session): Promise<Receipt> {
  const error = await failure(session.authenticate());
  expect(error).toMatchObject({ name: "AuthError", code: "RECEIPT_REQUIRED" });
  return error instanceof AuthError && error.receipt ? error.receipt : expect.unreachable("there should be a receipt");
}

describe("multi-factor rules", () => {
  it("are met by both methods at once, and again at each renewal", async () => {
    const passcode = vi.fn(code);
    const authMethods = ["v3password", "v3totp"] as const;
    const session = connect(multiFactor({ ...login(), authMethods, ...scope, password: "p", passcode }));
    expect(await session.authenticate()).toMatchObject({ methods: ["password", "totp"], project: { name: "demo" } });
    here.cloud.revoke();
    expect((await session.adapter("compute").get("/servers")).status).toBe(200);
    expect(passcode).toHaveBeenCalledTimes(2);
  });

  it("are met one by one with the receipt, in either order", async () => {
    const receipt = await receiptOf(connect(careful()));
    expect(receipt).toMatchObject({ methods: ["password"], required: [["password", "totp"]] });
    const session = connect(withReceipt(totp({ ...login(), ...scope, passcode: code }), receipt));
    const identity = await session.authenticate();
    expect([...identity.methods].sort()).toEqual(["password", "totp"]);
    const other = await receiptOf(connect(totp({ ...login(), ...scope, passcode: code() })));
    expect(await connect(withReceipt(careful(), other.id.reveal())).authenticate()).toMatchObject({
      user: { name: "careful" },
    });
  });

  it("are not met with another user's receipt, or an invented one", async () => {
    const receipt = await receiptOf(connect(careful()));
    const demo = password(here.cloud.credentials);
    for (const given of [receipt, "gAAAAinvented"]) {
      expect(await failure(connect(withReceipt(demo, given)).authenticate())).toMatchObject({ code: "AUTH_FAILED" });
    }
  });

  it("are met once for all the scopes of a session", async () => {
    const authMethods = ["v3password", "v3totp"] as const;
    const options = { ...login(), authMethods, password: "p", passcode: code() };
    const session = connect(multiFactor({ ...options, unscoped: true }));
    for (const project of await session.projects()) {
      expect(await session.withScope({ project }).authenticate()).toMatchObject({ project: { name: "demo" } });
    }
    const foreign = session.withScope({ system: "all" });
    expect(await failure(foreign.authenticate())).toMatchObject({ code: "AUTH_FAILED" });
  });

  it("are met once for a scope whose token is revoked, or whose login fails for a while", async () => {
    const authMethods = ["v3password", "v3totp"] as const;
    const options = { ...login(), authMethods, password: "p", passcode: code() };
    const session = connect(multiFactor({ ...options, unscoped: true }));
    const scoped = session.withScope({ project: { name: "demo", domain: { name: "Default" } } });
    await Promise.all([session.authenticate(), scoped.authenticate()]);
    await scoped.revoke();
    here.cloud.fault({ method: "POST", path: "/identity/v3/auth/tokens", status: 500, times: 1 });
    expect(await failure(scoped.authenticate())).toMatchObject({ status: 500 });
    expect(await scoped.authenticate()).toMatchObject({ project: { name: "demo" } });
  });

  it("protocol §1.4 FIX: a renewal with a spent passcode says so and asks Keystone nothing", async () => {
    const receipt = await receiptOf(connect(careful()));
    const session = connect(withReceipt(totp({ ...login(), ...scope, passcode: code() }), receipt));
    await session.authenticate();
    here.cloud.clearRequests();
    expect(await failure(session.reauthenticate())).toMatchObject({ name: "AuthError", code: "NOT_RENEWABLE" });
    expect(here.cloud.requests).toHaveLength(0);
  });
});
