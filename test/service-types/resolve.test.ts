import { describe, expect, it } from "vitest";
import { ServiceType } from "../../src/service-types/index.ts";
import { resolveService } from "../../src/service-types/resolve.ts";

describe("resolveService", () => {
  it("accepts the aliases after an official name, in their order", () => {
    const names = ["block-storage", "volumev3", "volumev2", "volume", "block-store"];
    expect(resolveService("block-storage")).toEqual({
      info: ServiceType.BlockStorage,
      asked: "block-storage",
      names,
      major: undefined,
    });
    expect(resolveService(ServiceType.BlockStorage).names).toEqual(names);
  });

  it("registry §4.3: accepts for an alias itself and the official name, never another alias as gophercloud does", () => {
    expect(resolveService("volumev2").names).toEqual(["volumev2", "block-storage"]);
    expect(resolveService("volumev2").names).not.toContain("volumev3");
    expect(resolveService("volume").names).toEqual(["volume", "block-storage"]);
  });

  it("registry §4.2: takes a known alias with an underscore for the same, and an unknown name for nothing else", () => {
    expect(resolveService("bare_metal")).toMatchObject({
      info: ServiceType.Baremetal,
      names: ["bare_metal", "baremetal"],
    });
    expect(resolveService("volumev1")).toMatchObject({ names: ["volumev1"], major: undefined });
  });

  it.each([
    ["volumev2", 2],
    ["volumev3", 3],
    ["sharev2", 2],
    ["workflowv2", 2],
    ["volume", undefined],
    ["share", undefined],
    ["block-storage", undefined],
  ])("registry §4.2 and protocol §3.4: takes %s for major version %s", (name, major) => {
    expect(resolveService(name).major).toBe(major);
  });

  it("takes { type } for exactly that catalog type, registered or not", () => {
    for (const type of ["compute_legacy", "volumev3", "compute"]) {
      expect(resolveService({ type })).toMatchObject({ asked: type, names: [type], major: undefined });
    }
    expect(resolveService({ type: "compute" }).info.project).toBeNull();
  });

  it("leaves everything about an unregistered type to discovery", () => {
    const { info, names } = resolveService("acme:widgets");
    expect(names).toEqual(["acme:widgets"]);
    expect(info).toMatchObject({ type: "acme:widgets", project: null, microversions: "unknown", majors: [] });
    expect(info.discovery.documents).toBe(true);
  });

  it.each([undefined, null, 7, "", {}, [], { type: 7 }, { type: "" }])(
    "refuses %j, and says what it takes",
    (selector) => {
      const resolve: (selector: never) => unknown = resolveService;
      expect(() => resolve(selector as never)).toThrow(
        expect.objectContaining({ name: "ConfigError", code: "INVALID_VALUE", key: "service" }),
      );
    },
  );

  it("takes the names of object properties for unregistered types", () => {
    expect(resolveService("constructor").info.microversions).toBe("unknown");
    expect(resolveService("__proto__").names).toEqual(["__proto__"]);
  });

  it("answers the same name with the same object, so that resolving costs nothing", () => {
    expect(resolveService("network")).toBe(resolveService("network"));
  });
});
