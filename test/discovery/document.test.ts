import { describe, expect, it } from "vitest";
import { parse, self, shown, url, v20, v21 } from "./parsed.ts";

describe("an entry", () => {
  const one = (entry: object) => parse({ versions: [{ ...v21, ...entry }] })?.[0];

  it("X9: takes max_version before version", () => {
    expect(one({ max_version: "2.99" })?.maxMicroversion).toEqual({ major: 2, minor: 99 });
    expect(one({ max_version: "2.99" })?.maxMicroversion).not.toEqual({ major: 2, minor: 96 });
    expect(one({ max_version: "2.99", version: undefined })?.maxMicroversion).not.toBeUndefined();
    expect(one({ max_version: "" })?.maxMicroversion).toEqual({ major: 2, minor: 96 });
  });

  it.each([
    ["CURRENT", "CURRENT"],
    ["stable", "CURRENT"],
    ["Supported", "SUPPORTED"],
    ["deprecated", "DEPRECATED"],
    ["EXPERIMENTAL", "EXPERIMENTAL"],
    ["beta", "UNKNOWN"],
    ["constructor", "UNKNOWN"],
  ])("B23: with the status %s is %s, and keeps the word", (word, status) => {
    expect(one({ status: word })).toMatchObject({ status, rawStatus: word });
  });

  it("tells what its lowest microversion is going to be, and when", () => {
    expect(one({ next_min_version: "2.4", not_before: "2030-01-01" })).toMatchObject({
      nextMinVersion: { major: 2, minor: 4 },
      notBefore: "2030-01-01",
    });
    expect(one({ next_min_version: "", not_before: "" })).not.toHaveProperty("notBefore");
  });

  it("has its collection's link repaired too", () => {
    const links = [...v21.links, { rel: "collection", href: "http://10.0.0.1/" }, { rel: "describedby", href: "x" }];
    expect(one({ links })?.collection).toBe("http://h:8774/");
    expect(one({})).not.toHaveProperty("collection");
  });

  it.each([null, "v2.1", {}, [], [null], [7], [{ rel: "self" }], [{ href: "x" }], self(null), self(""), self(9)])(
    "protocol §4.2 FIX: with the links %j is served where the document is",
    (links) => {
      expect(() => one({ links })).not.toThrow();
      expect(one({ links })?.url).toBe(url);
    },
  );

  it("protocol §4.2 FIX: loses a bound that cannot be read, and nothing else", () => {
    const entry = one({ min_version: "two", version: {}, max_version: null, next_min_version: [] });
    expect(entry).not.toBeUndefined();
    expect(entry).toMatchObject({ id: "v2.1", minMicroversion: undefined, maxMicroversion: undefined });
  });

  it("protocol §4.2 FIX: with the status null is UNKNOWN", () => {
    expect(() => one({ status: null })).not.toThrow();
    expect(one({ status: null })).toMatchObject({ status: "UNKNOWN", rawStatus: undefined });
  });

  it("X18: that is malformed does not take the others with it", () => {
    const junk = [null, 7, "v3", [], {}, { id: null }, { id: "" }, { id: "latest" }, { id: "v1.a" }, { id: {} }];
    const entries = parse({ versions: [...junk, v21] });
    expect(entries).not.toBeUndefined();
    expect(entries?.map((entry) => entry.id)).toEqual(["v2.1"]);
  });

  it("X18: may have a relative link", () => {
    expect(one({ links: self("v2.1/") })).not.toBeUndefined();
    expect(one({ links: self("v2.1/") })?.url).toBe("http://h:8774/v2.1/");
  });

  it("of several gets no microversions from headers, which do not say whose they are", () => {
    const headers = { "openstack-api-maximum-version": "2.50" };
    expect(shown(parse({ versions: [v20, v21] }, { headers }))?.[0]).toBe("v2.0 SUPPORTED .. http://h:8774/v2/");
  });

  it("keeps its own microversions where headers differ, and ignores junk in headers", () => {
    const headers = { "openstack-api-maximum-version": "compute 2.50", "openstack-api-minimum-version": "junk" };
    expect(shown(parse({ version: v21 }, { headers }))).toEqual(["v2.1 CURRENT 2.1..2.96 http://h:8774/v2.1/"]);
    expect(shown(parse({ version: v20 }, { headers }))).toEqual(["v2.0 SUPPORTED ..2.50 http://h:8774/v2/"]);
  });
});

describe("protocol §4.2 FIX: no version document is", () => {
  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "v2"],
    ["a page", "<html><h1>It works!</h1></html>"],
    ["a number", 2],
    ["a boolean", true],
    ["an empty list, as swift's", []],
    ["a list of containers", [{ name: "photos", count: 3, bytes: 9 }]],
    ["an empty object", {}],
    ["versions: null", { versions: null }],
    ["versions: {}", { versions: {} }],
    ["versions: []", { versions: [] }],
    ["versions: a text", { versions: "v2" }],
    ["versions.values: null", { versions: { values: null } }],
    ["versions.values: {}", { versions: { values: {} } }],
    ["version: null", { version: null }],
    ["a version without an id", { version: {} }],
    ["a package's version without links", { name: "thing", version: "1.2.3" }],
    ["a map of versions to objects", { versions: { v1: { status: "CURRENT" } } }],
    ["elements: null", { elements: null }],
    ["neutron's /v2.0", { resources: [{ name: "network", links: self("http://h/v2.0/networks") }] }],
    ["mistral's /v2", { uri: "http://h:8989/v2" }],
    ["a JSON-Home document", { resources: { "rel/servers": { href: "/servers" } } }],
    ["an object whose id is no version", { id: "ce0f4b4502424e03", links: self("http://h/v2/x") }],
    ["an object with a number for its id", { id: 7, links: [] }],
    ["an error", { error: { code: 401, message: "Authenticate", title: "Unauthorized" } }],
  ])("%s", (_, body) => {
    expect(() => parse(body)).not.toThrow();
    expect(parse(body)).toBeUndefined();
  });
});
