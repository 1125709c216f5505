import { describe, expect, it } from "vitest";
import { noFacts } from "../../codegen/facts.ts";
import { canonical, discoveryCandidates, impliedMajor, microversionHeaders } from "../../codegen/helpers.ts";
import { type AnyServiceType, ServiceType, type ServiceTypeInfo } from "../../generated/service-types.ts";

const typed = "OpenStack-API-Version";
const project = "6f70656e737461636b206c6976657321";

function unregistered(type: string): ServiceTypeInfo {
  const { served: _, ...known } = noFacts;
  const names = { type, project: null, aliases: [], apiReference: null, apiReferenceProject: null };
  return { ...names, retired: false, secondary: false, ...known };
}

describe("microversionHeaders", () => {
  const cases: readonly (readonly [AnyServiceType, readonly (readonly [string, string])[]])[] = [
    [
      ServiceType.Compute,
      [
        [typed, "compute 2.1"],
        ["X-OpenStack-Nova-API-Version", "2.1"],
      ],
    ],
    [
      ServiceType.Baremetal,
      [
        [typed, "baremetal 2.1"],
        ["X-OpenStack-Ironic-API-Version", "2.1"],
      ],
    ],
    [ServiceType.BaremetalIntrospection, [["X-OpenStack-Ironic-Inspector-API-Version", "2.1"]]],
    [ServiceType.SharedFileSystem, [["X-OpenStack-Manila-API-Version", "2.1"]]],
    [ServiceType.BlockStorage, [[typed, "volume 2.1"]]],
    [ServiceType.ApplicationContainer, [[typed, "container 2.1"]]],
    [ServiceType.ContainerInfrastructureManagement, [[typed, "container-infra 2.1"]]],
    [ServiceType.ResourceOptimization, [[typed, "infra-optim 2.1"]]],
    [ServiceType.InstanceHa, [[typed, "instance-ha 2.1, masakari 2.1"]]],
    [ServiceType.Accelerator, [[typed, "accelerator 2.1"]]],
    [ServiceType.KeyManager, [[typed, "key-manager 2.1"]]],
    [ServiceType.Placement, [[typed, "placement 2.1"]]],
    [ServiceType.Reservation, [[typed, "reservation 2.1"]]],
    [ServiceType.Clustering, [[typed, "clustering 2.1"]]],
    [ServiceType.DataProcessing, [[typed, "data-processing 2.1"]]],
  ];

  it.each(cases.map(([service, headers]) => [service.type, service, headers] as const))(
    "asks %s",
    (_, service, headers) => {
      expect(microversionHeaders(service, "2.1")).toEqual(headers);
    },
  );

  it("sends no header to the services without microversions, which are all the others", () => {
    const asked = new Set(cases.map(([service]) => service.type));
    const others = Object.values(ServiceType).filter((service) => !asked.has(service.type));
    expect(others).toHaveLength(31);
    for (const service of others) expect(microversionHeaders(service, "2.1")).toEqual([]);
  });

  it("names the type itself to a service that nobody registered", () => {
    expect(microversionHeaders(unregistered("acme:widgets"), "1.7")).toEqual([[typed, "acme:widgets 1.7"]]);
  });

  it("leaves the token out in the bare dialect, only for the service that wants that", () => {
    expect(microversionHeaders(ServiceType.Accelerator, "2.1", "bare")).toEqual([[typed, "2.1"]]);
    expect(microversionHeaders(ServiceType.Placement, "1.7", "bare")).toEqual([[typed, "placement 1.7"]]);
  });

  it("knows that manila refuses latest", () => {
    const refusing = Object.values(ServiceType).filter(
      (s) => typeof s.microversions === "object" && !s.microversions.latest,
    );
    expect(refusing.map((service) => service.type)).toEqual(["shared-file-system"]);
    expect(microversionHeaders(ServiceType.Compute, "latest")).toContainEqual([typed, "compute latest"]);
  });
});

describe("discoveryCandidates", () => {
  const S = ServiceType;
  const cases: readonly (readonly [string, ServiceTypeInfo, string, readonly string[]])[] = [
    [
      "the versioned document, then the root",
      S.Compute,
      "http://h/compute/v2.1",
      ["http://h/compute/v2.1/", "http://h/compute/"],
    ],
    ["the same without a mount prefix", S.Compute, "http://h:8774/v2.1/", ["http://h:8774/v2.1/", "http://h:8774/"]],
    [
      "the project id left out, the catalog's URL last",
      S.BlockStorage,
      `https://h/volume/v3/${project}`,
      ["https://h/volume/v3/", "https://h/volume/", `https://h/volume/v3/${project}`],
    ],
    [
      "an unknown project id after a version",
      S.InstanceHa,
      "http://h/v1/other",
      ["http://h/v1/", "http://h/", "http://h/v1/other"],
    ],
    [
      "a project id of digits, which is no version",
      S.BlockStorage,
      "http://h/v3/123",
      ["http://h/v3/", "http://h/", "http://h/v3/123"],
    ],
    [
      "the root alone where the versioned URL has no document",
      S.Image,
      "http://h/image/v2",
      ["http://h/image/", "http://h/image/v2"],
    ],
    [
      "heat's root, then the catalog's URL",
      S.Orchestration,
      `http://h/v1/${project}`,
      ["http://h/", `http://h/v1/${project}`],
    ],
    ["neutron's root", S.Network, "http://h:9696/v2.0/", ["http://h:9696/", "http://h:9696/v2.0/"]],
    ["an endpoint without a version as it is", S.Identity, "http://h/identity", ["http://h/identity"]],
    ["octavia's root with its slash", S.LoadBalancer, "http://h/load-balancer", ["http://h/load-balancer/"]],
    [
      "aetos' root below its mount prefix",
      S.MetricStorage,
      "http://h/prometheus/api/v1",
      ["http://h/prometheus/", "http://h/prometheus/api/v1"],
    ],
    [
      "aetos' prefix even when it ends in no api",
      S.MetricStorage,
      "http://h/prometheus/v1",
      ["http://h/prometheus/", "http://h/prometheus/v1"],
    ],
    ["a query left out", S.Compute, "http://h/v2.1?x=1#y", ["http://h/v2.1/", "http://h/"]],
    ["upper-case V as no version", S.Compute, "http://h/V2.1", ["http://h/V2.1"]],
    ["both for a type that nobody registered", unregistered("x:y"), "http://h/w/v1", ["http://h/w/v1/", "http://h/w/"]],
  ];

  it.each(cases)("asks %s", (_, service, url, wanted) => {
    expect(discoveryCandidates(service, url, project)).toEqual(wanted);
  });

  it("finds the project id by its place when it is not known", () => {
    expect(discoveryCandidates(S.Orchestration, `http://h/v1/${project}`)).toEqual([
      "http://h/",
      `http://h/v1/${project}`,
    ]);
  });

  it("leaves a known project id out where there is no version before it", () => {
    expect(discoveryCandidates(S.Compute, `http://h/compute/${project}`, project)).toEqual([
      "http://h/compute/",
      `http://h/compute/${project}`,
    ]);
  });

  it("asks nothing of services without documents", () => {
    expect(discoveryCandidates(S.ObjectStore, `http://h:8080/v1/AUTH_${project}`, project)).toEqual([]);
    expect(discoveryCandidates(S.Ec2Api, "http://h:8788/")).toEqual([]);
  });

  it.each(["", "compute", "/v2.1", "ftp://h/v2.1", "http://", "http:///v2.1", "http://h:99999/v2.1", "http://[::1/v3"])(
    "gives nothing for the junk endpoint %j",
    (url) => {
      expect(discoveryCandidates(S.Compute, url)).toEqual([]);
    },
  );

  it("never leaves the endpoint's origin and never repeats a URL but for its slash", () => {
    for (const service of Object.values(S)) {
      for (const path of ["", "/", "/v2", "/v2/", "/a/v2.0", `/a/v1/${project}`, `/v1/AUTH_${project}`, "/api/v1"]) {
        const urls = discoveryCandidates(service, `https://h:1234${path}`, project);
        expect(urls.every((url) => url === "https://h:1234" || url.startsWith("https://h:1234/"))).toBe(true);
        expect(new Set(urls.map((url) => url.replace(/\/$/, ""))).size).toBe(urls.length);
      }
    }
  });
});

describe("canonical and impliedMajor", () => {
  it("leads every name to its official type", () => {
    const names = Object.values(ServiceType).flatMap((service) =>
      [service.type, ...service.aliases].map((name) => [name, service.type] as const),
    );
    expect(names).toHaveLength(72);
    for (const [name, type] of names) expect(canonical(name)).toBe(type);
  });

  it("reads an underscore as a dash and nothing else", () => {
    expect(canonical("block_storage")).toBe("block-storage");
    expect(canonical("application_deployment")).toBe("application-deployment");
    expect(canonical("Compute")).toBeUndefined();
    expect(canonical(" compute")).toBeUndefined();
  });

  it.each(["", "constructor", "__proto__", "toString", "compute_legacy", "acme:widgets"])("knows no %j", (name) => {
    expect(canonical(name)).toBeUndefined();
    expect(impliedMajor(name)).toBeUndefined();
  });

  it("takes four names for a major version, and volume and share for none", () => {
    const names = Object.values(ServiceType).flatMap((service) => [service.type, ...service.aliases]);
    const implied = names.flatMap((name) => (impliedMajor(name) === undefined ? [] : [[name, impliedMajor(name)]]));
    expect(Object.fromEntries(implied)).toEqual({ volumev3: 3, volumev2: 2, sharev2: 2, workflowv2: 2 });
  });
});
