import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isRecord } from "../../codegen/fields.ts";

const source = readFileSync(new URL("../../service-types.json", import.meta.url), "utf8");
const document: unknown = JSON.parse(source);

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new Error("not a map");
  return value;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const services = list(record(document).services).map(record);
const withKey = (key: string): readonly unknown[] =>
  services.filter((service) => key in service).map((s) => s.service_type);

/** The authority's rules, written out once more and apart from the generator. */
function expectedMaps(): Record<string, Map<string, unknown>> {
  const maps = { forward: new Map(), reverse: new Map(), all: new Map(), primary: new Map(), types: new Map() };
  for (const service of services) {
    const { service_type: type, aliases } = service;
    if (list(aliases).length > 0) maps.forward.set(type, aliases);
    for (const alias of list(aliases)) maps.reverse.set(alias, type);
    maps.all.set(type, [type, ...list(aliases)]);
    for (const project of [service.project, service.api_reference_project]) {
      if (project === undefined) continue;
      if (service.secondary !== true) maps.primary.set(project, service);
      maps.types.set(project, [...new Set([...list(maps.types.get(project)), type])]);
    }
  }
  return {
    forward: maps.forward,
    reverse: maps.reverse,
    all_types_by_service_type: maps.all,
    primary_service_by_project: maps.primary,
    service_types_by_project: maps.types,
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

describe("service-types.json", () => {
  it("has 46 services, 26 aliases on 19 of them, 13 retired ones and 47 projects", () => {
    expect(services).toHaveLength(46);
    expect(services.flatMap((service) => list(service.aliases))).toHaveLength(26);
    expect(withKey("aliases")).toHaveLength(19);
    expect(withKey("retired")).toHaveLength(13);
    expect(Object.keys(record(record(document).service_types_by_project))).toHaveLength(47);
  });

  it("has keys only where the authority has them", () => {
    expect(services.every((service) => service.retired === undefined || service.retired === true)).toBe(true);
    expect(withKey("secondary")).toEqual([]);
    expect(withKey("description")).toEqual([]);
    expect(withKey("api_reference_project")).toEqual(["network"]);
    expect(withKey("api_reference")).toHaveLength(46);
    const allowed = ["service_type", "project", "api_reference", "api_reference_project", "aliases", "retired"];
    expect(services.flatMap((service) => Object.keys(service)).filter((key) => !allowed.includes(key))).toEqual([]);
  });

  it("has 12 API references of their own and the default one for the other 34", () => {
    const own = services.filter((s) => s.api_reference !== `https://docs.openstack.org/api-ref/${s.service_type}/`);
    expect(own).toHaveLength(12);
  });

  it("names the commit and its time without zone", () => {
    expect(record(document).sha).toBe("0d7ed0019d648a18f27fdf11a363e2e7ba1b5e90");
    expect(record(document).version).toBe("2025-07-24T18:56:56");
  });

  it.each(Object.entries(expectedMaps()))("derives %s from the services by the authority's rules", (name, expected) => {
    expect(record(document)[name]).toEqual(Object.fromEntries(expected));
  });

  it("is written with two spaces, sorted keys, in ASCII, without a final newline", () => {
    expect(source).toBe(JSON.stringify(sorted(document), null, 2));
    expect(source).toMatch(/^[\n -~]+$/);
    expect(Object.keys(record(document))).toHaveLength(8);
  });
});
