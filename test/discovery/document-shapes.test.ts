import { describe, expect, it } from "vitest";
import { parse, self, shown } from "./parsed.ts";

describe("protocol §4.2 and appendix D: the document of", () => {
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

  it.each([
    ["neutron", "http://h:9696/", "v2.0", "http://h:9696/v2.0/", "http://h:9696/v2.0/"],
    ["heat", "http://h:8004/", "v1.0", "http://h:8004/v1/", "http://h:8004/v1/"],
    ["mistral", "http://h:8989/", "v2.0", "http://h:8989/v2", "http://h:8989/v2"],
    ["zun", "https://h/container/", "v1", "http://10.0.0.1:9517/v1/", "https://h/container/v1/"],
  ])("%s lists one version without microversions", (_, at, id, href, url) => {
    const body = { versions: [{ id, status: "CURRENT", links: self(href) }] };
    expect(shown(parse(body, { url: at }))).toEqual([`${id} CURRENT .. ${url}`]);
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
