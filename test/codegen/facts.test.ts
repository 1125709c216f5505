import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseFacts } from "../../codegen/facts.ts";
import { parseRegistry } from "../../codegen/registry.ts";

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const facts = parseFacts(read("codegen/discovery.yaml"));
const { services } = parseRegistry(read("service-types.json"));

const minimal = "compute: { majors: [2], served: {} }";

describe("discovery.yaml", () => {
  it("has facts about every registered service and no other", () => {
    expect([...facts.keys()]).toEqual(services.map((service) => service.service_type));
  });

  it("registers servers only under names of their own service", () => {
    const foreign = services.filter(({ service_type: type, aliases }) => {
      const catalogType = facts.get(type)?.served.catalogType ?? type;
      return catalogType !== type && !(aliases ?? []).includes(catalogType);
    });
    expect(foreign).toEqual([]);
  });

  it("gives a microversion range to the server of each service that has microversions", () => {
    for (const { microversions, served } of facts.values()) {
      expect(served.microversions !== null).toBe(microversions !== "none");
    }
  });
});

describe("parseFacts", () => {
  it("gives a service without microversions none, and the usual hints", () => {
    expect(parseFacts(minimal).get("compute")).toMatchObject({
      microversions: "none",
      paging: null,
      retriableStatuses: [],
      discovery: { documents: true, askWith: null, versionedDocument: false, versionPath: null, rootSlash: false },
      served: { port: null, catalogType: null, catalogPath: "", root: null, links: "absolute", errors: "plain" },
    });
  });

  it.each([
    ["an unknown key", "compute: { majors: [2], served: {}, colour: red }", "compute.colour: unknown key"],
    ["an unknown key deeper down", "compute: { majors: [2], served: { prot: 1 } }", "compute.served.prot: unknown key"],
    ["a missing key", "compute: { served: {} }", "compute.majors: missing"],
    ["a wrong type", "compute: { majors: two, served: {} }", "compute.majors: expected a list"],
    ["a version read as a number", minimal.replace("{} }", "{ microversions: { min: 2.1 } } }"), "min: expected a str"],
    ["an unknown shape", minimal.replace("{} }", "{ errors: odd } }"), "compute.served.errors: expected one of"],
    ["no header at all", `${minimal.slice(0, -1)}, microversions: { token: null } }`, "neither a token nor a legacy"],
    ["no map", "[]", "discovery.yaml: expected a map"],
    ["a service said twice", `${minimal}\n${minimal}`, "not YAML"],
    ["no YAML", "compute: {", "not YAML"],
  ])("names the entry in one line: %s", (_, source, message) => {
    expect(() => parseFacts(source)).toThrow(message);
    expect(() => parseFacts(source)).not.toThrow("\n");
  });
});
