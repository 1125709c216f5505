import { describe, expect, it } from "vitest";
import { ServiceType } from "../../generated/service-types.ts";
import { DocumentCache, type FetchedDocument } from "../../src/discovery/documents.ts";
import { type Lookup, type VersionQuery, versionByDocument } from "../../src/discovery/resolve.ts";
import { TransportError } from "../../src/errors/errors.ts";
import { resolveService } from "../../src/service-types/resolve.ts";
import { lookup, NOVA, PROJECT, query } from "./lookup.ts";

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
