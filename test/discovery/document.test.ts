import { describe, expect, it } from "vitest";
import { parseDocument } from "../../src/discovery/document.ts";
import type { VersionEntry } from "../../src/discovery/entry.ts";
import { formatVersion } from "../../src/versions/version.ts";

const url = "http://h:8774/";

function parse(body: unknown, from: { url?: string; headers?: Record<string, string> } = {}) {
  return parseDocument({ body, url, headers: {}, ...from });
}

/** One line an entry: id, status, microversions, URL. */
function shown(entries: readonly VersionEntry[] | undefined): readonly string[] | undefined {
  return entries?.map((entry) => {
    const { minMicroversion: min, maxMicroversion: max } = entry;
    const range = `${min ? formatVersion(min) : ""}..${max ? formatVersion(max) : ""}`;
    return [entry.id, entry.status, range, entry.url].join(" ");
  });
}

const self = (href: unknown) => [{ rel: "self", href }];
const v21 = { id: "v2.1", status: "CURRENT", version: "2.96", min_version: "2.1", links: self("http://h:8774/v2.1/") };
const v20 = { id: "v2.0", status: "SUPPORTED", version: "", min_version: "", links: self("http://h:8774/v2/") };

describe("protocol §4.2 and appendix D: the document of", () => {
  it("nova lists versions, with empty strings for no microversions", () => {
    expect(shown(parse({ versions: [v21, v20] }))).toEqual([
      "v2.0 SUPPORTED .. http://h:8774/v2/",
      "v2.1 CURRENT 2.1..2.96 http://h:8774/v2.1/",
    ]);
  });

  it("nova at /v2.1/ is one version", () => {
    expect(shown(parse({ version: v21 }, { url: "http://h:8774/v2.1/" }))).toEqual([
      "v2.1 CURRENT 2.1..2.96 http://h:8774/v2.1/",
    ]);
  });

  it("X6: keystone lists versions.values", () => {
    const body = {
      versions: {
        values: [
          { id: "v3.14", status: "stable", links: self("http://h:5000/v3/"), "media-types": [] },
          { id: "v2.0", status: "deprecated", links: self("http://h:5000/v2.0/") },
        ],
      },
    };
    expect(() => parse(body, { url: "http://h:5000/" })).not.toThrow();
    expect(parse(body, { url: "http://h:5000/" })).not.toBeUndefined();
    expect(shown(parse(body, { url: "http://h:5000/" }))).toEqual([
      "v2.0 DEPRECATED .. http://h:5000/v2.0/",
      "v3.14 CURRENT .. http://h:5000/v3/",
    ]);
  });

  it("X9: placement has max_version and an empty link", () => {
    const body = {
      versions: [{ id: "v1.0", min_version: "1.0", max_version: "1.39", status: "CURRENT", links: self("") }],
    };
    const entries = parse(body, { url: "http://h/placement" });
    expect(shown(entries)).toEqual(["v1.0 CURRENT 1.0..1.39 http://h/placement"]);
    expect(entries?.[0]?.maxMicroversion).not.toBeUndefined();
  });

  it("old placement has neither status nor links", () => {
    const entries = parse({ versions: [{ id: "v1.0", min_version: "1.0", max_version: "1.4" }] });
    expect(shown(entries)).toEqual(["v1.0 UNKNOWN 1.0..1.4 http://h:8774/"]);
    expect(shown(entries)).not.toEqual([]);
    expect(entries?.[0]?.rawStatus).toBeUndefined();
  });

  it("ironic at / has a default version beside the list", () => {
    const v1 = { id: "v1", status: "CURRENT", min_version: "1.1", version: "1.82", links: self("http://h:6385/v1/") };
    const expected = ["v1 CURRENT 1.1..1.82 http://h:6385/v1/"];
    const root = { name: "OpenStack Ironic API", default_version: v1, versions: [v1] };
    expect(shown(parse(root, { url: "http://h:6385/" }))).toEqual(expected);
    const versioned = { id: "v1", links: v1.links, nodes: [], version: v1 };
    expect(shown(parse(versioned, { url: "http://h:6385/v1" }))).toEqual(expected);
  });

  it("old ironic at /v1/ tells its microversions in headers", () => {
    const headers = {
      "x-openstack-ironic-api-minimum-version": "1.1",
      "x-openstack-ironic-api-maximum-version": "1.31",
      "x-openstack-ironic-api-version": "1.6",
    };
    const body = { id: "v1", links: self("http://h:6385/v1/"), nodes: [] };
    expect(shown(parse(body, { url: "http://h:6385/v1/", headers }))).toEqual([
      "v1 CURRENT 1.1..1.31 http://h:6385/v1/",
    ]);
  });

  it("magnum at /v1/ tells them with its token before them", () => {
    const headers = {
      "openstack-api-minimum-version": "container-infra 1.1",
      "openstack-api-maximum-version": "container-infra 1.11",
    };
    const body = { id: "v1", links: self("http://127.0.0.1:9511/v1/"), clusters: [] };
    expect(shown(parse(body, { url: "https://h/container-infra/v1", headers }))).toEqual([
      "v1 CURRENT 1.1..1.11 https://h/container-infra/v1",
    ]);
  });

  it("inspector tells them in headers beside a list", () => {
    const headers = {
      "x-openstack-ironic-inspector-api-minimum-version": "1.0",
      "x-openstack-ironic-inspector-api-maximum-version": "1.18",
    };
    const body = { versions: [{ id: "1.18", status: "CURRENT", links: self("http://h:5050/v1") }] };
    expect(shown(parse(body, { url: "http://h:5050/", headers }))).toEqual(["1.18 CURRENT 1.0..1.18 http://h:5050/v1"]);
  });

  it("glance and octavia give many ids one URL", () => {
    const link = self("http://h:9292/v2/");
    const body = { versions: ["v2.16", "v2.9", "v2.10"].map((id) => ({ id, status: "CURRENT", links: link })) };
    expect(parse(body)?.map((entry) => entry.id)).toEqual(["v2.9", "v2.10", "v2.16"]);
    expect(new Set(parse(body)?.map((entry) => entry.url)).size).toBe(1);
  });

  it("zaqar has ids without a v and anchored links that lose the prefix", () => {
    const body = {
      versions: [
        { id: "1.1", status: "DEPRECATED", links: self("/v1.1/") },
        { id: "2", status: "CURRENT", links: self("/v2/") },
      ],
    };
    expect(shown(parse(body, { url: "http://h/messaging" }))).toEqual([
      "1.1 DEPRECATED .. http://h/messaging/v1.1/",
      "2 CURRENT .. http://h/messaging/v2/",
    ]);
  });

  it("keystone at /v3 is one version", () => {
    const body = {
      version: { id: "v3.14", status: "stable", updated: "2020-04-07", links: self("http://h:5000/v3/") },
    };
    expect(shown(parse(body, { url: "http://h:5000/v3" }))).toEqual(["v3.14 CURRENT .. http://h:5000/v3/"]);
  });

  it("cinder lists versions at /v3/ as it does at /", () => {
    const links = (path: string) => [
      { rel: "describedby", type: "text/html", href: "https://docs.example/" },
      ...self(`http://h:8776${path}`),
    ];
    const body = {
      versions: [
        { id: "v3.0", status: "CURRENT", version: "3.70", min_version: "3.0", links: links("/v3/") },
        { id: "v2.0", status: "DEPRECATED", version: "", min_version: "", links: links("/v2/") },
      ],
    };
    for (const at of ["http://h:8776/", "http://h:8776/v3/"]) {
      expect(shown(parse(body, { url: at }))).toEqual([
        "v2.0 DEPRECATED .. http://h:8776/v2/",
        "v3.0 CURRENT 3.0..3.70 http://h:8776/v3/",
      ]);
    }
  });

  it.each([
    ["neutron", "http://h:9696/", "v2.0", "http://h:9696/v2.0/", "http://h:9696/v2.0/"],
    ["heat", "http://h:8004/", "v1.0", "http://h:8004/v1/", "http://h:8004/v1/"],
    ["mistral", "http://h:8989/", "v2.0", "http://h:8989/v2", "http://h:8989/v2"],
    ["zun", "https://h/container/", "v1", "http://10.0.0.1:9517/v1/", "https://h/container/v1/"],
  ])("%s lists one version without microversions", (_, at, id, href, url) => {
    const body = { versions: [{ id, status: "CURRENT", links: self(href) }] };
    expect(shown(parse(body, { url: at }))).toEqual([`${id} CURRENT .. ${url}`]);
  });

  it("magnum at / links to its own machine, and is reached where it answered", () => {
    const href = "http://127.0.0.1:9511/v1/";
    const v1 = { id: "v1", status: "CURRENT", min_version: "1.1", max_version: "1.11", links: self(href) };
    const entries = parse({ name: "Magnum", versions: [v1] }, { url: "https://h/container-infra/" });
    expect(shown(entries)).toEqual(["v1 CURRENT 1.1..1.11 https://h/container-infra/v1/"]);
    expect(entries?.[0]?.url).not.toBe(href);
  });

  it("magnum at /v1/ without headers is one version without microversions", () => {
    const body = { id: "v1", links: self("http://h:9511/v1/"), bays: [], clusters: [] };
    expect(shown(parse(body, { url: "http://h:9511/v1/" }))).toEqual(["v1 CURRENT .. http://h:9511/v1/"]);
  });

  it("octavia lists 28 versions at one URL, the newest last", () => {
    const ids = Array.from({ length: 28 }, (_, minor) => `v2.${minor}`);
    const body = {
      versions: ids.map((id) => ({ id, status: "SUPPORTED", links: self("http://h/load-balancer/v2") })).reverse(),
    };
    const entries = parse(body, { url: "http://h/load-balancer/" });
    expect(entries?.map((entry) => entry.id)).toEqual(ids);
    expect(new Set(entries?.map((entry) => entry.url))).toEqual(new Set(["http://h/load-balancer/v2"]));
  });

  it("manila has microversions in its second version only", () => {
    const body = {
      versions: [
        { id: "v1.0", status: "DEPRECATED", version: "", min_version: "", links: self("http://h:8786/v1/") },
        { id: "v2.0", status: "CURRENT", version: "2.80", min_version: "2.0", links: self("http://h:8786/v2/") },
      ],
    };
    expect(shown(parse(body, { url: "http://h:8786/" }))).toEqual([
      "v1.0 DEPRECATED .. http://h:8786/v1/",
      "v2.0 CURRENT 2.0..2.80 http://h:8786/v2/",
    ]);
  });

  it("barbican is a values list in old releases, and a list with microversions in new ones", () => {
    const v1 = { id: "v1", status: "stable", links: self("http://h:9311/v1/"), "media-types": [] };
    const at = { url: "http://h:9311/" };
    expect(shown(parse({ versions: { values: [v1] } }, at))).toEqual(["v1 CURRENT .. http://h:9311/v1/"]);
    expect(shown(parse({ versions: [{ ...v1, min_version: "1.0", max_version: "1.1" }] }, at))).toEqual([
      "v1 CURRENT 1.0..1.1 http://h:9311/v1/",
    ]);
  });

  it("cyborg at /accelerator/ keeps its prefix", () => {
    const version = { id: "v2.0", min_version: "2.0", max_version: "2.0", links: self("/v2/") };
    const [entry] = parse({ default_version: version, versions: [version] }, { url: "http://h/accelerator/" }) ?? [];
    expect(entry?.url).toBe("http://h/accelerator/v2/");
    expect(entry?.url).not.toBe("http://h/v2/");
  });

  it("designate lists v2 and v2.0, and both are kept", () => {
    const versions = ["v2", "v2.0", "v2.1"].map((id) => ({ id, status: "CURRENT", links: self("http://h/v2") }));
    for (const body of [{ versions }, { versions: { values: versions } }]) {
      expect(parse(body)?.map((entry) => entry.id)).toEqual(["v2", "v2.0", "v2.1"]);
    }
  });

  it("solum is a bare list with one link an entry", () => {
    const body = [{ id: "v1.0", status: "CURRENT", link: { href: "http://i:9777/v1", target_name: "v1" } }];
    expect(shown(parse(body))).toEqual(["v1.0 CURRENT .. http://h:8774/v1"]);
  });

  it("monasca lists elements, some without a self link", () => {
    const body = {
      links: self("http://h:8070/"),
      elements: [
        { id: "v2.0", status: "CURRENT", links: self("http://h:8070/v2.0") },
        { id: "v3.0", status: "CURRENT", links: [{ rel: "logs", href: "http://h:8070/v3.0/logs" }] },
      ],
    };
    expect(shown(parse(body, { url: "http://h:8070/" }))).toEqual([
      "v2.0 CURRENT .. http://h:8070/v2.0",
      "v3.0 CURRENT .. http://h:8070/",
    ]);
  });

  it("tricircle names the version by a string", () => {
    const body = { version: "1.0", links: self("http://h:19999/v1.0/") };
    expect(shown(parse(body, { url: "http://h:19999/v1.0" }))).toEqual(["1.0 CURRENT .. http://h:19999/v1.0/"]);
  });

  it("B20: old barbican maps a version to its status", () => {
    const expected = ["v1 CURRENT .. http://h:8774/v1"];
    expect(shown(parse({ v1: "current", build: "2014.2-3" }))).toEqual(expected);
    expect(shown(parse({ versions: { v1: "current" } }))).toEqual(expected);
  });
});

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
