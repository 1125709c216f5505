import { describe, expect, it } from "vitest";
import { ServiceType } from "../../generated/service-types.ts";
import { allVersions, versionByDocument, versionByUrl } from "../../src/discovery/resolve.ts";
import { failure } from "../support/failure.ts";
import { lookup, NOVA, PROJECT, query } from "./lookup.ts";

const [, V21] = NOVA.versions;

describe("the version of an endpoint", () => {
  it("protocol appendix E: is in its URL when that satisfies what is asked, without any request", () => {
    expect(versionByUrl(query(ServiceType.Compute, "http://h/compute/v2.1"))?.version).toEqual({ major: 2, minor: 1 });
    expect(versionByUrl(query(ServiceType.Compute, "http://h/compute/v2.1", { min: 2 }))?.version).toEqual({
      major: 2,
      minor: 1,
    });
    expect(versionByUrl(query(ServiceType.Compute, "http://h/compute/v2.1", 3))).toBeUndefined();
    expect(versionByUrl(query(ServiceType.Compute, "http://h/compute"))).toBeUndefined();
    expect(versionByUrl(query(ServiceType.ObjectStore, "http://h/store"))).toMatchObject({ url: "http://h/store" });
  });

  it("is looked up at the versioned URL first, and nowhere else when that tells it", async () => {
    const { lookup: find, asked } = lookup({ "http://h/compute/v2.1/": { version: V21 } });
    const found = await versionByDocument(query(ServiceType.Compute, `http://h/compute/v2.1/${PROJECT}`), find);
    expect(found.entry?.maxMicroversion).toEqual({ major: 2, minor: 96 });
    expect(asked).toEqual(["http://h/compute/v2.1/"]);
  });

  it("is looked up at the root when another major than the URL's is wanted", async () => {
    const { lookup: find, asked } = lookup({
      "http://h/volume/": {
        versions: [
          { id: "v2.0", status: "DEPRECATED", links: [{ rel: "self", href: "http://h/volume/v2/" }] },
          {
            id: "v3.0",
            status: "CURRENT",
            version: "3.70",
            min_version: "3.0",
            links: [{ rel: "self", href: "http://h/volume/v3/" }],
          },
        ],
      },
    });
    const found = await versionByDocument(query(ServiceType.BlockStorage, `http://h/volume/v3/${PROJECT}`, 2), find);
    expect(found.url).toBe(`http://h/volume/v2/${PROJECT}`);
    expect(asked[0]).toBe("http://h/volume/");
  });

  it("protocol §4.6 and appendix E 8 FIX: a major nobody offers fails with each URL that was tried, and does not fall back to another major", async () => {
    const { lookup: find } = lookup({ "http://h/compute/": NOVA });
    const peers = "http://h/compute/v2.1";
    const result = versionByDocument(query(ServiceType.Compute, peers, 3), find).then(({ url }) => url);
    const error = await failure(result);
    expect(error).not.toBe(peers);
    expect(error).not.toBeNull();
    expect(error).toMatchObject({
      code: "VERSION_NOT_FOUND",
      attempts: [
        { url: "http://h/compute/", status: 200, reason: "offers v2.0 (SUPPORTED), v2.1 (CURRENT)" },
        { url: "http://h/compute/v2.1/", status: 404, reason: "HTTP 404" },
      ],
      message: expect.stringMatching(/major version 3.*v2\.1 itself is version 2\.1/),
    });
  });

  it("protocol §4.6 FIX: without any document too, a URL of another major is not taken", async () => {
    const { lookup: find } = lookup({});
    const peers = "http://h/compute/v2.1";
    const error = await failure(
      versionByDocument(query(ServiceType.Compute, peers, { min: 3 }), find).then(({ url }) => url),
    );
    expect(error).not.toBe(peers);
    expect(error).toMatchObject({ code: "VERSION_NOT_FOUND", attempts: [{ status: 404 }, { status: 404 }] });
  });

  it("protocol §4.8 FIX: a maximum alone finds what lies below it", async () => {
    const { lookup: find } = lookup({ "http://h/compute": NOVA, "http://h/compute/": NOVA });
    const found = await versionByDocument(query(ServiceType.Compute, "http://h/compute", { max: 2 }), find);
    expect(found).not.toBeNull();
    expect(found.url).toBe("http://h/compute/v2.1/");
    const other = await versionByDocument(query(ServiceType.Compute, "http://h/compute/v3", { max: 2 }), find);
    expect(other.url).toBe("http://h/compute/v2.1/");
    expect(other.url).not.toBe("http://h/compute/v3");
  });

  it("protocol appendix E 8: the URL's own version stands in for a document when it satisfies what is asked", async () => {
    const { lookup: find } = lookup({}, true);
    const url = "http://h/compute/v2.1";
    expect(await versionByDocument(query(ServiceType.Compute, url), find)).toMatchObject({
      url,
      version: { major: 2, minor: 1 },
      entry: undefined,
    });
    expect(await versionByDocument(query(ServiceType.Compute, url, 2), find)).toMatchObject({
      url,
      version: { major: 2, minor: 1 },
    });
  });

  it("is unknown of a service that cannot be asked and whose URL tells nothing", async () => {
    const { lookup: find } = lookup({}, true);
    expect(await failure(versionByDocument(query(ServiceType.Network, "http://h:9696"), find))).toMatchObject({
      code: "DISCOVERY_FAILED",
      attempts: [expect.objectContaining({ reason: "cannot connect" })],
    });
  });

  it("X7: keeps the project id when the document came from a URL without it", async () => {
    const links = [{ rel: "self", href: "http://h/v3/" }];
    const { lookup: find } = lookup({
      "http://h/": { versions: [{ id: "v3.0", status: "CURRENT", version: "3.70", min_version: "3.0", links }] },
    });
    for (const project of [PROJECT, "other"]) {
      const found = await versionByDocument(query(ServiceType.BlockStorage, `http://h/v3/${project}`), find);
      expect(found.url).toBe(`http://h/v3/${project}`);
      expect(found.url).not.toBe("http://h/v3/");
    }
  });

  it("protocol §4.8: is the one at the catalog's URL, whatever project id that ends in", async () => {
    const { lookup: find } = lookup({ "http://h/compute/": NOVA });
    for (const project of [PROJECT, "other"]) {
      const found = await versionByDocument(query(ServiceType.Compute, `http://h/compute/v2/${project}`), find);
      expect(found.url).toBe(`http://h/compute/v2/${project}`);
      expect(found.url).not.toContain("/v2.1/");
    }
  });
});

describe("all versions", () => {
  it("come from the most complete document, at the root", async () => {
    const { lookup: find } = lookup({ "http://h/compute/": NOVA, "http://h/compute/v2.1/": { version: V21 } });
    const all = await allVersions(query(ServiceType.Compute, "http://h/compute/v2.1"), find);
    expect(all.map(({ id }) => id)).toEqual(["v2.0", "v2.1"]);
  });

  it("are the URL's when there is no document, and none when nobody answers", async () => {
    const url = "http://h/compute/v2.1";
    expect(await allVersions(query(ServiceType.Compute, url), lookup({}).lookup)).toMatchObject([
      { id: "v2.1", url: `${url}/` },
    ]);
    expect(await allVersions(query(ServiceType.Compute, url), lookup({}, true).lookup)).toEqual([]);
    expect(await allVersions(query(ServiceType.Network, "http://h:9696"), lookup({}).lookup)).toEqual([]);
  });
});
