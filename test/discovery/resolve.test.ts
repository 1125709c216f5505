import { describe, expect, it } from "vitest";
import { ServiceType } from "../../generated/service-types.ts";
import { parseDocument } from "../../src/discovery/document.ts";
import { DocumentCache, type DocumentResult, type FetchedDocument } from "../../src/discovery/documents.ts";
import {
  allVersions,
  type Lookup,
  type VersionQuery,
  versionByDocument,
  versionByUrl,
} from "../../src/discovery/resolve.ts";
import { TransportError } from "../../src/errors/errors.ts";
import { resolveService } from "../../src/service-types/resolve.ts";
import { failure } from "../support/failure.ts";

const PROJECT = "0123456789abcdef0123456789abcdef";

/** Documents by URL; every other URL answers 404, or nothing at all when its service is down. */
function lookup(bodies: Readonly<Record<string, unknown>>, down = false): { lookup: Lookup; asked: string[] } {
  const asked: string[] = [];
  const find: Lookup = async (url): Promise<DocumentResult> => {
    asked.push(url);
    const entries = url in bodies ? parseDocument({ body: bodies[url], headers: {}, url }) : undefined;
    const nothing = { status: undefined, reason: "cannot connect", failure: new Error("ECONNREFUSED") };
    const missing = down ? nothing : { status: 404, reason: "HTTP 404", failure: undefined };
    return {
      url,
      headers: {},
      entries,
      ...(entries === undefined ? missing : { status: 200, reason: "", failure: undefined }),
    };
  };
  return { lookup: find, asked };
}

function query(service: VersionQuery["service"], url: string, major?: VersionQuery["major"]): VersionQuery {
  return { service, url, projectId: PROJECT, major };
}

const NOVA = {
  versions: [
    { id: "v2.0", status: "SUPPORTED", links: [{ rel: "self", href: "http://h/compute/v2/" }] },
    {
      id: "v2.1",
      status: "CURRENT",
      version: "2.96",
      min_version: "2.1",
      links: [{ rel: "self", href: "http://h/compute/v2.1/" }],
    },
  ],
};
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

describe("protocol §4.7: the documents of", () => {
  const { Compute } = ServiceType;
  const compute = "http://h/compute";
  const volume = "http://h/volume";

  it.each<readonly [string, string, VersionQuery["major"], readonly string[]]>([
    [`${compute}/v2.1`, "compute", undefined, [`${compute}/v2.1/`, `${compute}/`]],
    [`${compute}/v2.1/${PROJECT}`, "compute", undefined, [`${compute}/v2.1/`, `${compute}/`, "catalog"]],
    [`${compute}/v2.1`, "compute", 2, [`${compute}/v2.1/`, `${compute}/`]],
    [`${compute}/v2.1/${PROJECT}`, "compute", 2, [`${compute}/v2.1/`, `${compute}/`, "catalog"]],
    [`${compute}/v2.1`, "compute", 3, [`${compute}/`, `${compute}/v2.1/`]],
    [`${compute}/v2.1`, "compute", { min: 2 }, [`${compute}/v2.1/`, `${compute}/`]],
    [`${compute}/v2.1/${PROJECT}`, "compute", { max: 9 }, [`${compute}/v2.1/`, `${compute}/`, "catalog"]],
    [`${volume}/v3/${PROJECT}`, "block-storage", { min: 2, max: 3 }, [`${volume}/v3/`, `${volume}/`, "catalog"]],
    [`${volume}/v3/${PROJECT}`, "block-storage", 2, [`${volume}/`, `${volume}/v3/`, "catalog"]],
    ["http://h:8778", "placement", undefined, ["catalog"]],
    ["http://h:8778", "placement", 1, ["catalog"]],
    ["http://h/placement", "placement", 1, ["catalog"]],
    [`http://h/v1/AUTH_${PROJECT}`, "object-store", undefined, []],
    ["http://h/v2.0", "identity", { min: 3 }, ["http://h/", "http://h/v2.0/"]],
    ["http://h/image/v2", "image", 2, ["http://h/image/", "catalog"]],
    [`http://h/v1/${PROJECT}`, "orchestration", undefined, ["http://h/", "catalog"]],
    ["http://h:9696/v2.0", "network", undefined, ["http://h:9696/", "catalog"]],
  ])("%s, of %s with major %j, are asked for at %j", async (catalog, type, major, order) => {
    const { lookup: find, asked } = lookup({});
    await versionByDocument(query(resolveService(type).info, catalog, major), find).catch(() => undefined);
    expect(asked).toEqual(order.map((url) => (url === "catalog" ? catalog : url)));
  });

  it("protocol appendix E 3 FIX: one endpoint are never asked for with and without the last slash", async () => {
    for (const catalog of ["http://h/compute/v2.1", "http://h/compute/v2.1/"]) {
      const { lookup: find, asked } = lookup({});
      await versionByDocument(query(Compute, catalog, 2), find);
      expect(asked).toEqual(["http://h/compute/v2.1/", "http://h/compute/"]);
      expect(asked).not.toEqual(["http://h/compute/v2.1/", "http://h/compute/", "http://h/compute/v2.1"]);
    }
  });

  it.each<readonly [string, () => FetchedDocument]>([
    ["protocol §4.2 FIX: versions null", () => ({ status: 200, headers: {}, text: '{"versions":null}' })],
    ["protocol §4.2 FIX: values null", () => ({ status: 200, headers: {}, text: '{"versions":{"values":null}}' })],
    ["protocol §4.2 FIX: null", () => ({ status: 200, headers: {}, text: "null" })],
    [
      "protocol §4.2 FIX: links null and an odd id",
      () => ({ status: 200, headers: {}, text: '{"version":{"id":[],"links":null}}' }),
    ],
    ["protocol appendix D: a page", () => ({ status: 200, headers: {}, text: "<html>It works!</html>" })],
    ["protocol appendix D: 204", () => ({ status: 204, headers: {}, text: "" })],
    ["protocol appendix D: 404", () => ({ status: 404, headers: {}, text: "" })],
    ["protocol appendix D: 403", () => ({ status: 403, headers: {}, text: "" })],
    ["protocol appendix D: 401 with and without a token", () => ({ status: 401, headers: {}, text: "" })],
    [
      "protocol appendix D: a TLS error",
      () => {
        throw new TransportError("TLS_FAILED", "self-signed", { method: "GET", url: "https://h/" });
      },
    ],
  ])("a service whose first URL answers: %s, are found at the next", async (_, first) => {
    const root: FetchedDocument = { status: 200, headers: {}, text: JSON.stringify(NOVA) };
    const documents = new DocumentCache(async ({ url }) => (url === "http://h/compute/" ? root : first()));
    const grant = { kind: "static", headers: {} } as const;
    const find: Lookup = (url) => documents.get(url, { headers: [], grant });
    const found = await versionByDocument(query(Compute, "http://h/compute/v2.1"), find);
    expect(found.entry).not.toBeUndefined();
    expect(found.entry?.maxMicroversion).toEqual({ major: 2, minor: 96 });
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
