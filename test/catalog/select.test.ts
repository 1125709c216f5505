import { describe, expect, it } from "vitest";
import { type Catalog, parseCatalog } from "../../src/catalog/catalog.ts";
import { type EndpointQuery, listEndpoints, selectEndpoint } from "../../src/catalog/select.ts";
import { EndpointError } from "../../src/errors/errors.ts";

type Spot = readonly [name: string, region: string | null];

function service(type: string, name: string | null, spots: readonly Spot[]) {
  const endpoints = spots.map(([where, region]) => ({
    interface: where,
    region,
    url: `http://${type}.${name}/${where}/${region}`,
  }));
  return { type, name, endpoints };
}

const everywhere: readonly Spot[] = [
  ["public", "One"],
  ["internal", "One"],
  ["public", "Two"],
  ["internal", "Two"],
];

const catalog: Catalog = parseCatalog([
  service("identity", "keystone", everywhere),
  service("volumev2", "cinderv2", everywhere),
  service("volumev3", "cinderv3", everywhere),
  service("block-storage", "cinder", [["public", "One"]]),
  service("image", "glance", [["internal", "One"]]),
  service("image", "glance-remote", everywhere),
  service("object_store", null, [["public", null]]),
  service("empty", "empty", []),
]);

function select(query: Partial<EndpointQuery> & { names: readonly string[] }, from: Catalog = catalog): string {
  return selectEndpoint(from, { asked: query.names[0] ?? "", ...query }).endpoint.url;
}

function failure(query: Partial<EndpointQuery> & { names: readonly string[] }, from: Catalog = catalog): EndpointError {
  try {
    select(query, from);
  } catch (error) {
    if (error instanceof EndpointError) return error;
    throw error;
  }
  throw new Error("an endpoint was found");
}

describe("selectEndpoint", () => {
  it("takes the public endpoint of the first region when nothing else is asked", () => {
    expect(select({ names: ["identity"] })).toBe("http://identity.keystone/public/One");
    expect(select({ names: ["identity"], interface: [] })).toBe("http://identity.keystone/public/One");
  });

  it("tells which catalog entry it took", () => {
    expect(selectEndpoint(catalog, { asked: "block-storage", names: ["volumev3"] })).toMatchObject({
      type: "volumev3",
      name: "cinderv3",
    });
  });

  it("takes the names in their order, not the catalog's", () => {
    expect(select({ names: ["block-storage", "volumev3", "volumev2"] })).toBe("http://block-storage.cinder/public/One");
    expect(select({ names: ["nope", "volumev3", "volumev2"] })).toBe("http://volumev3.cinderv3/public/One");
  });

  it("protocol §3.3: never takes another alias than the asked ones", () => {
    expect(failure({ names: ["volume", "block-store"] }).code).toBe("SERVICE_NOT_FOUND");
  });

  it("goes on to the next name when the filters leave nothing of the first", () => {
    expect(select({ names: ["block-storage", "volumev3"], region: "Two" })).toBe("http://volumev3.cinderv3/public/Two");
    expect(select({ names: ["block-storage", "volumev3"], interface: "internal" })).toBe(
      "http://volumev3.cinderv3/internal/One",
    );
  });

  it("protocol §3.3 FIX: two aliases of which every endpoint is filtered out are ENDPOINT_NOT_FOUND, not a crash", () => {
    const aliases = catalog.filter(({ type }) => type.startsWith("volume"));
    const names = ["block-storage", "volumev3", "volumev2", "volume", "block-store"];
    const error = failure({ names, region: "Nowhere" }, aliases);
    expect(error).toMatchObject({ code: "ENDPOINT_NOT_FOUND", service: "block-storage" });
    expect(error.message).not.toBe("Programming error choosing an endpoint.");
    expect(error.message).toContain("cinderv3 public in One");
  });

  it("protocol §3.3: takes underscores for hyphens on either side", () => {
    expect(select({ names: ["object-store"] })).toBe("http://object_store.null/public/null");
    expect(select({ names: ["block_storage"] })).toBe("http://block-storage.cinder/public/One");
  });

  it("is case-sensitive", () => {
    expect(failure({ names: ["Identity"] }).code).toBe("SERVICE_NOT_FOUND");
    expect(failure({ names: ["identity"], region: "one" }).code).toBe("ENDPOINT_NOT_FOUND");
  });

  it("takes the first of several interfaces that has an endpoint", () => {
    expect(select({ names: ["image"], interface: ["internal", "public"], serviceName: "glance-remote" })).toBe(
      "http://image.glance-remote/internal/One",
    );
    expect(select({ names: ["block-storage"], interface: ["admin", "internal", "public"] })).toBe(
      "http://block-storage.cinder/public/One",
    );
    expect(select({ names: ["identity"], interface: "internalURL" })).toBe("http://identity.keystone/internal/One");
  });

  it("X13: a second interface is added to the first and does not replace it", () => {
    const preferences = ["public", "internal", "publicURL"];
    expect(select({ names: ["identity"], interface: preferences })).toBe("http://identity.keystone/public/One");
    expect(select({ names: ["identity"], interface: preferences })).not.toBe("http://identity.keystone/internal/One");
    expect(failure({ names: ["empty"], interface: preferences }).message).toContain("interface public or internal;");
  });

  it("takes an endpoint without a region only when the asked region has none", () => {
    const mixed = parseCatalog([
      service("dns", "designate", [
        ["public", null],
        ["internal", "One"],
      ]),
    ]);
    const both = ["public", "internal"];
    expect(select({ names: ["dns"], region: "One", interface: both }, mixed)).toBe("http://dns.designate/internal/One");
    expect(select({ names: ["dns"], region: "Two", interface: both }, mixed)).toBe("http://dns.designate/public/null");
    expect(select({ names: ["dns"] }, mixed)).toBe("http://dns.designate/public/null");
  });

  it("B24: finds a region by either of its names", () => {
    const [one] = service("dns", "designate", [["public", "Name"]]).endpoints;
    const renamed = parseCatalog([{ type: "dns", endpoints: [{ ...one, region_id: "id" }] }]);
    expect(select({ names: ["dns"], region: "id" }, renamed)).toBe(select({ names: ["dns"], region: "Name" }, renamed));
  });

  it("asks for the service's name only where there is one", () => {
    expect(select({ names: ["image"], serviceName: "glance-remote" })).toBe("http://image.glance-remote/public/One");
    expect(select({ names: ["object-store"], serviceName: "swift" })).toBe("http://object_store.null/public/null");
    expect(failure({ names: ["image"], serviceName: "other" }).message).toContain('service name "other"');
  });
});

describe("a failed selection", () => {
  it("protocol §3.5 FIX: says that a token without a catalog may be unscoped", () => {
    const error = failure({ names: ["compute"] }, []);
    expect(error).toMatchObject({ code: "NO_CATALOG", service: "compute" });
    expect(error.message).not.toBe("The service catalog is empty.");
    expect(error.message).toContain("may be unscoped");
  });

  it("protocol §3.5 FIX: lists the types that there are", () => {
    const error = failure({ names: ["compute"] });
    expect(error).toMatchObject({ code: "SERVICE_NOT_FOUND", service: "compute" });
    expect(error.message).not.toBe("public endpoint for compute service not found");
    expect(error.message).toBe(
      'No service "compute" in the catalog, which has block-storage, empty, identity, image, object_store, volumev2, volumev3',
    );
  });

  it("protocol §3.5 FIX: lists the regions and interfaces that there are", () => {
    const error = failure({ names: ["block-storage"], region: "Three", interface: ["admin", "internal"] });
    expect(error).toMatchObject({ code: "ENDPOINT_NOT_FOUND", service: "block-storage" });
    expect(error.message).not.toBe("admin endpoint for block-storage service in Three region not found");
    expect(error.message).toBe(
      'No endpoint for "block-storage" with interface admin or internal and region "Three"; it has cinder public in One',
    );
  });

  it("says when a service has no endpoints at all", () => {
    expect(failure({ names: ["empty"] }).message).toContain("it has no endpoints");
  });
});

describe("listEndpoints", () => {
  const urls = (filter: Parameters<typeof listEndpoints>[1]) =>
    listEndpoints(catalog, filter).map(({ endpoint }) => endpoint.url);

  it("lists everything when nothing is asked", () => {
    expect(urls({})).toHaveLength(4 + 4 + 4 + 1 + 1 + 4 + 1);
  });

  it("keeps what is in the region or in none", () => {
    expect(urls({ region: "Two", interface: "public" })).toEqual([
      "http://identity.keystone/public/Two",
      "http://volumev2.cinderv2/public/Two",
      "http://volumev3.cinderv3/public/Two",
      "http://image.glance-remote/public/Two",
      "http://object_store.null/public/null",
    ]);
  });

  it("takes of several interfaces the first that a service has in that region", () => {
    expect(urls({ region: "One", interface: ["internal", "public"] })).toEqual([
      "http://identity.keystone/internal/One",
      "http://volumev2.cinderv2/internal/One",
      "http://volumev3.cinderv3/internal/One",
      "http://block-storage.cinder/public/One",
      "http://image.glance/internal/One",
      "http://image.glance-remote/internal/One",
      "http://object_store.null/public/null",
    ]);
  });

  it("chooses the interface region by region", () => {
    const split = parseCatalog([
      service("dns", "designate", [
        ["public", "One"],
        ["internal", "One"],
        ["public", "Two"],
      ]),
    ]);
    const found = listEndpoints(split, { interface: ["internal", "public"] });
    expect(found.map(({ endpoint }) => endpoint.url)).toEqual([
      "http://dns.designate/internal/One",
      "http://dns.designate/public/Two",
    ]);
  });
});
