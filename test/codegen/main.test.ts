import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "osauth-codegen-"));
  for (const name of ["service-types.json", "generated"])
    cpSync(join(root, name), join(project, name), { recursive: true });
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

/** Runs the generator in the copied project. */
function generate(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const command = [join(root, "node_modules/tsx/dist/cli.mjs"), join(root, "codegen/main.ts"), ...args];
    execFile(process.execPath, command, { cwd: project }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

/** All that a generation could have changed. */
function state(): Readonly<Record<string, string>> {
  const names = [
    "service-types.json",
    ...readdirSync(join(project, "generated")).map((name) => join("generated", name)),
  ];
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(project, name), "utf8")]));
}

/** The registry with its services changed and the maps left out, as older files have them. */
function registry(change: (services: Record<string, unknown>[]) => Record<string, unknown>[]): string {
  const { services, sha, version } = JSON.parse(readFileSync(join(root, "service-types.json"), "utf8"));
  return JSON.stringify({ services: change(services), sha, version, forward: undefined });
}

describe("npm run generate", () => {
  it("makes the same bytes again", async () => {
    const before = state();
    rmSync(join(project, "generated"), { recursive: true });
    expect((await generate()).code).toBe(0);
    expect(state()).toEqual(before);
  });

  it("--check names every stale file, and a file nothing generates", async () => {
    expect(await generate("--check")).toMatchObject({ code: 0 });
    writeFileSync(
      join(project, "generated/service-types.ts"),
      `${state()["generated/service-types.ts"]}\nexport {};\n`,
    );
    rmSync(join(project, "generated/versions.ts"));
    writeFileSync(join(project, "generated/old.ts"), "export {};\n");
    const { code, stderr } = await generate("--check");
    expect(code).toBe(1);
    for (const name of ["service-types.ts", "versions.ts", "old.ts"]) expect(stderr).toContain(`generated/${name}: `);
  });
});

describe("--registry", () => {
  it("replaces registry and generated files together and reports what changed", async () => {
    const file = join(project, "newer.json");
    const newer = registry((services) => [
      ...services
        .filter(({ service_type: type }) => type !== "search")
        .map((service) => (service.service_type === "rating" ? { ...service, retired: true } : service))
        .map((service) => (service.service_type === "backup" ? { ...service, service_type: "archive" } : service)),
      { service_type: "sonar", project: "sonar", api_reference: "https://docs.example/sonar/" },
    ]);
    writeFileSync(file, newer);
    const { code, stdout } = await generate("--registry", file);
    expect(code).toBe(0);
    expect(stdout).toContain("added: sonar");
    expect(stdout).toContain("removed: search");
    expect(stdout).toContain("renamed: backup → archive");
    expect(stdout).toContain("newly retired: rating");
    expect(stdout).toContain("services without facts: archive, sonar");
    expect(stdout).toMatch(/facts without a service: .*search/);
    expect(state()["service-types.json"]).toBe(newer);
    expect(state()["generated/service-types.ts"]).toMatch(/export interface Sonar [^}]*microversions: "unknown"/s);
    expect(await generate("--check")).toMatchObject({ code: 0 });
  });

  it("is read over HTTP too, and an error page changes nothing", async () => {
    const newer = registry((services) => services);
    const server = createServer((request, response) => {
      response.statusCode = request.url === "/gone" ? 404 : 200;
      response.end(newer);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const before = state();
    expect(await generate("--registry", `http://127.0.0.1:${port}/gone`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("404"),
    });
    expect(state()).toEqual(before);
    expect(await generate("--registry", `http://127.0.0.1:${port}/`)).toMatchObject({ code: 0 });
    expect(state()["service-types.json"]).toBe(newer);
    server.close();
  });

  it.each<[string, string, RegExp]>([
    ["is no JSON", "{", /not JSON/],
    ["has a type twice", registry((services) => [...services, { ...services[1], project: "other" }]), /compute/],
    [
      "gives an alias away twice",
      registry((services) => [...services, { service_type: "tide", project: "tide", aliases: ["volume"] }]),
      /"volume" .*block-storage/,
    ],
    [
      "has a name no registry allows",
      registry((services) => [...services, { service_type: "Tide2", project: "tide" }]),
      /Tide2/,
    ],
  ])("that %s is one clear error, and nothing is written", async (_, text, problem) => {
    const file = join(project, "broken.json");
    writeFileSync(file, text);
    const before = state();
    const { code, stderr } = await generate("--registry", file);
    expect(code).toBe(1);
    expect(stderr).toMatch(problem);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(state()).toEqual(before);
  });
});
