import { describe, expect, it, vi } from "vitest";
import type { Scope } from "../../src/auth/method.ts";
import { checkedScope, scopeBody, scopeOf } from "../../src/auth/scope.ts";
import { errorOf } from "./fake-keystone.ts";

const SCOPES: readonly (readonly [object, Scope | undefined, unknown])[] = [
  [{}, undefined, undefined],
  [{ domainId: "d" }, { domain: { id: "d" } }, { domain: { id: "d" } }],
  [{ domainName: "D" }, { domain: { name: "D" } }, { domain: { name: "D" } }],
  [{ projectId: "p", projectName: "P" }, { project: { id: "p" } }, { project: { id: "p" } }],
  [
    { projectName: "P", projectDomainId: "d", projectDomainName: "D" },
    { project: { name: "P", domain: { id: "d" } } },
    { project: { name: "P", domain: { id: "d" } } },
  ],
  [
    { projectName: "P", projectDomainName: "D" },
    { project: { name: "P", domain: { name: "D" } } },
    { project: { name: "P", domain: { name: "D" } } },
  ],
  [{ trustId: "t" }, { trust: "t" }, { "OS-TRUST:trust": { id: "t" } }],
  [{ unscoped: true }, "unscoped", "unscoped"],
  [{ unscoped: false }, undefined, undefined],
  [{ systemScope: "all" }, { system: "all" }, { system: { all: true } }],
];

describe("scope", () => {
  it.each(SCOPES)("reads %j", (options, scope, body) => {
    const read = scopeOf(options, "v3password");
    expect(read).toEqual(scope);
    expect(read && scopeBody(read)).toEqual(body);
  });

  it.each([
    [{ projectId: "p", domainId: "d" }, "project and domain"],
    [{ trustId: "t", unscoped: true }, "trust and unscoped"],
    [{ systemScope: "all", projectId: "p" }, "project and system"],
  ])("refuses two scopes at once: %j", async (options, kinds) => {
    const error = await errorOf(() => scopeOf(options, "v3password"));
    expect(error).toMatchObject({ name: "AuthError", code: "INVALID_SCOPE", method: "v3password" });
    expect(String(error)).toContain(kinds);
  });

  it.each([["project"], [true], [null], [1n], [{}]])(
    "protocol §1.2 FIX: refuses systemScope %s, which peers drop silently",
    async (systemScope) => {
      const read = vi.fn(() => scopeOf({ systemScope }, "v3password"));
      expect(await errorOf(read)).toMatchObject({ name: "AuthError", code: "INVALID_SCOPE" });
      expect(read).not.toHaveReturnedWith(undefined);
    },
  );

  it("needs a domain with a project name", async () => {
    const error = await errorOf(() => scopeOf({ projectName: "P" }, "v3password"));
    expect(error).toMatchObject({ code: "INVALID_SCOPE" });
    expect(String(error)).toContain("projectDomainName");
  });

  it.each([[{ projectId: "" }], [{ projectId: 17 }], [{ projectName: null }], [{ domainId: {} }]])(
    "names the option of the wrong type: %j",
    async (options) => {
      const error = await errorOf(() => scopeOf(options, "v3password"));
      expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE", key: Object.keys(options)[0] });
    },
  );

  it("refuses an unscoped that is no boolean", async () => {
    for (const unscoped of ["yes", 1n, {}]) {
      expect(await errorOf(() => scopeOf({ unscoped }, "v3token"))).toMatchObject({ code: "INVALID_SCOPE" });
    }
  });

  it.each<[Scope]>([
    ["unscoped"],
    [{ project: { id: "p" } }],
    [{ project: { name: "P", domain: { name: "D" } } }],
    [{ domain: { id: "d" } }],
    [{ system: "all" }],
    [{ trust: "t" }],
  ])("takes %j as it is", (scope) => {
    expect(checkedScope(scope, "v3password")).toEqual(scope);
  });

  it.each([
    [undefined],
    ["all"],
    [{}],
    [{ trust: "" }],
    [{ trust: 7 }],
    [{ system: "one" }],
    [{ project: "p" }],
    [{ project: { name: "P" } }],
    [{ project: { name: "P", domain: {} } }],
    [{ domain: { id: "" } }],
    [{ project: { id: "p" }, domain: { id: "d" } }],
    [{ constructor: "x" }],
  ])("does not take %j for a scope", async (scope) => {
    expect(await errorOf(() => checkedScope(scope, "v3password"))).toMatchObject({ code: "INVALID_SCOPE" });
  });
});
