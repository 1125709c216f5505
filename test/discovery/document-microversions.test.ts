import { describe, expect, it } from "vitest";
import { parse, self, shown, v20, v21 } from "./parsed.ts";

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
});
