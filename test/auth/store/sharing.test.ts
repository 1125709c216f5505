import { Readable } from "node:stream";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { memoryTokenStore, password, type Session, type SessionOptions, type TokenStore } from "../../../src/index.ts";
import { startCloud } from "../../../src/testing/index.ts";
import { failure } from "../../support/failure.ts";
import { sendJson, serve } from "../../support/server.ts";
import { withCloud } from "../../support/with-cloud.ts";

const world = withCloud(() => ({ users: [{ name: "guest", password: "guest-secret" }] }));
const { logins } = world;

beforeEach(() => world.cloud.clearRequests());

const connect = (tokenStore: TokenStore, options: Partial<SessionOptions> = {}): Session =>
  world.connect({ tokenStore, ...options });

describe("a stored token that is no good", () => {
  it("is replaced by one login when it was revoked, and everybody takes the new one", async () => {
    const store = memoryTokenStore();
    const sessions = Array.from({ length: 10 }, () => connect(store));
    await Promise.all(sessions.map((session) => session.authenticate()));
    world.cloud.revoke();
    world.cloud.clearRequests();
    await Promise.all(sessions.map((session) => session.adapter("compute").get("/servers")));
    expect(logins()).toBe(1);
    expect(new Set(await Promise.all(sessions.map((session) => session.token()))).size).toBe(1);
  });

  it("may take the place of a refused one, and whatever ended both then costs one login", async () => {
    const store = new Map<string, string>();
    const [one, other] = [connect(store), connect(store)];
    await one.authenticate();
    await other.authenticate();
    await other.reauthenticate();
    world.cloud.revoke();
    world.cloud.clearRequests();
    const compute = one.adapter("compute");
    const answers = await Promise.all(Array.from({ length: 100 }, () => compute.get("/servers")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(logins()).toBe(1);
  });

  it("is taken away at once when it is the refused one, and left when it is not", async () => {
    const store = new Map<string, string>();
    const session = connect(store);
    const refused = await session.token();
    world.cloud.revoke();
    const down = world.cloud.fault({ path: "/identity/v3/auth/tokens", status: 500 });
    expect(await failure(session.adapter("compute").get("/servers", { retry: 0 }))).toMatchObject({ status: 500 });
    down.remove();
    expect(store.size).toBe(0);
    const fresh = await connect(store).token();
    expect(fresh).not.toBe(refused);
    await session.authenticate();
    expect([...store.values()].join()).not.toContain(refused);
  });

  it("is taken away when what met the refusal is a stream, which cannot be sent again", async () => {
    const store = memoryTokenStore();
    const put = async (): Promise<number> => {
      const body = Readable.from([Buffer.from("x")]);
      return (await connect(store).adapter("object-store").put(["box", "o"], { body })).status;
    };
    await connect(store).adapter("object-store").put("/box");
    world.cloud.revoke();
    expect(await failure(put())).toMatchObject({ code: "BODY_NOT_REPLAYABLE" });
    expect(await put()).toBe(201);
    expect(logins()).toBe(2);
  });

  it("X1: is not taken by a forced login, not even by one that joins another's", async () => {
    const store = memoryTokenStore();
    const first = await connect(store).token();
    const session = connect(store);
    await Promise.all([session.authenticate(), session.reauthenticate()]);
    expect(await session.token()).not.toBe(first);
    expect(logins()).toBe(2);
    const later = connect(store);
    await Promise.all([later.reauthenticate(), later.authenticate()]);
    expect(logins()).toBe(3);
    expect(await connect(store).token()).toBe(await later.token());
  });

  it("is dropped when it knows nothing of a service, which may be newer", async () => {
    const store = new Map<string, string>();
    await connect(store).authenticate();
    for (const [key, text] of store) {
      const value = JSON.parse(text);
      value.identity.catalog = value.identity.catalog.filter(({ type }: { type: string }) => type === "identity");
      store.set(key, JSON.stringify(value));
    }
    world.cloud.clearRequests();
    const session = connect(store);
    const compute = session.adapter("compute");
    await Promise.all([compute.get("/servers"), compute.endpoint(), compute.versions()]);
    expect(logins()).toBe(1);
    expect(await failure(session.adapter("acme:widgets").endpoint())).toMatchObject({ code: "SERVICE_NOT_FOUND" });
    expect(logins()).toBe(1);
  });

  it("is not taken from a store that mixes its values up", async () => {
    let kept: string | undefined;
    const store: TokenStore = { get: () => kept, set: (_key, value) => (kept = value), delete: () => undefined };
    await connect(store).authenticate();
    const guest = password({ ...world.cloud.credentials, username: "guest", password: "guest-secret" });
    expect(await connect(store, { auth: guest }).authenticate()).toMatchObject({ user: { name: "guest" } });
    expect(logins()).toBe(2);
  });

  it.each([-5, 1, 5])("is shared when the cloud's clock is %d h ahead", async (hours) => {
    await using skewed = await startCloud({ clockSkew: hours * 3_600_000 });
    const store = memoryTokenStore();
    for (let program = 0; program < 3; program++) {
      await connect(store, { auth: password(skewed.credentials) }).authenticate();
    }
    expect(skewed.count("POST /identity/v3/auth/tokens")).toBe(1);
  });

  it("is shared by programs on a machine whose clock is ahead by all but a token's life", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const ahead = 3_595_000;
    await using keystone = await serve((_, response) => {
      const now = Date.now() - ahead;
      const time = (ms: number): string => new Date(ms).toISOString();
      response.setHeader("date", new Date(now).toUTCString());
      response.setHeader("x-subject-token", `token-${keystone.received.length}`);
      sendJson(response, { token: { issued_at: time(now), expires_at: time(now + 3_600_000), catalog: [] } }, 201);
    });
    const store = new Map<string, string>();
    for (let program = 0; program < 5; program++) {
      const auth = password({ authUrl: keystone.url, userId: "u", password: "p" });
      expect(await connect(store, { auth }).token()).toBe("token-1");
      vi.setSystemTime(Date.now() + 600_000);
    }
    vi.useRealTimers();
  });

  it("is shared with a machine whose clock is behind that of the one which stored it", async () => {
    const store = new Map<string, string>();
    const token = await connect(store).token();
    for (const [key, text] of store) {
      store.set(key, JSON.stringify({ ...JSON.parse(text), receivedAt: Date.now() + 5 * 3_600_000 }));
    }
    expect(await connect(store).token()).toBe(token);
  });

  it("goes when its owner revokes it", async () => {
    const store = new Map<string, string>();
    const session = connect(store);
    await session.authenticate();
    await session.revoke();
    expect(store.size).toBe(0);
  });

  it("is found to be revoked by a process that has not logged in", async () => {
    const store = new Map<string, string>();
    const token = await connect(store).token();
    const later = connect(store);
    await later.revoke();
    expect(store.size).toBe(0);
    expect(world.cloud.count("DELETE /identity/v3/auth/tokens")).toBe(1);
    expect(await later.token()).not.toBe(token);
    expect(logins()).toBe(2);
  });

  it("is left alone when it is junk, and replaced", async () => {
    const store = new Map<string, string>();
    const first = await connect(store).token();
    const [key = ""] = store.keys();
    for (const junk of ["", "{", "null", '{"osauth":2}', "x".repeat(100_000)]) {
      store.set(key, junk);
      expect(await connect(store).token()).not.toBe(first);
      expect(JSON.parse(store.get(key) ?? "")).toMatchObject({ osauth: 2, key });
    }
  });

  it("is kept for the ms it has left, in whole numbers", async () => {
    const kept: number[] = [];
    const store: TokenStore = { get: () => null, set: (_key, _value, ttl) => kept.push(ttl), delete: () => false };
    await connect(store).authenticate();
    expect(kept[0]).toBeGreaterThan(3_500_000);
    expect(kept[0]).toBeLessThanOrEqual(3_600_000);
    expect(Number.isInteger(kept[0])).toBe(true);
  });
});
