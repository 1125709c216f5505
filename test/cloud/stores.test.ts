import KeyvPostgres from "@keyv/postgres";
import KeyvRedis from "@keyv/redis";
import { Keyv } from "keyv";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type AuthMethod, memoryTokenStore, password, type TokenStore } from "../../src/index.ts";
import { runChild } from "../support/child.ts";
import { failure } from "../support/failure.ts";
import { AUTH_URL, admin, connect, counted, SHORT_AUTH_URL } from "./support/cloud.ts";

const REDIS = "redis://127.0.0.1:6399";
const POSTGRES = "postgresql://osauth@127.0.0.1:5499/postgres";

const keyvs = {
  redis: new Keyv(new KeyvRedis(REDIS), { throwOnErrors: true }),
  postgres: new Keyv(new KeyvPostgres({ uri: POSTGRES }), { throwOnErrors: true }),
};
const servers = [
  ["redis", REDIS, keyvs.redis],
  ["postgres", POSTGRES, keyvs.postgres],
] as const;

beforeEach(async () => {
  for (const [, , store] of servers) await store.clear();
});
afterAll(async () => {
  for (const [, , store] of servers) await store.disconnect();
});

/** Who logs in in a process of its own. */
function childEnv(store: string, at: string): Record<string, string> {
  return { STORE: store, AT: at, AUTH_URL, USERNAME: "admin", PASSWORD: "secret", PROJECT: "admin" };
}

describe.each(servers)("tokens in %s", (name, at, store) => {
  it("two processes share one login", async () => {
    const first = await runChild("log-in", childEnv(name, at));
    expect(first).toMatch(/^gAAAA/);
    expect(await runChild("log-in", childEnv(name, at))).toBe(first);
    const auth = counted(admin(AUTH_URL));
    const session = connect({ auth, tokenStore: store });
    expect((await session.adapter("identity").get("/users")).status).toBe(200);
    expect(auth.count()).toBe(0);
  });

  it("another password gets Keystone's 401 and not the token", async () => {
    await runChild("log-in", childEnv(name, at));
    const wrong = await failure(runChild("log-in", { ...childEnv(name, at), PASSWORD: "wrong" }));
    expect(wrong).toMatchObject({ stderr: expect.stringContaining("AUTH_FAILED") });
  });

  it("a stored token that was revoked costs one login", async () => {
    const token = await runChild("log-in", childEnv(name, at));
    const headers = { "x-auth-token": token, "x-subject-token": token };
    expect((await fetch(`${AUTH_URL}/auth/tokens`, { method: "DELETE", headers })).status).toBe(204);
    const auth = counted(admin(AUTH_URL));
    const session = connect({ auth, tokenStore: store });
    expect((await session.adapter("identity").get("/users")).status).toBe(200);
    expect(auth.count()).toBe(1);
    expect(await runChild("log-in", childEnv(name, at))).toBe(await session.token());
  });

  it("a token is gone when it has expired", async () => {
    const keys: string[] = [];
    const noting: TokenStore = {
      get: (key) => store.get(key),
      set: (key, value, ttl) => {
        keys.push(key);
        return store.set(key, value, ttl);
      },
      delete: (key) => store.delete(key),
    };
    const session = connect({ auth: admin(SHORT_AUTH_URL), tokenStore: noting });
    const { expiresAt } = await session.authenticate();
    expect(await store.get(keys[0] ?? "")).toContain("gAAAA");
    const left = (expiresAt?.getTime() ?? 0) - Date.now();
    await new Promise((resolve) => setTimeout(resolve, left + 1_000));
    expect(await store.get(keys[0] ?? "")).toBeUndefined();
  });
});

describe("tokens in memory", () => {
  it("every scope of the real Keystone fits what was asked when it comes back", async () => {
    const tokenStore = memoryTokenStore();
    const plain = { authUrl: AUTH_URL, username: "admin", password: "secret", userDomainName: "Default" };
    const logins: readonly AuthMethod[] = [
      password({ ...plain, projectName: "admin", projectDomainName: "Default" }),
      password({ ...plain, domainId: "default" }),
      password({ ...plain, domainName: "Default" }),
      password({ ...plain, systemScope: "all" }),
      password({ ...plain, unscoped: true }),
      password(plain),
    ];
    for (const login of logins) {
      const first = await connect({ auth: login, tokenStore }).token();
      const auth = counted(login);
      expect([await connect({ auth, tokenStore }).token(), auth.count()]).toEqual([first, 0]);
    }
  });
});
