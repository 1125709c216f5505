import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const project = fileURLToPath(new URL("../..", import.meta.url));
let place: string;

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "osauth-codegen-"));
  for (const name of ["service-types.json", "generated"])
    await cp(join(project, name), join(place, name), { recursive: true });
});

afterEach(() => rm(place, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the compiled generator in the place. */
function run(...args: readonly string[]): Promise<Outcome> {
  const command = [join(project, "dist/codegen/main.js"), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: place }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** Every file of the place with its text. */
async function snapshot(): Promise<Record<string, string>> {
  const names = (await readdir(join(place, "generated"))).map((name) => `generated/${name}`);
  const all = [...names.sort(), "service-types.json"];
  return Object.fromEntries(
    await Promise.all(all.map(async (name) => [name, await readFile(join(place, name), "utf8")])),
  );
}

const published = await readFile(join(project, "service-types.json"), "utf8");

/** The published registry without its maps, changed. */
function changed(change: (services: Record<string, unknown>[]) => void): string {
  const { services, version, sha } = JSON.parse(published);
  change(services);
  return JSON.stringify({ version, sha, services });
}

const newer = changed((services) => services.push({ service_type: "disk-art", project: "painter", aliases: ["disk"] }));

describe("generate", { timeout: 60_000 }, () => {
  it("--check names every stale file without touching any", async () => {
    const types = join(place, "generated/service-types.ts");
    await writeFile(types, (await readFile(types, "utf8")).replace('type: "compute",', 'type: "computer",'));
    await rm(join(place, "generated/versions.ts"));
    await writeFile(join(place, "generated/stray.ts"), "");
    const before = await snapshot();
    const { code, stderr } = await run("--check");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^generated\/service-types\.ts: \+1 -1 lines; line \d+ is .*"computer/m);
    expect(stderr).toMatch(/^generated\/versions\.ts: missing$/m);
    expect(stderr).toMatch(/^generated\/stray\.ts: /m);
    expect(stderr).toContain("npm run generate");
    expect(await snapshot()).toEqual(before);
  });

  it.each<[string, readonly string[]]>([
    ["a run without options", []],
    ["--registry", ["--registry", join(project, "service-types.json")]],
  ])("%s makes the folder when it is not there, and --check does not", async (_, args) => {
    const before = await snapshot();
    await rm(join(place, "generated"), { recursive: true });
    expect((await run("--check")).stderr).toMatch(/^generated\/versions\.ts: missing$/m);
    expect(await readdir(place)).toEqual(["service-types.json"]);
    expect(await run(...args)).toMatchObject({ code: 0, stderr: "" });
    expect(await snapshot()).toEqual(before);
  });

  it("--registry URL replaces the registry and what is generated together, and reports the difference", async () => {
    const server = createServer((_, response) => void response.end(newer)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, stdout } = await run("--registry", `http://127.0.0.1:${port}/service-types.json`);
    server.close();
    expect(code).toBe(0);
    expect(stdout).toContain("added: disk-art\n");
    expect(stdout).toContain("services without facts: disk-art\n");
    const after = await snapshot();
    expect(after["service-types.json"]).toContain("disk-art");
    expect(after["generated/service-types.ts"]).toContain("export const DiskArt: DiskArt");
    expect(Object.keys(after)).toHaveLength(5);
    expect(await run("--check")).toMatchObject({ code: 0, stderr: "" });
  });

  const broken: readonly (readonly [string, string, string])[] = [
    [
      "an alias taken twice",
      changed((services) => (services[1] = { ...services[1], aliases: ["volume"] })),
      '"volume"',
    ],
    ["HTML", "<html>\n<body>down</body>\n</html>", "not JSON"],
    ["JSON broken over several lines", '{\n"a": 1,\noops\n}', "not JSON"],
    ["nothing", "", "not JSON"],
  ];

  it.each(broken)("--registry with %s writes one line to stderr and no file", async (_, text, message) => {
    const file = join(place, "newer.json");
    await writeFile(file, text);
    const before = await snapshot();
    const { code, stdout, stderr } = await run("--registry", file);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(await snapshot()).toEqual(before);
  });

  it("--registry with an error answer, a file that is not there or no server says so in one line", async () => {
    const server = createServer((_, response) => void response.writeHead(503).end(newer)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/`;
    const before = await snapshot();
    const refused = await run("--registry", url);
    server.close();
    expect(refused).toMatchObject({ code: 1, stderr: `${url}: answered HTTP 503\n` });
    for (const from of ["not-there.json", url]) {
      const { code, stderr } = await run("--registry", from);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^\S.*\n$/);
    }
    expect(await snapshot()).toEqual(before);
  });
});
