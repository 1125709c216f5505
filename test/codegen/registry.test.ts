import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { GeneratorError } from "../../codegen/problem.ts";
import { parseRegistry } from "../../codegen/registry.ts";

const published = readFileSync(new URL("../../service-types.json", import.meta.url), "utf8");
const sha = "0d7ed0019d648a18f27fdf11a363e2e7ba1b5e90";

type Service = Record<string, unknown>;

/** A registry of these services as an older file has it: without any derived map. */
function registry(...services: unknown[]): string {
  return JSON.stringify({ version: "2020-01-01T00:00:00", sha, services });
}

const compute: Service = { service_type: "compute", project: "nova", api_reference: "https://docs.example/compute/" };
const image: Service = { service_type: "image", project: "glance", api_reference: "https://docs.example/image/" };

function failure(source: string): string {
  try {
    parseRegistry(source);
  } catch (error) {
    if (error instanceof GeneratorError) return error.message;
    throw error;
  }
  return "accepted";
}

describe("parseRegistry", () => {
  it("accepts the published registry", () => {
    expect(parseRegistry(published).services).toHaveLength(46);
  });

  it("registry §4.3: rebuilds the maps that an older file lacks", () => {
    const found = parseRegistry(registry({ ...compute, aliases: ["vm"] }, image));
    expect(found.maps.forward).toEqual({ compute: ["vm"] });
    expect(found.maps.reverse).toEqual({ vm: "compute" });
    expect(found.maps.all_types_by_service_type).toEqual({ compute: ["compute", "vm"], image: ["image"] });
    expect(found.maps.service_types_by_project).toEqual({ nova: ["compute"], glance: ["image"] });
    expect(Object.keys(found.maps.primary_service_by_project)).toEqual(["nova", "glance"]);
  });

  it("fills in the default API reference where it is missing or empty", () => {
    const found = parseRegistry(
      registry({ service_type: "compute", project: "nova" }, { ...image, api_reference: "" }),
    ).services;
    expect(found.map((service) => service.api_reference)).toEqual([
      "https://docs.openstack.org/api-ref/compute/",
      "https://docs.openstack.org/api-ref/image/",
    ]);
  });

  it("tolerates and keeps keys of a service that it does not know", () => {
    const service = { ...compute, colour: "red" };
    const found = parseRegistry(
      JSON.stringify({
        version: "2030-01-01T00:00:00",
        sha,
        services: [service],
        primary_service_by_project: { nova: service },
      }),
    );
    expect(found.maps.primary_service_by_project.nova).toEqual(service);
  });

  it("takes a secondary service out of the primary map but leaves it under its project", () => {
    const placement = { service_type: "placement", project: "nova", secondary: true };
    const { maps } = parseRegistry(registry(placement, compute));
    expect(maps.primary_service_by_project.nova?.service_type).toBe("compute");
    expect(maps.service_types_by_project.nova).toEqual(["placement", "compute"]);
  });

  it("accepts an alias that is its own type once underscores are dashes, and an alias equal to a project", () => {
    const solum = { service_type: "application-deployment", project: "solum", aliases: ["application_deployment"] };
    const tricircle = { service_type: "network-automation", project: "tricircle", aliases: ["tricircle"] };
    expect(failure(registry(solum, tricircle))).toBe("accepted");
  });

  it("reads a byte order mark as nothing", () => {
    expect(failure(`\uFEFF${registry(compute)}`)).toBe("accepted");
  });

  it("takes a project named like a property of every object for a project", () => {
    expect(parseRegistry(registry({ ...compute, project: "constructor" })).maps.service_types_by_project).toEqual({
      constructor: ["compute"],
    });
  });
});

describe("a broken registry gives one line that names the entry", () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ["no JSON", "<html>\n<body>\n</html>", /^the registry: not JSON/],
    ["no map", "[]", /^the registry: expected a map/],
    ["no services", JSON.stringify({ version: "x", sha }), /services: missing/],
    ["services of another kind", JSON.stringify({ version: "x", sha, services: {} }), /services: expected a list/],
    ["an empty list", registry(), /^services: the list is empty/],
    ["no commit", JSON.stringify({ version: "x", sha: "abc", services: [compute] }), /sha: expected 40 hex/],
    ["a commit too long", JSON.stringify({ version: "x", sha: `${sha}0`, services: [compute] }), /sha: expected 40/],
    ["a service that is null", registry(compute, null), /services\[1\]: expected a map, found null/],
    ["a service without a project", registry({ service_type: "compute" }), /\(compute\).project: missing/],
    ["a service without a type", registry({ project: "nova" }), /services\[0\].service_type: missing/],
    ["an upper-case type", registry({ ...compute, service_type: "Compute" }), /"Compute" is not a name/],
    ["a type with a digit", registry({ ...compute, service_type: "ec3-api" }), /"ec3-api" is not a name/],
    ["a type of one letter", registry({ ...compute, service_type: "c" }), /"c" is not a name/],
    ["a type ending in a dash", registry({ ...compute, service_type: "compute-" }), /"compute-" is not a name/],
    ["a bad project", registry({ ...compute, project: "nova2" }), /\(compute\).project: "nova2" is not a name/],
    ["an alias of another kind", registry({ ...compute, aliases: [7] }), /\(compute\).aliases\[0\]: expected a string/],
    ["an alias that is no name", registry({ ...compute, aliases: ["a b"] }), /\(compute\).aliases\[0\]: "a b" is not/],
    ["a flag of another kind", registry({ ...compute, retired: "yes" }), /\(compute\).retired: expected true or false/],
    ["a reference that is no URL", registry({ ...compute, api_reference: "docs" }), /\(compute\).api_reference/],
    ["two services of one type", registry(compute, { ...compute, project: "other" }), /^services \(compute\): .*taken/],
    ["an alias twice in a service", registry({ ...compute, aliases: ["vm", "vm"] }), /\(compute\): the name "vm"/],
    [
      "an alias of two services",
      registry({ ...compute, aliases: ["vm"] }, { ...image, aliases: ["vm"] }),
      /\(image\): the name "vm" is taken by an alias of compute/,
    ],
    [
      "an alias that is a type",
      registry(compute, { ...image, aliases: ["compute"] }),
      /taken by the service type comp/,
    ],
    [
      "an alias that is its own type",
      registry({ ...compute, aliases: ["compute"] }),
      /\(compute\): the name "compute"/,
    ],
    [
      "aliases alike but for underscores",
      registry({ ...compute, aliases: ["v-m"] }, { ...image, aliases: ["v_m"] }),
      /\(image\): the name "v_m" is taken by an alias of compute as "v-m"/,
    ],
    [
      "an alias that is another's type but for underscores",
      registry({ service_type: "load-balancer", project: "octavia" }, { ...image, aliases: ["load_balancer"] }),
      /\(image\): the name "load_balancer" is taken/,
    ],
    [
      "types with one identifier",
      registry({ ...compute, service_type: "a-b" }, { ...image, service_type: "a--b" }),
      /\(a--b\): its constant AB is also that of a-b/,
    ],
    ["a type named as the module is", registry({ ...compute, service_type: "service-type" }), /constant ServiceType/],
    [
      "a type named as a global is",
      registry({ ...compute, service_type: "object" }),
      /\(object\): its constant Object/,
    ],
    [
      "two primary services of a project",
      registry(compute, { ...image, project: "nova" }),
      /\(image\): the project "nova"/,
    ],
    [
      "a reference project that is another's project",
      registry(compute, { ...image, api_reference_project: "nova" }),
      /\(image\): the project "nova" already leads to compute/,
    ],
    [
      "a reference project twice",
      registry({ ...compute, api_reference_project: "docs" }, { ...image, api_reference_project: "docs" }),
      /\(image\): the project "docs" already leads to compute/,
    ],
  ];

  it.each(cases)("%s", (_, source, message) => {
    const found = failure(source);
    expect(found).toMatch(message);
    expect(found).not.toContain("\n");
  });

  const changes: readonly (readonly [string, unknown])[] = [
    ["forward", { compute: ["wrong"] }],
    ["reverse", { wrong: "compute" }],
    ["all_types_by_service_type", { compute: ["compute"], image: ["compute"] }],
    ["primary_service_by_project", { nova: compute }],
    ["service_types_by_project", { nova: ["compute"] }],
  ];

  it.each(changes)("a map %s that does not follow from the services", (name, map) => {
    const source = JSON.stringify({ version: "x", sha, services: [compute, image], [name]: map });
    expect(failure(source)).toMatch(new RegExp(`^${name}\\.`));
  });
});

describe("a hostile registry", () => {
  it("brings no code in with its version, which stands in comments of what is generated", () => {
    const source = JSON.stringify({ version: "1\nprocess.exit(1)", sha, services: [compute] });
    expect(failure(source)).toMatch(/version: expected a time, found "1\\nprocess/);
  });

  it.each(["constructor", "u-r-l"])("cannot call a service %s, which would break the generated module", (type) => {
    expect(failure(registry({ ...compute, service_type: type }))).toContain(type);
  });

  it("is refused in a short message, and at once, for a name without end", () => {
    const message = failure(registry({ ...compute, service_type: `${"a".repeat(200_000)}1` }));
    expect(message).toMatch(/is not a name/);
    expect(message.length).toBeLessThan(300);
  });
});
