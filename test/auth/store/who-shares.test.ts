import { Keyv } from "keyv";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type AuthMethod,
  applicationCredential,
  memoryTokenStore,
  noAuth,
  password,
  type Session,
  type SessionOptions,
  type TokenStore,
} from "../../../src/index.ts";
import { storeEvents } from "../../support/events.ts";
import { failure } from "../../support/failure.ts";
import { withCloud } from "../../support/with-cloud.ts";

const world = withCloud(() => ({ users: [{ name: "guest", password: "guest-secret" }] }));
const { logins } = world;
let watched: ReturnType<typeof storeEvents>;

beforeEach(() => {
  watched = storeEvents();
  world.cloud.clearRequests();
});
afterEach(() => watched.stop());

const connect = (tokenStore: TokenStore, options: Partial<SessionOptions> = {}): Session =>
  world.connect({ tokenStore, ...options });
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
    expect(watched.events[1]).toEqual({ outcome: "hit", method: "v3password", authUrl: world.cloud.authUrl });
  });

  it("need one request less until the first list, since the catalog comes with the token", async () => {
    const store = memoryTokenStore();
    const asked = async (service: "network" | "compute"): Promise<string[]> => {
      world.cloud.clearRequests();
      await connect(store)
        .adapter(service)
        .get(service === "compute" ? "/servers" : "/networks")
        .json();
      return world.cloud.requests.map(({ method }) => method);
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
    expect(text).not.toContain(JSON.stringify(world.cloud.credentials.password));
    expect(text).not.toContain(Buffer.from(world.cloud.credentials.password).toString("base64"));
  });
});

describe("who cannot prove the identity does not find the token", () => {
  it("a wrong password gets Keystone's own refusal", async () => {
    const store = memoryTokenStore();
    await connect(store).authenticate();
    const wrong = connect(store, { auth: password({ ...world.cloud.credentials, password: "wrong" }) });
    expect(await failure(wrong.authenticate())).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
    expect(outcomes()).toEqual(["miss", "miss"]);
  });

  it("a password mistyped at a prompt leaves no token behind for whoever mistypes it again", async () => {
    const store = memoryTokenStore();
    const answers = ["mistyped", world.cloud.credentials.password, "mistyped"];
    const asking = (): Session =>
      connect(store, { auth: password({ ...world.cloud.credentials, password: () => answers.shift() ?? "" }) });
    const session = asking();
    await failure(session.authenticate());
    await session.authenticate();
    expect(await failure(asking().authenticate())).toMatchObject({ code: "AUTH_FAILED" });
    expect(await connect(store).token()).toBe(await session.token());
  });

  it.each<[string, () => AuthMethod]>([
    ["another user", () => password({ ...world.cloud.credentials, username: "guest", password: "guest-secret" })],
    ["another scope", () => password(world.cloud.credentials).withScope("unscoped")],
    ["another auth URL", () => password({ ...world.cloud.credentials, authUrl: `${world.cloud.authUrl}/v3` })],
    [
      "another method",
      () => {
        const { id, secret } = world.cloud.applicationCredential;
        return applicationCredential({ authUrl: world.cloud.authUrl, id, secret });
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
    const ask = vi.fn(() => world.cloud.credentials.password);
    const session = connect(store, { auth: password({ ...world.cloud.credentials, password: ask }) });
    await session.authenticate();
    expect(outcomes()).toEqual(["miss", "hit"]);
    await session.reauthenticate();
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it("a method without a proof is never stored", async () => {
    const store = new Map<string, string>();
    const session = connect(store, { auth: { ...password(world.cloud.credentials), proof: undefined } });
    await session.authenticate();
    await connect(store, { auth: noAuth({ endpoint: world.cloud.url }) }).authenticate();
    expect([store.size, watched.events.length]).toEqual([0, 0]);
  });
});
