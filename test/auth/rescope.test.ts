import { describe, expect, it, vi } from "vitest";
import type { AuthRequest, Scope } from "../../src/auth/method.ts";
import { multiFactor } from "../../src/auth/methods/multi-factor.ts";
import { totp } from "../../src/auth/methods/totp.ts";
import { withReceipt } from "../../src/auth/methods/with-receipt.ts";
import { errorOf, type FakeAnswer, fakeContext, scriptedContext, TOKEN_BODY, tokenGrant } from "./fake-keystone.ts";

const authUrl = "https://k.example/v3";
const P2: Scope = { project: { id: "P2" } };
const options = { authUrl, userId: "U", projectId: "P1" };

const methodsIn = ({ json }: AuthRequest): string => JSON.stringify(json).match(/"methods":\["([^\]]*)"\]/)?.[1] ?? "";
const LASTING = { ...TOKEN_BODY.token, expires_at: "2099-01-01T00:00:00.000000Z" };
const refused: FakeAnswer = { status: 401, headers: {}, body: { error: { message: "No role." } } };

/** A Keystone whose tokens are numbered and live until a year; `refuse` says which logins it turns down. */
function keystone(until = 2099, refuse: (request: AuthRequest) => boolean = () => false) {
  let count = 0;
  const body = { token: { ...TOKEN_BODY.token, expires_at: `${until}-01-01T00:00:00.000000Z` } };
  return scriptedContext((request) =>
    refuse(request) ? refused : { headers: { "x-subject-token": `T${++count}` }, body },
  );
}

describe("a login whose secrets count once", () => {
  it("has a second scope for the token of the first", async () => {
    const { context, sent } = keystone();
    const method = totp({ ...options, passcode: "123456" });
    await method.authenticate(context);
    const grant = await method.withScope(P2).authenticate(context);
    expect(tokenGrant(grant).token.reveal()).toBe("T2");
    expect(sent[1]).toMatchObject({
      headers: { "x-auth-token": "T1" },
      json: { auth: { identity: { methods: ["token"], token: { id: "T1" } }, scope: P2 } },
    });
  });

  it("asks for a fresh passcode when either scope has to be renewed, and once for both", async () => {
    const { context, sent } = keystone();
    const passcode = vi.fn(() => "123456");
    const authMethods = ["totp"] as const;
    const first = multiFactor({ ...options, authMethods, passcode });
    const second = first.withScope(P2);
    const before = await first.authenticate(context);
    const previous = await second.authenticate(context);
    await second.authenticate({ ...context, previous });
    await first.authenticate({ ...context, previous: before });
    expect(sent.map(methodsIn)).toEqual(["totp", "token", "totp", "token"]);
    expect(passcode).toHaveBeenCalledTimes(2);
  });

  it("lives on the first token after an exchange that failed, and when its own token is lost", async () => {
    let down = true;
    const { context, sent } = scriptedContext((request) => {
      const fails = down && methodsIn(request) === "token";
      return fails ? { status: 503, headers: {}, body: "" } : { body: { token: LASTING } };
    });
    const method = totp({ ...options, passcode: "123456" });
    await method.authenticate(context);
    const second = method.withScope(P2);
    expect(await errorOf(() => second.authenticate(context))).toMatchObject({ status: 503 });
    down = false;
    for (const _time of [1, 2]) expect(await second.authenticate(context)).toMatchObject({ kind: "token" });
    expect(sent.map(methodsIn)).toEqual(["totp", "token", "token", "token"]);
  });

  it("does not spend a passcode on an answer to an exchange that is no token", async () => {
    let page = true;
    const { context } = scriptedContext((request) =>
      page && methodsIn(request) === "token" ? { status: 200, body: "<html>" } : { body: { token: LASTING } },
    );
    const passcode = vi.fn(() => "123456");
    const method = totp({ ...options, passcode });
    await method.authenticate(context);
    const second = method.withScope(P2);
    expect(await errorOf(() => second.authenticate(context))).toMatchObject({ code: "INVALID_TOKEN_RESPONSE" });
    page = false;
    await second.authenticate(context);
    expect(passcode).toHaveBeenCalledTimes(1);
  });

  it("logs in once for scopes that are wanted at the same time", async () => {
    const { context, sent } = keystone();
    const method = totp({ ...options, passcode: "123456" });
    const scopes = [method, method.withScope(P2), method.withScope({ system: "all" })];
    await Promise.all(scopes.map((scope) => scope.authenticate(context)));
    expect(sent.map(methodsIn)).toEqual(["totp", "token", "token"]);
  });

  it("has the next scope log in when the first could not", async () => {
    let first = true;
    const { context, sent } = scriptedContext(() => {
      if (!first) return { body: { token: LASTING } };
      first = false;
      return { status: 503, headers: {}, body: "" };
    });
    const method = totp({ ...options, passcode: "123456" });
    const outcomes = await Promise.allSettled(
      [method, method.withScope(P2)].map((scope) => scope.authenticate(context)),
    );
    expect(outcomes).toMatchObject([{ reason: { status: 503 } }, { value: { kind: "token" } }]);
    expect(sent.map(methodsIn)).toEqual(["totp", "totp"]);
  });

  it("waits for another scope's login no longer than somebody waits for it", async () => {
    const flight = new AbortController();
    const { context } = keystone();
    const method = totp({ ...options, passcode: () => new Promise<string>(() => undefined) });
    method.authenticate(context).catch(() => undefined);
    const waiting = errorOf(() => method.withScope(P2).authenticate({ ...context, signal: flight.signal }));
    flight.abort(new Error("nobody waits"));
    expect(await waiting).toMatchObject({ message: "nobody waits" });
  });

  it("logs in anew when the first token has run out, or is not taken", async () => {
    const passcode = vi.fn(() => "123456");
    const old = fakeContext();
    const late = totp({ ...options, passcode });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 10, 24, 0, 17) });
    await late.authenticate(old.context);
    vi.setSystemTime(Date.UTC(2026, 10, 24, 1, 16));
    await late.withScope(P2).authenticate(old.context);
    vi.useRealTimers();
    expect(old.sent.map(methodsIn)).toEqual(["totp", "totp"]);
    const revoked = keystone(2099, (request) => methodsIn(request) === "token");
    const method = totp({ ...options, passcode });
    await method.authenticate(revoked.context);
    await method.withScope(P2).authenticate(revoked.context);
    expect(revoked.sent.map(methodsIn)).toEqual(["totp", "token", "totp"]);
  });

  it("tells why there is no other scope rather than that the passcode is spent", async () => {
    const { context } = keystone(2099, (request) => methodsIn(request) === "token");
    const method = totp({ ...options, passcode: "123456" });
    await method.authenticate(context);
    expect(await errorOf(() => method.withScope(P2).authenticate(context))).toMatchObject({
      code: "AUTH_FAILED",
      message: expect.stringContaining("No role."),
    });
  });

  it("does not take an outage for a refusal", async () => {
    let down = false;
    const { context } = scriptedContext(() =>
      down ? { status: 503, headers: {}, body: "" } : { headers: { "x-subject-token": "T" } },
    );
    const method = totp({ ...options, passcode: () => "123456" });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 10, 24, 0, 20) });
    try {
      await method.authenticate(context);
      down = true;
      expect(await errorOf(() => method.withScope(P2).authenticate(context))).toMatchObject({ status: 503 });
    } finally {
      vi.useRealTimers();
    }
  });

  it("leaves the receipt out of the exchange", async () => {
    const { context, sent } = keystone();
    const method = withReceipt(totp({ ...options, passcode: "123456" }), "RCPT");
    await method.authenticate(context);
    await method.withScope(P2).authenticate(context);
    expect(sent.map(({ headers }) => headers?.["openstack-auth-receipt"])).toEqual(["RCPT", undefined]);
  });

  it("sends what can be sent again for each scope", async () => {
    const { context, sent } = keystone();
    const method = multiFactor({ ...options, authMethods: ["password"], password: "pw" });
    await method.authenticate(context);
    await method.withScope(P2).authenticate(context);
    expect(sent.map(methodsIn)).toEqual(["password", "password"]);
  });
});
