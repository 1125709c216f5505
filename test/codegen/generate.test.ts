import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { parseFacts } from "../../codegen/facts.ts";
import { readSources } from "../../codegen/files.ts";
import { generate, type Sources } from "../../codegen/generate.ts";
import { buildModel } from "../../codegen/model.ts";
import { parseRegistry } from "../../codegen/registry.ts";
import { renderServiceTypes } from "../../codegen/render.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const sha = "0d7ed0019d648a18f27fdf11a363e2e7ba1b5e90";
let sources: Sources;
let files: ReadonlyMap<string, string>;

beforeAll(async () => {
  sources = await readSources({ project });
  files = await generate(sources);
}, 60_000);

/** The module for these services, without the texts that stand in every one. */
async function rendered(services: readonly unknown[], facts: string): Promise<string> {
  const registry = parseRegistry(JSON.stringify({ version: "2020-01-01T00:00:00", sha, services }));
  return renderServiceTypes(buildModel(registry, parseFacts(facts)), { helpers: "", served: "" });
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, reversed(item)] as const);
  return Object.fromEntries(entries.reverse());
}

it("says where the registry comes from when the project has none", async () => {
  const missing = readSources({ project: fileURLToPath(new URL(".", import.meta.url)) });
  await expect(missing).rejects.toMatchObject({ name: "GeneratorError", entry: "service-types.json" });
  await expect(missing).rejects.toThrow("https://service-types.openstack.org/");
});

describe("generate", () => {
  it("makes the four committed files, byte for byte", async () => {
    expect([...files.keys()].sort()).toEqual([
      "identity.ts",
      "service-documents.ts",
      "service-types.ts",
      "versions.ts",
    ]);
    for (const [name, text] of files)
      expect(text === (await readFile(`${project}generated/${name}`, "utf8"))).toBe(true);
  });

  it("makes the same bytes again, also from a registry whose keys stand in another order", async () => {
    const registry = JSON.stringify(reversed(JSON.parse(sources.registry)));
    expect(registry).not.toBe(sources.registry);
    expect(await generate({ ...sources, registry })).toEqual(files);
  });

  it("emits the helpers unchanged, calls nothing at module scope and imports nothing", () => {
    const text = files.get("service-types.ts") ?? "";
    expect(text).toContain(
      sources.helpers.slice(sources.helpers.indexOf("export function microversionHeaders")).trim(),
    );
    expect(text).not.toMatch(/^import /m);
    expect(text).not.toMatch(/^(?:export )?const [^=]*= (?:new |Object\.|[a-zA-Z.]+\()/m);
  });

  it("says on hover what a service is, and that a retired one is deprecated", () => {
    const text = files.get("service-types.ts") ?? "";
    const retired = text.match(/@deprecated/g) ?? [];
    expect(retired).toHaveLength(3 * 13);
    const comment = / \* Service type `instance-ha`, project masakari, aliases ha\.\n \*\n \* API reference: https:/g;
    expect(text.match(comment)).toHaveLength(2);
  });
});

describe("renderServiceTypes", () => {
  it("leaves a service without facts to discovery: microversions unknown", async () => {
    const text = await rendered([{ service_type: "disk-art", project: "painter" }], "{}");
    expect(text).toContain("export const DiskArt: DiskArt = {");
    expect(text).toContain('  readonly microversions: "unknown";');
    expect(text).toContain('  microversions: "unknown",');
  });

  it("keeps text of the registry from ending the comment it stands in", async () => {
    const service = { service_type: "disk", project: "painter", api_reference: "https://docs.example/*/x" };
    const text = await rendered([service], "{}");
    expect(text).toContain(" * API reference: https://docs.example/*\\/x\n");
    expect(text).toContain('apiReference: "https://docs.example/*/x"');
  });

  it("gives names that end in v and digits their major version", async () => {
    const text = await rendered([{ service_type: "disk", project: "painter", aliases: ["diskv12", "disk-dev"] }], "{}");
    expect(text).toContain("export interface ImpliedMajor {\n  readonly diskv12: 12;\n}");
  });
});
