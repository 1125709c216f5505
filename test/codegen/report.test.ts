import { describe, expect, it } from "vitest";
import { type Facts, parseFacts } from "../../codegen/facts.ts";
import { parseRegistry, type Registry } from "../../codegen/registry.ts";
import { compareRegistries, describeReport } from "../../codegen/report.ts";

const sha = "0d7ed0019d648a18f27fdf11a363e2e7ba1b5e90";

function registry(services: Readonly<Record<string, object>>): Registry {
  const list = Object.entries(services).map(([service_type, rest]) => ({
    service_type,
    project: service_type,
    ...rest,
  }));
  return parseRegistry(JSON.stringify({ version: "x", sha, services: list }));
}

const facts: Facts = parseFacts(["image", "gone"].map((type) => `${type}: { majors: [], served: {} }`).join("\n"));

describe("compareRegistries", () => {
  const before = registry({ image: {}, gone: {}, old: { project: "keeper" }, tired: {}, past: { retired: true } });
  const after = registry({
    image: {},
    fresh: {},
    renewed: { project: "keeper" },
    tired: { retired: true },
    past: { retired: true },
  });

  it("lists what was added, removed, renamed and retired, and facts and services without each other", () => {
    expect(compareRegistries(before, after, facts)).toEqual({
      added: ["fresh"],
      removed: ["gone"],
      renamed: [{ from: "old", to: "renewed" }],
      newlyRetired: ["tired"],
      withoutFacts: ["fresh", "renewed", "tired", "past"],
      withoutService: ["gone"],
    });
  });

  it("takes a type whose old name became an alias for renamed, also when the project changed", () => {
    const later = registry({ pictures: { aliases: ["image"] } });
    expect(compareRegistries(registry({ image: {} }), later, facts)).toMatchObject({
      added: [],
      removed: [],
      renamed: [{ from: "image", to: "pictures" }],
    });
  });

  it("finds no difference between a registry and itself", () => {
    const report = describeReport(compareRegistries(before, before, facts));
    expect(report).toContain("added: none\nremoved: none\nrenamed: none\nnewly retired: none\n");
  });
});
