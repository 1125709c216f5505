import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { password, Session, type TokenStore } from "../../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../../src/testing/index.ts";
import { storeEvents } from "../../support/events.ts";
import { failure } from "../../support/failure.ts";

let cloud: EmbeddedCloud;
let watched: ReturnType<typeof storeEvents>;

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());
beforeEach(() => {
  watched = storeEvents();
  cloud.clearRequests();
});
afterEach(() => watched.stop());

const logins = (): number => cloud.count("POST /identity/v3/auth/tokens");
const never = (): Promise<never> => new Promise(() => undefined);
const empty: TokenStore = { get: () => undefined, set: () => undefined, delete: () => undefined };
const refuse = (): never => {
  throw new Error("connect ECONNREFUSED redis://user:hunter2@127.0.0.1");
};

/** Logs in once with a store; gives what was published. */
async function logIn(tokenStore: TokenStore): Promise<string[]> {
  const session = new Session({ auth: password(cloud.credentials), tokenStore });
  await session.authenticate();
  await session.close();
  return watched.events.map((event) => (event.outcome === "failure" ? event.operation : event.outcome));
}

describe("a store that does not work costs no call", () => {
  it.each<[string, TokenStore, string[]]>([
    ["throws", { get: refuse, set: refuse, delete: refuse, exclusive: refuse }, ["get", "exclusive", "miss", "set"]],
    ["rejects", { ...empty, set: () => Promise.reject(new Error("full")) }, ["miss", "set"]],
    ["throws what is no error", { ...empty, get: () => Promise.reject("x") }, ["get", "miss"]],
    ["gives no text", { ...empty, get: (): never => ({ osauth: 1 }) as never }, ["miss"]],
    ["never runs the work", { ...empty, exclusive: async () => undefined as never }, ["exclusive", "miss"]],
    [
      "fails after the work",
      {
        ...empty,
        exclusive: async (_key, work) => {
          await work();
          throw new Error("the lock was gone");
        },
      },
      ["miss", "exclusive"],
    ],
    [
      "runs the work twice",
      {
        ...empty,
        exclusive: async (_key, work) => {
          await work();
          return work();
        },
      },
      ["miss"],
    ],
  ])("when it %s", async (_, store, events) => {
    expect(await logIn(store)).toEqual(events);
    expect(logins()).toBe(1);
  });

  it.each<[string, TokenStore, string[]]>([
    ["get", { get: never, set: never, delete: never, exclusive: never }, ["get", "miss"]],
    ["set", { ...empty, set: never }, ["miss", "set"]],
    ["exclusive", { ...empty, exclusive: never }, ["exclusive", "miss"]],
  ])("when its %s hangs, and it is waited for once", async (_, store, events) => {
    expect(await logIn(store)).toEqual(events);
    expect(logins()).toBe(1);
    const failures = watched.events.filter(({ outcome }) => outcome === "failure");
    expect(failures).toEqual([
      expect.objectContaining({ problem: expect.stringMatching(/^no answer within \d+ ms$/) }),
    ]);
  });

  it("and one that hung is left alone by the logins that follow", async () => {
    const store: TokenStore = { ...empty, set: never };
    await logIn(store);
    expect(await logIn(store)).toEqual(["miss", "set", "miss"]);
    expect(logins()).toBe(2);
  });

  it("and a token is stored even when the turn did not come", async () => {
    const stored: string[] = [];
    await logIn({ ...empty, set: (_key, value) => stored.push(value), exclusive: never });
    expect(stored).toHaveLength(1);
  });

  it("when it gives the turn to somebody else for ever and then after all", async () => {
    let late: (() => Promise<unknown>) | undefined;
    const store: TokenStore = {
      ...empty,
      exclusive: (_key, work) => {
        late = work;
        return never();
      },
    };
    await logIn(store);
    await late?.();
    expect(logins()).toBe(1);
  });

  it("says what failed without showing a secret", async () => {
    await logIn({ ...empty, set: refuse });
    expect(watched.events.at(-1)).toEqual({
      outcome: "failure",
      operation: "set",
      problem: "Error: connect ECONNREFUSED redis://127.0.0.1",
    });
  });

  it("gives the error of the login, not of the store, when Keystone refuses", async () => {
    const auth = password({ ...cloud.credentials, password: "wrong" });
    const store: TokenStore = { ...empty, exclusive: (_key, work) => work() };
    const session = new Session({ auth, tokenStore: store });
    expect(await failure(session.authenticate())).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
    expect(watched.events.map(({ outcome }) => outcome)).toEqual(["miss"]);
    await session.close();
  });

  it("lets the caller go when the caller gives up while waiting for a turn", async () => {
    const waited: AbortSignal[] = [];
    const store: TokenStore = {
      ...empty,
      exclusive: (_key, _work, signal) => {
        waited.push(signal);
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      },
    };
    const session = new Session({ auth: password(cloud.credentials), tokenStore: store });
    const controller = new AbortController();
    const call = session.authenticate({ signal: controller.signal });
    await expect.poll(() => waited.length).toBe(1);
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await failure(call)).toBe(reason);
    await expect.poll(() => waited[0]?.aborted).toBe(true);
    expect([logins(), watched.events.length]).toEqual([0, 0]);
    await session.close();
  });

  it("is refused before the session begins when it is no store", () => {
    for (const tokenStore of [{}, { get: refuse, set: refuse }, { ...empty, exclusive: 1 }, "redis://", []]) {
      const make = (): Session => new Session({ auth: password(cloud.credentials), tokenStore: tokenStore as never });
      expect(make).toThrow(expect.objectContaining({ name: "ConfigError", code: "INVALID_VALUE", key: "tokenStore" }));
    }
  });
});
