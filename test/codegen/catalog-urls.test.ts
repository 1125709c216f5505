import { describe, expect, it } from "vitest";
import { discoveryCandidates } from "../../codegen/helpers.ts";
import { type AnyServiceType, ServiceType, serviceType } from "../../src/service-types/index.ts";

const project = "6f70656e737461636b206c6976657321";

/** Where each service is usually put when its catalog URL has no version: a path or a port. */
const unversioned: Readonly<Record<string, string>> = {
  identity: "/identity",
  image: "/image",
  clustering: "/cluster",
  "data-processing": ":8386",
  baremetal: "/baremetal",
  "baremetal-introspection": ":5050",
  "key-manager": "/key-manager",
  "resource-optimization": "/infra-optim",
  message: "/messaging",
  "application-catalog": ":8082",
  search: "/search",
  dns: "/dns",
  rating: "/rating",
  "operator-policy": ":1789/",
  alarm: "/alarming",
  event: ":8977",
  "metric-storage": "/prometheus",
  "log-management": "/venus",
  "root-cause-analysis": "/rca",
  "nfv-orchestration": ":9890/",
  network: "/networking",
  backup: "/backup",
  placement: "/placement",
  "function-engine": ":7070",
};

const versionedDocument: readonly (readonly [type: string, root: string, version: string])[] = [
  ["identity", ":5000", "v3"],
  ["compute", "/compute", "v2.1"],
  ["block-storage", "/volume", "v3"],
  ["shared-file-system", "/share", "v2"],
  ["monitoring", ":8070", "v2.0"],
  ["accelerator", "/accelerator", "v2"],
  ["admin-logic", ":5050", "v1"],
];

const rootDocument: readonly (readonly [type: string, root: string, path: string])[] = [
  ["container-infrastructure-management", "/container-infra", "v1"],
  ["workflow", "/workflow", "v2"],
  ["multi-region-network-automation", "/tricircle", "v1.0"],
  ["application-container", "/container", "v1"],
  ["reservation", "/reservation", "v1"],
  ["data-processing", ":8386", `v1.1/${project}`],
  ["data-protection-orchestration", "/data-protect", `v1/${project}`],
  ["orchestration", "/heat-api", `v1/${project}`],
  ["database", "/database", `v1.0/${project}`],
];

function known(type: string): AnyServiceType {
  const service = serviceType(type);
  if (service === undefined) throw new Error(`${type} is not registered`);
  return service;
}

function candidates(type: string, url: string): readonly string[] {
  return discoveryCandidates(known(type), url, project);
}

describe("the version documents for the catalog URL of", () => {
  it.each(Object.entries(unversioned))("%s, at its root %s, are there", (type, root) => {
    expect(candidates(type, `http://h${root}`)).toEqual([`http://h${root}`]);
  });

  it.each(versionedDocument)("%s are at %s with and without /%s", (type, root, version) => {
    const wanted = [`http://h${root}/${version}/`, `http://h${root}/`];
    expect(candidates(type, `http://h${root}/${version}`)).toEqual(wanted);
    expect(candidates(type, `http://h${root}/${version}/`)).toEqual(wanted);
  });

  it.each(rootDocument)("%s are at its root %s rather than at /%s", (type, root, path) => {
    expect(candidates(type, `http://h${root}/${path}`)).toEqual([`http://h${root}/`, `http://h${root}/${path}`]);
  });

  it("instance-ha are at its version, then its root, then with the project", () => {
    const url = `http://h/instance-ha/v1/${project}`;
    expect(candidates("instance-ha", url)).toEqual(["http://h/instance-ha/v1/", "http://h/instance-ha/", url]);
  });

  it("load-balancer need the slash of the root", () => {
    expect(candidates("load-balancer", "http://h/load-balancer")).toEqual(["http://h/load-balancer/"]);
  });

  it("object-store and ec2-api are nowhere", () => {
    expect(candidates("object-store", `http://h:8080/v1/AUTH_${project}`)).toEqual([]);
    expect(candidates("ec2-api", "http://h:8788/")).toEqual([]);
  });

  it("every service but four, whose URLs the operator chooses, is among these", () => {
    const named = [...Object.keys(unversioned), ...versionedDocument.map(([type]) => type)];
    named.push(...rootDocument.map(([type]) => type), "instance-ha", "load-balancer", "object-store", "ec2-api");
    const others = Object.values(ServiceType).filter((service) => !named.includes(service.type));
    expect(others.map((service) => service.type).sort()).toEqual([
      "application-deployment",
      "meter",
      "monitoring-events",
      "monitoring-logging",
    ]);
  });
});
