import { describe, expect, it } from "vitest";
import { repairLink, splitProject, withProject } from "../../src/discovery/links.ts";

describe("repairLink", () => {
  it.each([
    ["http://h/id", "v3", "http://h/id/v3"],
    ["http://h/id/", "./v3/", "http://h/id/v3/"],
    ["http://h/id", "//other/v3", "http://h/id/v3"],
    ["http://h/id", "https://other:99/v3/", "http://h/id/v3/"],
    ["http://h/id/v3", "https://other/x/v3/", "http://h/id/v3"],
    ["https://h/id", "http://h/id/v3", "https://h/id/v3"],
    ["https://h:5000/v3/", "http://h/v3/", "https://h:5000/v3/"],
    ["https://h/compute", "http://10.0.0.1:8774/v2.1/", "https://h/compute/v2.1/"],
    ["http://h:8774", "http://h:8774/v2.1/", "http://h:8774/v2.1/"],
    ["http://h:8774/v2.1", "http://h:8774/v2.1/", "http://h:8774/v2.1/"],
    ["http://h:8776/v3/", "http://h:8776/v2/", "http://h:8776/v2/"],
    ["http://h/volume/v3/0123", "http://h/volume/v3/", "http://h/volume/v3/"],
    ["http://h/", "http://H:80/identity/v3/", "http://h/identity/v3/"],
    ["http://h/", "http://user:secret@h/identity/v3/", "http://h/identity/v3/"],
    ["http://h/root", "sub/v3", "http://h/root/sub/v3"],
    ["http://h/?a=b#c", "http://h/v3/?a=b#c", "http://h/v3/"],
    ["http://h/id?a=b#c", "", "http://h/id"],
  ])("protocol §4.4: on %s takes %j for %s", (document, href, url) => {
    expect(repairLink(document, href)).toBe(url);
  });

  it.each([
    ["identity", "http://h/id", "/v3", "http://h/id/v3"],
    ["accelerator", "http://h/accelerator/", "/v2/", "http://h/accelerator/v2/"],
    ["message", "http://h/messaging", "/v2/", "http://h/messaging/v2/"],
    ["alarm", "http://h/alarming/", "http://h/v2", "http://h/alarming/v2"],
    ["rating", "https://h/rating/", "http://h/v1", "https://h/rating/v1"],
    ["application-container", "http://h/container/v1/", "http://h/v1/", "http://h/container/v1/"],
    ["reservation", "http://h/reservation/v1", "http://h/v2", "http://h/reservation/v2"],
    ["data-processing", "http://h/data/", "http://h/v1.1", "http://h/data/v1.1"],
    ["metric-storage", "http://h/prometheus/", "http://h/api/v1", "http://h/prometheus/api/v1"],
    ["metric-storage", "http://h/prometheus/api/v1/", "http://h/api/v1", "http://h/prometheus/api/v1"],
    ["a nested prefix", "http://h/cloud/compute/", "http://h/compute/v2.1/", "http://h/cloud/compute/v2.1/"],
  ])(
    "protocol appendix E FIX: keeps the path prefix of the document that %s drops from %s",
    (_, document, href, url) => {
      expect(repairLink(document, href)).toBe(url);
      expect(repairLink(document, href)).not.toBe(new URL(href, document).href);
    },
  );

  it("protocol §4.4: a host that is a path's only segment is no version", () => {
    for (const href of ["http://internal.example.com", "http://internal.example.com/", "//internal.example.com"]) {
      expect(repairLink("https://h", href)).toBe("https://h/");
      expect(repairLink("https://h", href)).not.toBe("https://h/internal.example.com");
    }
  });

  it("X8: keeps the scheme, host and port that answered", () => {
    const href = "http://internal-host:8774/v2.1/";
    expect(repairLink("https://cloud.example:8774/", href)).toBe("https://cloud.example:8774/v2.1/");
    expect(repairLink("https://cloud.example:8774/", href)).not.toBe(href);
  });

  it("X8: drops the prefix that the inner host has and the outer one has not", () => {
    expect(repairLink("https://cloud.example:5000/", "http://internal-host/identity/v3/")).toBe(
      "https://cloud.example:5000/v3/",
    );
    expect(repairLink("https://h/volume/", "http://h/block/v3/")).toBe("https://h/volume/v3/");
  });

  it("X8: https never becomes http", () => {
    for (const href of ["http://h/v3", "HTTP://h:80/v3", "http://other/v3/", "//h/v3", "/v3", "v3", ""]) {
      expect(repairLink("https://h/", href)).toMatch(/^https:\/\/h\//);
    }
  });

  it("protocol §4.4: survives a port or host that no parser takes", () => {
    expect(repairLink("http://h/magnum", "http://host:1234:1234/v1/")).toBe("http://h/magnum/v1/");
    expect(repairLink("http://h/magnum", "http://ho st:x/v1")).toBe("http://h/magnum/v1");
    expect(repairLink("http://h/magnum", "http://user:secret@host:99/v1")).toBe("http://h/magnum/v1");
  });

  it("X18: resolves relative links against the document, whose version they do not repeat", () => {
    expect(repairLink("http://h/compute/v2.1/", "v2.1")).toBe("http://h/compute/v2.1");
    expect(repairLink("http://h/compute/v2.1/", "v2.1/")).not.toBe("http://h/compute/v2.1/v2.1/");
    expect(repairLink("http://h/compute/v2.1/", "../v2/")).toBe("http://h/compute/v2/");
    expect(repairLink("http://h/compute/v2.1/", "./")).toBe("http://h/compute/v2.1/");
  });

  it.each([undefined, null, 7, {}, [], "", "  ", "mailto:admin@h", "javascript:alert(1)", "host:8774/v2", "#", "?x"])(
    "takes the document's own URL for the link %j",
    (href) => {
      expect(repairLink("http://h:8778/placement", href)).toBe("http://h:8778/placement");
    },
  );

  it("takes the document's own URL for a foreign link without a version", () => {
    expect(repairLink("http://h/compute/", "http://other/somewhere/else")).toBe("http://h/compute/");
  });

  it("cannot be talked into another host", () => {
    for (const href of [
      "http://h//evil/v3",
      "http://h/\\\\evil/v3",
      "//h//evil/v3",
      "/.//evil/v3",
      "http://h@evil/v3",
    ]) {
      expect(new URL(repairLink("http://h/", href)).host).toBe("h");
    }
  });

  it("gives back a document URL that is none", () => {
    expect(repairLink("junk", "http://h/v3")).toBe("junk");
  });
});

describe("withProject", () => {
  const project = "ce0f4b4502424e0381846673ee0d53fb";

  it("X7: puts the project id of the catalog's URL back", () => {
    const url = withProject("http://h:8776/v3/", `http://h:8776/v3/${project}`, project);
    expect(url).toBe(`http://h:8776/v3/${project}`);
    expect(url).not.toBe("http://h:8776/v3/");
  });

  it("X7: knows the project id by its place when nobody tells it", () => {
    expect(withProject("http://h/v3", `http://h/v3/${project}/`, undefined)).toBe(`http://h/v3/${project}/`);
  });

  it.each([
    [
      "no version comes before it",
      "http://h/volume/v3/",
      `http://h/volume/${project}`,
      `http://h/volume/v3/${project}`,
    ],
    ["it is another project's", "http://h/v3/", "http://h/v3/other", "http://h/v3/other"],
    ["it is an account of Swift's", "http://h/v1/", `http://h/v1/AUTH_${project}`, `http://h/v1/AUTH_${project}`],
  ])("protocol §4.4 and X7: puts it back also when %s", (_, service, catalog, url) => {
    expect(withProject(service, catalog, project)).toBe(url);
    expect(withProject(service, catalog, project)).not.toBe(service);
  });

  it.each([
    ["the URL has it already", `http://h/v3/${project}`, `http://h/v3/${project}`],
    ["the catalog's URL has none", "http://h/v3/", "http://h/v3"],
    ["it is the service's own prefix", "http://h/v1/compute/v2.1/", "http://h/v1/compute"],
  ])("leaves a URL alone when %s", (_, service, catalog) => {
    expect(withProject(service, catalog, project)).toBe(service);
  });
});

describe("splitProject", () => {
  it("cuts the project id off", () => {
    expect(splitProject("http://h/v3/p1/", "p1")).toEqual({ url: "http://h/v3", project: "p1" });
  });

  it("protocol §4.7: finds it where no version comes before it, when it is known", () => {
    expect(splitProject("http://h/volume/p1", "p1")).toEqual({ url: "http://h/volume", project: "p1" });
    expect(splitProject("http://h/volume/p1", undefined).project).toBeUndefined();
    expect(splitProject("http://h/volume/p1", "p2").project).toBeUndefined();
  });

  it("takes no version for a project", () => {
    expect(splitProject("http://h/v1/v2", undefined).project).toBeUndefined();
  });

  it("takes no host for a version", () => {
    expect(splitProject("http://v3/p1", undefined).project).toBeUndefined();
  });
});
