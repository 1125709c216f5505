import { describe, expect, it } from "vitest";
import { spanOf } from "../../../src/auth/lifetime.ts";
import { readGrant, writeGrant } from "../../../src/auth/store/stored-grant.ts";
import { type Scope, secret, type TokenGrant } from "../../../src/index.ts";

const GRANT: TokenGrant = {
  kind: "token",
  token: secret("gAAAAtoken"),
  issuedAt: 1_000,
  expiresAt: 3_601_000,
  identity: {
    project: { id: "p", name: "Demo", domain: { id: "default", name: "Default" } },
    catalog: [{ type: "x" }],
  },
};

const KEY = "ab".repeat(32);
const write = (grant: TokenGrant): string => writeGrant({ grant, receivedAt: 2_000 }, KEY);
const read = (text: string, scope?: Scope): TokenGrant | undefined => readGrant(text, { key: KEY, scope })?.grant;

/** What is stored for the grant, with some fields changed; undefined takes a field away. */
function changed(changes: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...JSON.parse(write(GRANT)), ...changes });
}

/** Everything a store might have under a key that is no grant of this version. */
const JUNK = [
  "",
  "null",
  "[]",
  "42",
  '"text"',
  "{",
  "\0\0\0\0",
  "<html></html>",
  "{}",
  '{"__proto__":{"osauth":1}}',
  write(GRANT).slice(0, -1),
  changed({ osauth: 0 }),
  changed({ osauth: 1 }),
  changed({ osauth: "2" }),
  changed({ key: undefined }),
  changed({ key: "cd".repeat(32) }),
  changed({ receivedAt: undefined }),
  changed({ receivedAt: "now" }),
  changed({ token: undefined }),
  changed({ token: "" }),
  changed({ token: 7 }),
  changed({ token: "a\r\nx-injected: 1" }),
  changed({ token: "é" }),
  changed({ issuedAt: "2026-11-24T00:00:00Z" }),
  changed({ issuedAt: -1 }),
  changed({ expiresAt: null }),
  changed({ clockSkew: "5" }),
  changed({ identity: undefined }),
  changed({ identity: [] }),
  changed({ authUrl: "file:///etc/passwd" }),
  changed({ authUrl: 7 }),
  changed({ headers: undefined }),
  changed({ headers: ["x"] }),
  changed({ headers: { "x y": "z" } }),
  changed({ headers: { x: "a\nb" } }),
  changed({ headers: { x: 1 } }),
];

describe("a stored grant", () => {
  it("is read as it was written, with its catalog and its other headers", () => {
    const grant = { ...GRANT, headers: { "x-extra": secret("also secret") } };
    const found = readGrant(write(grant), { key: KEY, scope: undefined });
    expect(found?.receivedAt).toBe(2_000);
    expect(found?.grant).toMatchObject({ issuedAt: 1_000, expiresAt: 3_601_000, identity: GRANT.identity });
    expect(found?.grant.token.reveal()).toBe("gAAAAtoken");
    expect(found?.grant.headers?.["x-extra"]?.reveal()).toBe("also secret");
  });

  it("keeps how far the clocks are apart", () => {
    expect(read(write({ ...GRANT, clockSkew: -7 }))).toEqual({ ...GRANT, clockSkew: -7 });
  });

  it("is not thought to live past its end by a machine whose clock is right, when one ahead by ten minutes stored it", () => {
    const ahead = 600_000;
    const written = { ...GRANT, clockSkew: -ahead };
    const text = writeGrant({ grant: written, receivedAt: GRANT.issuedAt + ahead }, KEY);
    const found = readGrant(JSON.stringify({ ...JSON.parse(text), host: "another" }), { key: KEY, scope: undefined });
    const { grant, receivedAt } = found ?? expect.unreachable();
    expect(spanOf(grant, receivedAt).endsAt).toBe(GRANT.expiresAt);
  });

  it("keeps which Keystone it came from", () => {
    const authUrl = "https://partner.example/v3";
    expect(read(write({ ...GRANT, authUrl }))).toMatchObject({ authUrl });
  });

  it.each(JUNK)("is not there when the store has junk: %j", (text) => {
    expect(read(text)).toBeUndefined();
  });

  it("is there only for the scope it has", () => {
    const domain = { id: "default" };
    const project = { project: { name: "Demo", domain } } as const;
    const rows: readonly [identity: object, scope: Scope | undefined, fits: boolean][] = [
      [GRANT.identity, undefined, true],
      [GRANT.identity, project, true],
      [GRANT.identity, { project: { name: "démo", domain: { name: "DEFAULT" } } }, true],
      [GRANT.identity, { project: { name: "Demo", domain: { id: "other" } } }, false],
      [GRANT.identity, { project: { id: "p" } }, true],
      [GRANT.identity, { project: { id: "P" } }, false],
      [GRANT.identity, { domain }, false],
      [GRANT.identity, { system: "all" }, false],
      [GRANT.identity, { trust: "t" }, false],
      [GRANT.identity, "unscoped", false],
      [{ domain: { id: "default", name: "Default" } }, { domain }, true],
      [{ system: { all: true } }, { system: "all" }, true],
      [{ system: { all: "yes" } }, { system: "all" }, false],
      [{ system: { all: true } }, "unscoped", false],
      [{ "OS-TRUST:trust": { id: "t" } }, { trust: "t" }, true],
      [{ project: null, domain: "junk" }, project, false],
      [{}, "unscoped", true],
    ];
    for (const [identity, scope, fits] of rows) {
      const found = read(write({ ...GRANT, identity }), scope);
      expect([scope, found !== undefined]).toEqual([scope, fits]);
    }
  });
});
