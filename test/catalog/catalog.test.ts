import { describe, expect, it } from "vitest";
import { parseCatalog } from "../../src/catalog/catalog.ts";

const endpoint = { id: "e1", interface: "public", region: "R", region_id: "R", url: "http://h:8774/v2.1" };

function endpointsOf(...endpoints: unknown[]) {
  return parseCatalog([{ type: "compute", name: "nova", id: "s1", endpoints }])[0]?.endpoints;
}

describe("parseCatalog", () => {
  it("reads what Keystone writes", () => {
    expect(parseCatalog([{ type: "compute", name: "nova", id: "s1", endpoints: [endpoint] }])).toEqual([
      {
        type: "compute",
        name: "nova",
        id: "s1",
        endpoints: [{ id: "e1", interface: "public", region: "R", url: "http://h:8774/v2.1" }],
      },
    ]);
  });

  it("X4: takes a token without a catalog for one with an empty catalog", () => {
    for (const absent of [undefined, null, [], {}, "catalog", 7]) {
      expect(() => parseCatalog(absent)).not.toThrow();
      expect(parseCatalog(absent)).toEqual([]);
    }
  });

  it("X5: keeps an endpoint whose region is null or absent, and the rest of the catalog", () => {
    const { region: _, region_id: __, ...nowhere } = endpoint;
    const found = endpointsOf({ ...endpoint, region: null, region_id: null }, nowhere, endpoint);
    expect(found?.map((one) => one.region)).toEqual([undefined, undefined, "R"]);
    expect(found).not.toHaveLength(1);
  });

  it("X5: reads region_id where there is no region", () => {
    const { region: _, ...byId } = endpoint;
    expect(endpointsOf(byId)?.[0]?.region).toBe("R");
  });

  it("B24: keeps both names of a region when they differ", () => {
    expect(endpointsOf({ ...endpoint, region: "Old name" })?.[0]).toMatchObject({
      region: "R",
      regionName: "Old name",
    });
  });

  it("takes the suffix off the names of interfaces", () => {
    const names = ["publicURL", "internalURL", "adminURL", "public", "private"];
    expect(
      endpointsOf(...names.map((name) => ({ ...endpoint, interface: name })))?.map((one) => one.interface),
    ).toEqual(["public", "internal", "admin", "public", "private"]);
  });

  it.each(["", "  ", null, 42, undefined, "not a url", "/v2.1", "ftp://h/x", "http://", "http://h:99999/"])(
    "leaves out an endpoint whose URL is %j",
    (url) => {
      expect(endpointsOf({ ...endpoint, url }, endpoint)).toHaveLength(1);
    },
  );

  it("keeps of a URL what requests need, without user, query and fragment", () => {
    const url = "http://u:s3cret@h:8774/v2.1/%(project_id)s?token=s3cret#x";
    expect(endpointsOf({ ...endpoint, url })).toMatchObject([{ url: "http://h:8774/v2.1/%(project_id)s" }]);
  });

  it("leaves out what has no type or no interface, and what is no object at all", () => {
    const catalog = parseCatalog([
      null,
      "compute",
      [],
      { name: "nova" },
      { type: "" },
      { type: 3 },
      { type: "image", endpoints: "none" },
      { type: "network", endpoints: [null, 1, [], { ...endpoint, interface: null }] },
    ]);
    expect(catalog).toEqual([
      { type: "image", name: undefined, id: undefined, endpoints: [] },
      { type: "network", name: undefined, id: undefined, endpoints: [] },
    ]);
  });
});
