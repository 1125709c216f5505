import { describe, expect, it } from "vitest";
import {
  aliasesOf,
  allTypes,
  byProject,
  canonical,
  isAlias,
  isKnown,
  isMatch,
  isOfficial,
  primaryByProject,
  ServiceType,
  serviceType,
} from "../../src/service-types/index.ts";

describe("names", () => {
  it("tells official names from aliases", () => {
    expect(isOfficial("block-storage")).toBe(true);
    expect(isOfficial("block_storage")).toBe(true);
    expect(isOfficial("volumev3")).toBe(false);
    expect(isAlias("volumev3")).toBe(true);
    expect(isAlias("block-storage")).toBe(false);
    expect(isAlias("block_storage")).toBe(false);
    expect(isKnown("bare_metal")).toBe(true);
    expect(isKnown("comptue")).toBe(false);
  });

  it("registry §4.1: takes application_deployment for the alias it is, which os-service-types denies", () => {
    expect(isAlias("application_deployment")).not.toBe(false);
    expect(isAlias("application-deployment")).toBe(false);
    expect(canonical("application_deployment")).toBe("application-deployment");
  });

  it("registry §4.1: reads an underscore as a dash and nothing else", () => {
    expect(serviceType("block_storage")).toBe(ServiceType.BlockStorage);
    expect(serviceType("bare_metal")).toBe(ServiceType.Baremetal);
    for (const name of ["Compute", " compute", "compute ", "COMPUTE"]) expect(serviceType(name), name).toBeUndefined();
  });

  it("registry §4.1: leads an alias to its official type and its project", () => {
    expect(serviceType("volume")?.type).toBe("block-storage");
    expect(serviceType("volume")?.project).toBe("cinder");
  });

  it("registry §4.3: knows what the peers' tables lack, and nothing of what they make up", () => {
    expect(serviceType("metric-storage")).toBe(ServiceType.MetricStorage);
    expect(serviceType("log-management")).toBe(ServiceType.LogManagement);
    expect(ServiceType.Meter.retired).toBe(true);
    expect(ServiceType.Ec2Api.type).toBe("ec2-api");
    expect(serviceType("networking")).toBeUndefined();
    expect(serviceType("networking")).not.toBe(ServiceType.Network);
  });

  it("registry §4.3: has no service twice under application_deployment, which openstacksdk assigns to itself", () => {
    const names = Object.keys(ServiceType);
    expect(names.filter((name) => /applicationdeployment/i.test(name))).toEqual(["ApplicationDeployment"]);
    expect(new Set(Object.values(ServiceType)).size).toBe(names.length);
  });

  it("matches whole names only: container and share are not the beginnings of other services", () => {
    expect(serviceType("container")).toBe(ServiceType.ApplicationContainer);
    expect(serviceType("container-infra")).toBe(ServiceType.ContainerInfrastructureManagement);
    expect(serviceType("share")).toBe(ServiceType.SharedFileSystem);
    expect(serviceType("volumev1")).toBeUndefined();
    expect(serviceType("sharev2_legacy")).toBeUndefined();
  });

  it("keeps types, aliases and projects apart: tricircle and nova", () => {
    expect(serviceType("tricircle")).toBe(ServiceType.MultiRegionNetworkAutomation);
    expect(serviceType("nova")).toBeUndefined();
  });

  it("registry §4.3 and §4.4: gives the aliases in the order of the registry, not in gophercloud's", () => {
    expect(aliasesOf("block-storage")).toEqual(["volumev3", "volumev2", "volume", "block-store"]);
    expect(aliasesOf("block-storage")).not.toEqual(["block-store", "volume", "volumev2", "volumev3"]);
    expect(aliasesOf("compute")).toEqual([]);
    expect(aliasesOf("comptue")).toEqual([]);
    expect(allTypes("volumev3")).toEqual(["block-storage", "volumev3", "volumev2", "volume", "block-store"]);
  });

  it("registry §4.1: gives the aliases by an alias too, of which os-service-types knows none", () => {
    expect(aliasesOf("volumev3")).toEqual(aliasesOf("block-storage"));
    expect(aliasesOf("volumev3")).not.toEqual([]);
  });

  it("registry §4.1: keeps a name that nobody registered as it is written, in which os-service-types turns underscores into dashes", () => {
    expect(allTypes("acme:widgets")).toEqual(["acme:widgets"]);
    expect(allTypes("my_thing")).toEqual(["my_thing"]);
    expect(allTypes("my_thing")).not.toEqual(["my-thing"]);
    expect(serviceType("acme:widgets")).toBeUndefined();
  });
});

describe("isMatch", () => {
  it.each([
    ["volumev3", "block-storage", true],
    ["block-storage", "volumev3", true],
    ["volumev2", "volumev3", false],
    ["volume", "volumev3", false],
    ["block-storage", "block_storage", true],
    ["compute", "Compute", false],
    ["foo", "foo", true],
    ["foo", "bar", false],
    ["acme:widgets", "acme:widgets", true],
    ["application_deployment", "application-deployment", true],
    ["container", "container-infra", false],
    ["event", "events", true],
    ["monitoring-events", "events", false],
    ["", "compute", false],
  ])("requested %s, found %s: %s", (requested, found, wanted) => {
    expect(isMatch(requested, found)).toBe(wanted);
  });

  it("registry §4.1: reads underscores as dashes on both sides, where os-service-types does so for the found name only", () => {
    expect(isMatch("block_storage", "block-storage")).not.toBe(false);
    expect(isMatch("my_thing", "my-thing")).toBe(true);
  });
});

describe("projects", () => {
  it("registry §4.1: finds services with and without openstack/ before the project, with which os-service-types lists none", () => {
    expect(byProject("nova")).toEqual([ServiceType.Compute]);
    expect(byProject("openstack/nova")).toEqual([ServiceType.Compute]);
    expect(byProject("openstack/nova")).not.toEqual([]);
    expect(primaryByProject("openstack/cinder")).toBe(ServiceType.BlockStorage);
  });

  it("registry §4.1: finds a service by the project of its API reference", () => {
    expect(primaryByProject("neutron-lib")).toBe(ServiceType.Network);
  });

  it.each(["", "openstack/", "compute", "constructor"])("finds nothing for %j", (project) => {
    expect(byProject(project)).toEqual([]);
    expect(primaryByProject(project)).toBeUndefined();
  });
});
