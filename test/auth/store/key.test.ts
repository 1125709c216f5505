import { stat } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { storeKey } from "../../../src/auth/store/key.ts";
import { type AuthMethod, password, type Scope, secret, token } from "../../../src/index.ts";

const LOGIN = {
  authUrl: "https://keystone.example/v3",
  username: "demo",
  userDomainName: "Default",
  password: "s3cret",
  projectName: "demo",
  projectDomainName: "Default",
};

function method(changes: Partial<AuthMethod> = {}): AuthMethod {
  const proof = secret("s3cret");
  const plain: AuthMethod = {
    type: "v3password",
    authUrl: "https://keystone.example/v3",
    scope: { project: { id: "p" } },
    subject: { userId: "u" },
    proof: () => proof,
    authenticate: () => Promise.reject(new Error("not asked for")),
    withScope: (scope) => method({ ...changes, scope }),
  };
  return { ...plain, ...changes };
}

describe("the key of a stored token", () => {
  it("is the same for the same login, in whatever order its options come", async () => {
    const subject = { username: "demo", userDomainName: "Default" };
    const turned = { userDomainName: "Default", username: "demo" };
    expect(await storeKey(method({ subject }))).toBe(await storeKey(method({ subject: turned })));
    expect(await storeKey(password(LOGIN))).toBe(await storeKey(password({ ...LOGIN })));
    expect(await storeKey(password(LOGIN))).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is another one for another secret, user, method, auth URL or scope", async () => {
    const others: AuthMethod[] = [
      method(),
      method({ proof: () => secret("s3cret ") }),
      method({ subject: { userId: "v" } }),
      method({ subject: { username: "u" } }),
      method({ type: "v3totp" }),
      method({ authUrl: "https://keystone.example" }),
      method({ authUrl: undefined }),
    ];
    const scopes: (Scope | undefined)[] = [
      undefined,
      "unscoped",
      { system: "all" },
      { domain: { id: "p" } },
      { domain: { name: "p" } },
      { trust: "p" },
      { project: { name: "p", domain: { id: "d" } } },
      { project: { name: "p", domain: { name: "d" } } },
    ];
    for (const scope of scopes) others.push(method({ scope }));
    const keys = await Promise.all(others.map((one) => storeKey(one)));
    expect(new Set(keys).size).toBe(others.length);
  });

  it("protocol §1.5 FIX: a token without a scope is not found for the system, nor by a user whose fields run together", async () => {
    const plain = await storeKey(method({ scope: undefined }));
    expect(await storeKey(method({ scope: { system: "all" } }))).not.toBe(plain);
    expect(await storeKey(method({ scope: "unscoped" }))).not.toBe(plain);
    const apart = await storeKey(method({ subject: { a: "bc", d: "e" } }));
    expect(await storeKey(method({ subject: { ab: "c", d: "e" } }))).not.toBe(apart);
    expect(await storeKey(method({ subject: { a: "bcde" } }))).not.toBe(apart);
  });

  it("does not show the secret, and is none for a login that has no secret to prove it", async () => {
    expect(await storeKey(password(LOGIN))).not.toContain("s3cret");
    expect(await storeKey(method({ proof: undefined }))).toBeUndefined();
    expect(await storeKey(token({ authUrl: LOGIN.authUrl, token: "gAAAA" }))).toMatch(/^[0-9a-f]{64}$/);
  });

  it("costs the slow digest once for all scopes of a login", async () => {
    const login = password({ ...LOGIN, password: "asked for here only" });
    const started = performance.now();
    await storeKey(login);
    const slow = performance.now() - started;
    const again = performance.now();
    for (const id of ["a", "b", "c", "d", "e", "f", "g", "h"]) await storeKey(login.withScope({ project: { id } }));
    expect(performance.now() - again).toBeLessThan(slow);
  });

  it("costs the slow digest once for all sessions of a login, and for a method that makes its secret anew", async () => {
    const made = (): AuthMethod => method({ proof: () => secret("made anew") });
    const started = performance.now();
    const key = await storeKey(made());
    const slow = performance.now() - started;
    const again = performance.now();
    const keys = await Promise.all(Array.from({ length: 20 }, () => storeKey(made())));
    expect(performance.now() - again).toBeLessThan(slow);
    expect(new Set(keys)).toEqual(new Set([key]));
  });

  it("is worked out for one secret at a time, which leaves threads for files", async () => {
    const keys = Array.from({ length: 12 }, (_, index) => storeKey(method({ proof: () => secret(`one of ${index}`) })));
    let done = 0;
    for (const key of keys) void key.then(() => done++);
    for (let reads = 0; reads < 4; reads++) await stat(".");
    expect(done).toBeLessThan(keys.length / 2);
    expect(new Set(await Promise.all(keys)).size).toBe(keys.length);
  });

  it("tells secrets apart that differ in half a character, which UTF-8 does not", async () => {
    const keys = await Promise.all(
      ["\ud800", "\ud801", "\ufffd"].map((text) => storeKey(method({ proof: () => secret(text) }))),
    );
    expect(new Set(keys).size).toBe(3);
  });

  it("leaves the event loop free while it is worked out", async () => {
    let turns = 0;
    let done = false;
    const key = storeKey(password({ ...LOGIN, password: "another" })).then(() => {
      done = true;
    });
    while (!done) {
      await new Promise((resolve) => setImmediate(resolve));
      turns++;
    }
    await key;
    expect(turns).toBeGreaterThan(10);
  });
});
