import { Readable } from "node:stream";
import { Keyv } from "keyv";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type AuthMethod,
  applicationCredential,
  memoryTokenStore,
  noAuth,
  password,
  Session,
  type SessionOptions,
  type TokenStore,
} from "../../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../../src/testing/index.ts";
import { storeEvents } from "../../support/events.ts";
import { failure } from "../../support/failure.ts";

let cloud: EmbeddedCloud;
let auth: AuthMethod;
let watched: ReturnType<typeof storeEvents>;
const open: Session[] = [];

beforeAll(async () => {
  cloud = await startCloud({ users: [{ name: "guest", password: "guest-secret" }] });
  auth = password(cloud.credentials);
});
afterAll(async () => {
  await Promise.all(open.map((session) => session.close()));
  await cloud.close();
});
beforeEach(() => {
  watched = storeEvents();
  cloud.clearRequests();
});
afterEach(() => watched.stop());

function connect(tokenStore: TokenStore, options: Partial<SessionOptions> = {}): Session {
  const session = new Session({ auth, tokenStore, ...options });
  open.push(session);
  return session;
}

const logins = (): number => cloud.count("POST /identity/v3/auth/tokens");
const outcomes = (): string[] => watched.events.map(({ outcome }) => outcome);

describe("two sessions with one store", () => {
  const stores: readonly [string, () => TokenStore][] = [
    ["a Map", () => new Map<string, string>()],
    ["a Keyv", () => new Keyv<string>()],
    ["a Keyv over a Map", () => new Keyv({ store: new Map() })],
    ["the store in memory", memoryTokenStore],
  ];

  it.each(stores)("log in once with %s", async (_, make) => {
    const store = make();
    const first = await connect(store).token();
    expect(await connect(store).token()).toBe(first);
    expect(logins()).toBe(1);
    expect(outcomes()).toEqual(["miss", "hit"]);
    expect(watched.events[1]).toEqual({ outcome: "hit", method: "v3password", authUrl: cloud.authUrl });
  });

  it("need one request less until the first list, since the catalog comes with the token", async () => {
    const store = memoryTokenStore();
    const asked = async (service: "network" | "compute"): Promise<string[]> => {
      cloud.clearRequests();
      await connect(store)
        .adapter(service)
        .get(service === "compute" ? "/servers" : "/networks")
        .json();
      return cloud.requests.map(({ method }) => method);
    };
    expect(await asked("network")).toEqual(["POST", "GET", "GET"]);
    expect(await asked("network")).toEqual(["GET", "GET"]);
    expect(await asked("compute")).toEqual(["GET"]);
  });

  it("log in once when fifty start together and the store gives turns", async () => {
    const store = memoryTokenStore();
    const tokens = await Promise.all(Array.from({ length: 50 }, () => connect(store).token()));
    expect([new Set(tokens).size, logins()]).toEqual([1, 1]);
  });

  it("share a token for each scope", async () => {
    const store = memoryTokenStore();
    const scopes = ["unscoped", { system: "all" }, { domain: { id: "default" } }] as const;
    for (const session of [connect(store), connect(store)]) {
      await session.authenticate();
      for (const scope of scopes) await session.withScope(scope).authenticate();
    }
    expect(outcomes()).toEqual([...Array(4).fill("miss"), ...Array(4).fill("hit")]);
  });

  it("are told nothing of each other's secrets", async () => {
    const store = new Map<string, string>();
    await connect(store).authenticate();
    const text = JSON.stringify([...store]);
    expect(text).not.toContain(JSON.stringify(cloud.credentials.password));
    expect(text).not.toContain(Buffer.from(cloud.credentials.password).toString("base64"));
  });
});

describe("who cannot prove the identity does not find the token", () => {
  it("a wrong password gets Keystone's own refusal", async () => {
    const store = memoryTokenStore();
    await connect(store).authenticate();
    const wrong = connect(store, { auth: password({ ...cloud.credentials, password: "wrong" }) });
    expect(await failure(wrong.authenticate())).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
    expect(outcomes()).toEqual(["miss", "miss"]);
  });

  it("a password mistyped at a prompt leaves no token behind for whoever mistypes it again", async () => {
    const store = memoryTokenStore();
    const answers = ["mistyped", cloud.credentials.password, "mistyped"];
    const asking = (): Session =>
      connect(store, { auth: password({ ...cloud.credentials, password: () => answers.shift() ?? "" }) });
    const session = asking();
    await failure(session.authenticate());
    await session.authenticate();
    expect(await failure(asking().authenticate())).toMatchObject({ code: "AUTH_FAILED" });
    expect(await connect(store).token()).toBe(await session.token());
  });

  it.each<[string, () => AuthMethod]>([
    ["another user", () => password({ ...cloud.credentials, username: "guest", password: "guest-secret" })],
    ["another scope", () => password(cloud.credentials).withScope("unscoped")],
    ["another auth URL", () => password({ ...cloud.credentials, authUrl: `${cloud.authUrl}/v3` })],
    [
      "another method",
      () => {
        const { id, secret } = cloud.applicationCredential;
        return applicationCredential({ authUrl: cloud.authUrl, id, secret });
      },
    ],
  ])("%s has a token of its own", async (_, make) => {
    const store = memoryTokenStore();
    const first = await connect(store).token();
    expect(await connect(store, { auth: make() }).token()).not.toBe(first);
    expect(outcomes()).toEqual(["miss", "miss"]);
  });

  it("a password function is asked anew for a renewal after a token out of the store", async () => {
    const store = memoryTokenStore();
    await connect(store).authenticate();
    const ask = vi.fn(() => cloud.credentials.password);
    const session = connect(store, { auth: password({ ...cloud.credentials, password: ask }) });
    await session.authenticate();
    expect(outcomes()).toEqual(["miss", "hit"]);
    await session.reauthenticate();
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it("a method without a proof is never stored", async () => {
    const store = new Map<string, string>();
    const session = connect(store, { auth: { ...password(cloud.credentials), proof: undefined } });
    await session.authenticate();
    await connect(store, { auth: noAuth({ endpoint: cloud.url }) }).authenticate();
    expect([store.size, watched.events.length]).toEqual([0, 0]);
  });
});

describe("a stored token that is no good", () => {
  it("is replaced by one login when it was revoked, and everybody takes the new one", async () => {
    const store = memoryTokenStore();
    const sessions = Array.from({ length: 10 }, () => connect(store));
    await Promise.all(sessions.map((session) => session.authenticate()));
    cloud.revoke();
    cloud.clearRequests();
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
    cloud.revoke();
    cloud.clearRequests();
    const compute = one.adapter("compute");
    const answers = await Promise.all(Array.from({ length: 100 }, () => compute.get("/servers")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(logins()).toBe(1);
  });

  it("is taken away at once when it is the refused one, and left when it is not", async () => {
    const store = new Map<string, string>();
    const session = connect(store);
    const refused = await session.token();
    cloud.revoke();
    const down = cloud.fault({ path: "/identity/v3/auth/tokens", status: 500 });
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
    cloud.revoke();
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
    cloud.clearRequests();
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
    const guest = password({ ...cloud.credentials, username: "guest", password: "guest-secret" });
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
    expect(cloud.count("DELETE /identity/v3/auth/tokens")).toBe(1);
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
