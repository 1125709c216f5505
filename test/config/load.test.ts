import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEnvironment } from "../../src/config/load.ts";
import { homeless } from "../support/homeless.ts";
import { errorOf } from "./surroundings.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "osauth-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("real files", () => {
  it("reads a cloud from the file the environment names", async () => {
    const file = join(folder, "mine.yaml");
    await writeFile(file, "clouds: {a: {auth_type: none, region_name: R1}}");
    const config = await loadEnvironment({ env: { OS_CLOUD: "a", OS_CLIENT_CONFIG_FILE: file } });
    expect(config).toMatchObject({ name: "a", region: "R1" });
  });

  it("passes over a folder that bears the name of a file", async () => {
    const directory = join(folder, "openstack", "clouds.yaml");
    await mkdir(directory, { recursive: true });
    await writeFile(join(folder, "openstack", "clouds.yml"), "clouds: {b: {auth_type: none}}");
    const config = await loadEnvironment({ env: { OS_CLOUD: "b", XDG_CONFIG_HOME: folder } });
    expect(config.name).toBe("b");
  });

  it("needs no home and no directory to be in", async () => {
    const file = join(folder, "homeless.yaml");
    await writeFile(file, "clouds: {a: {auth_type: none}}");
    const env = { OS_CLOUD: "a", OS_CLIENT_CONFIG_FILE: file };
    expect((await homeless(() => loadEnvironment({ env }))).name).toBe("a");
  });

  it("says where it looked for a file that is not there", async () => {
    const file = join(folder, "none.yaml");
    const error = await errorOf(loadEnvironment({ env: { OS_CLOUD: "no-such-cloud", OS_CLIENT_CONFIG_FILE: file } }));
    expect(error).toMatchObject({ code: "CLOUD_NOT_FOUND" });
    expect(String(error)).toContain('"no-such-cloud"');
  });
});
