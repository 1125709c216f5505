import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { type Choice, namedCloud } from "../../src/config/choose.ts";
import type { CloudConfig } from "../../src/config/cloud.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { FetchWay, Surroundings } from "../../src/config/surroundings.ts";
import { fetchJson } from "../../src/config/well-known.ts";
import { TransportError } from "../../src/errors/errors.ts";
import { Authority } from "../faults/certificates.ts";
import { serve } from "../support/server.ts";
import { errorOf, HERE, machine } from "./surroundings.ts";

const LOGIN = "auth: {username: u, password: p, user_domain_id: d}";
const URL = "https://vendor.example/.well-known/openstack/api";

function load(lines: string, published: Readonly<Record<string, unknown>> = {}): Promise<CloudConfig> {
  const files = { "/here/clouds.yaml": `clouds:\n  a:\n    ${lines}\n    ${LOGIN}\n` };
  return loadConfig({ ...HERE, files, published, cloud: "a", explain: true });
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

  it("is refused when its values are nested without end", async () => {
    const deep = JSON.parse(`{"interface": ${"[".repeat(20_000)}${"]".repeat(20_000)}}`);
    const error = await errorOf(load("profile: https://vendor.example", { [URL]: { profile: deep } }));
    expect(error).toMatchObject({
      code: "INVALID_VALUE",
      key: "profile",
      message: expect.stringContaining("too deep"),
    });
  });

  it("cannot ask for a part of the login in its address", async () => {
    const curious = { ...profile, auth: { auth_url: "https://k.example/{password}/{username}/{region_name}" } };
    const { auth } = await load("profile: https://vendor.example", { [URL]: { profile: curious } });
    expect(decodeURIComponent(auth.authUrl ?? "")).toBe("https://k.example/{password}/{username}/R1");
  });

  it.each([
    "https://adm:hunter2@vendor.example",
    "http://adm:hunter2@vendor.example",
    "ftp://adm:hunter2@vendor.example",
  ])("is spoken of without the password in %s", async (address) => {
    const outcome = await load(`profile: ${address}\n    auth_type: none`).catch((error: unknown) => error);
    expect(inspect(outcome, { depth: 9 })).toContain("vendor.example");
    expect(outcome instanceof Error ? outcome.message : JSON.stringify(outcome)).not.toContain("hunter2");
  });

  it("that is deprecated is noted", async () => {
    const old = { ...profile, status: "deprecated", message: "use another" };
    const { notes } = await load("profile: https://vendor.example", { [URL]: { profile: old } });
    expect(notes[0]).toMatchObject({ code: "DEPRECATED_PROFILE", message: expect.stringContaining("use another") });
  });
});

describe("fetching it", () => {
  const authority = new Authority();
  const ca = authority.cert;
  const me = authority.issue({ hosts: ["me"] });
  const profile = { auth: { auth_url: "https://k.example/v3" } };

  /** The way in which the profile of a cloud is fetched. */
  async function wayFor(
    lines: { readonly client?: string; readonly cloud?: string },
    env: Readonly<Record<string, string>> = {},
    choice: Pick<Choice, "envOverrides"> = {},
  ): Promise<FetchWay> {
    const ways: FetchWay[] = [];
    const text = `client: {${lines.client ?? ""}}
clouds:
  a: {profile: "https://vendor.example", auth: {username: u, password: p, user_domain_id: d}${lines.cloud ?? ""}}
`;
    const around: Surroundings = {
      ...machine(env, { "/here/clouds.yaml": text, "/ca.pem": ca, "/me.pem": me.cert + me.key }),
      fetchJson: async (_, way) => {
        ways.push(way);
        return { profile };
      },
    };
    await namedCloud(around, { cloud: "a", ...choice });
    const [way, ...others] = ways;
    expect(others).toEqual([]);
    return way ?? {};
  }

  it.each<[Parameters<typeof wayFor>[0], Record<string, string>, FetchWay]>([
    [{}, {}, {}],
    [{ cloud: ", cacert: /ca.pem" }, {}, { tls: { ca } }],
    [{}, { OS_CACERT: "/ca.pem" }, { tls: { ca } }],
    [{ client: "cacert: /ca.pem" }, {}, { tls: { ca } }],
    [{ client: "verify: false", cloud: ", verify: true" }, {}, { tls: { verify: true } }],
    [{ cloud: ", verify: true" }, { OS_INSECURE: "true" }, { tls: { verify: false } }],
    [{}, { https_proxy: "http://p:3128", no_proxy: "b" }, { proxy: { https: "http://p:3128", none: "b" } }],
    [{ cloud: ", https_proxy: 'http://q'" }, { https_proxy: "http://p" }, { proxy: { https: "http://q" } }],
    [{ client: "force_ipv4: true" }, {}, { addressFamily: "ipv4" }],
    [{}, { OS_PREFER_IPV6: "true" }, { addressFamily: "prefer-ipv6" }],
  ])("goes the way of the cloud itself: %j and %j", async (lines, env, way) => {
    expect(await wayFor(lines, env)).toEqual(way);
  });

  it("does not show the vendor the certificate that is for the cloud", async () => {
    expect(await wayFor({ cloud: ", cacert: /ca.pem, cert: /me.pem" })).toEqual({ tls: { ca } });
    expect(await wayFor({ cloud: ", cert: /me.pem" })).toEqual({});
  });

  it("heeds the other variables when they hold over the cloud", async () => {
    const env = { OS_HTTPS_PROXY: "http://p:3128" };
    expect(await wayFor({}, env, { envOverrides: true })).toEqual({ proxy: { https: "http://p:3128" } });
    expect(await wayFor({}, env)).toEqual({});
  });

  it("goes through the proxy it is given", async () => {
    await using server = await serve((_, response) => response.end('{"a":1}'));
    const proxy = { http: "http://127.0.0.1:1" };
    expect(await errorOf(fetchJson(server.url, { proxy }))).toBeInstanceOf(TransportError);
    expect(await fetchJson(server.url, { proxy: { ...proxy, none: "127.0.0.0/8" } })).toEqual({ a: 1 });
  });

  it("takes JSON of at most 64 KiB, and nothing else", async () => {
    const bodies: Record<string, [number, string]> = {
      "/good": [200, '{"a":1}'],
      "/marked": [200, '\uFEFF{"a":1}'],
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
    expect(await fetchJson(`${server.url}/marked`, {})).toEqual({ a: 1 });
    expect(String(await errorOf(fetchJson(`${server.url}/large`, {})))).toContain("larger than 65536 bytes");
    expect(String(await errorOf(fetchJson(`${server.url}/huge`, {})))).toContain("larger than 65536 bytes");
    expect(String(await errorOf(fetchJson(`${server.url}/missing`, {})))).toContain("HTTP 404");
    expect(await errorOf(fetchJson(`${server.url}/html`, {}))).toBeInstanceOf(Error);
  });
});
