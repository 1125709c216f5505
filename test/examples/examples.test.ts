import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { runExample } from "./run.ts";

let cloud: EmbeddedCloud;
let cache: string;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  cloud = await startCloud({ servers: 25 });
  cache = await mkdtemp(join(tmpdir(), "osauth-"));
  env = { ...cloud.env, XDG_CACHE_HOME: cache };
});
afterAll(async () => {
  await cloud.close();
  await rm(cache, { recursive: true });
});

describe("examples against the embedded cloud", () => {
  it.each([
    ["compute-versions", /^chosen: 2\.1, microversions 2\.1 to 2\.\d+$/m],
    ["list-baremetal", /^0 nodes$/m],
    ["list-images", /^1 images$/m],
    ["list-servers-paginated", /^25 servers$/m],
    ["object-store", /^the answer is 42$/m],
    ["own-auth-method", /^sent admin:s3cret$/m],
    ["readme", /^404 .*no such flavor/m],
    ["readme-config", /^auth\.auth_url http.*OS_AUTH_URL[\s\S]*^demo as reader, member/m],
    ["readme-login", /^\d+ endpoints$/m],
    ["readme-store", /^demo until \d{4}-/m],
    ["readme-ways", /^may scope to demo$/m],
    ["readme-testing", /^3 servers, 2 logins$/m],
  ])("%s", async (name, expected) => {
    expect(await runExample(name, env)).toMatch(expected);
  });
});

describe("README", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? "");

  it("shows only code that is compiled and run here", () => {
    const names = ["readme", "readme-config", "readme-login", "readme-store", "readme-testing", "readme-ways"];
    const files = names.map((name) => readFileSync(new URL(`${name}.ts`, import.meta.url), "utf8"));
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) expect(files).toContain(block);
  });
});
