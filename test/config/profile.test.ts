import { describe, expect, it } from "vitest";
import type { CloudConfig } from "../../src/config/cloud.ts";
import { loadConfig } from "../../src/config/load.ts";
import { fetchJson } from "../../src/config/well-known.ts";
import { serve } from "../support/server.ts";
import { errorOf } from "./surroundings.ts";

const LOGIN = "auth: {username: u, password: p, user_domain_id: d}";
const URL = "https://vendor.example/.well-known/openstack/api";

function load(lines: string, published: Readonly<Record<string, unknown>> = {}): Promise<CloudConfig> {
  const files = { "/here/clouds.yaml": `clouds:\n  a:\n    ${lines}\n    ${LOGIN}\n` };
  return loadConfig({
    env: {},
    files,
    published,
    cwd: "/here",
    home: "/h",
    platform: "linux",
    cloud: "a",
    explain: true,
  });
}

describe("a vendor's published profile", () => {
  const profile = { auth: { auth_url: "https://k.example/v3" }, regions: ["R1", "R2"], vendor_hook: "a:b" };

  it("is read from its well-known address", async () => {
    const config = await load("profile: https://vendor.example", { [URL]: { name: "v", profile } });
    expect(config).toMatchObject({ region: "R1", auth: { authUrl: "https://k.example/v3" } });
    expect(config.notes.map(({ code }) => code)).toContain("VENDOR_HOOK");
    expect(config.values.find(({ key }) => key === "auth.auth_url")?.source).toEqual({ kind: "profile", name: URL });
  });

  it("may hold numbers and switches, as JSON has them", async () => {
    const typed = { ...profile, api_timeout: 5, verify: false };
    const config = await load("profile: https://vendor.example", { [URL]: { profile: typed } });
    expect(config).toMatchObject({ timeout: 5000, tls: { verify: false } });
  });

  it("stands behind a built-in name", async () => {
    const address = "https://vexxhost.com/.well-known/openstack/api";
    expect((await load("profile: vexxhost", { [address]: { profile } })).auth.authUrl).toBe("https://k.example/v3");
  });

  it.each([
    ["profile: http://vendor.example", {}, /must be an https address/],
    ["profile: https://vendor.example", {}, /cannot be read: nothing is published/],
    ["profile: https://vendor.example", { [URL]: null }, /answered without a "profile"/],
    ["profile: https://vendor.example", { [URL]: { profile: [] } }, /answered without a "profile"/],
    [
      "profile: https://vendor.example",
      { [URL]: { profile: { status: "shutdown", message: "gone" } } },
      /no more: gone/,
    ],
  ])("is refused: %s, %j", async (lines, published, problem) => {
    expect(await errorOf(load(lines, published))).toMatchObject({
      code: "INVALID_VALUE",
      key: "profile",
      message: expect.stringMatching(problem),
    });
  });

  it("that is deprecated is noted", async () => {
    const old = { ...profile, status: "deprecated", message: "use another" };
    const { notes } = await load("profile: https://vendor.example", { [URL]: { profile: old } });
    expect(notes[0]).toMatchObject({ code: "DEPRECATED_PROFILE", message: expect.stringContaining("use another") });
  });
});

describe("fetching it", () => {
  it("takes JSON of at most 64 KiB, and nothing else", async () => {
    const bodies: Record<string, [number, string]> = {
      "/good": [200, '{"a":1}'],
      "/large": [200, JSON.stringify("x".repeat(70_000))],
      "/huge": [200, JSON.stringify("x".repeat(5_000_000))],
      "/html": [200, "<html>"],
      "/missing": [404, "{}"],
    };
    await using server = await serve((request, response) => {
      const [status, body] = bodies[request.path] ?? [500, ""];
      response.writeHead(status).end(body);
    });
    expect(await fetchJson(`${server.url}/good`, {})).toEqual({ a: 1 });
    expect(String(await errorOf(fetchJson(`${server.url}/large`, {})))).toContain("larger than 65536 bytes");
    expect(String(await errorOf(fetchJson(`${server.url}/huge`, {})))).toContain("larger than 65536 bytes");
    expect(String(await errorOf(fetchJson(`${server.url}/missing`, {})))).toContain("HTTP 404");
    expect(await errorOf(fetchJson(`${server.url}/html`, {}))).toBeInstanceOf(Error);
  });
});
