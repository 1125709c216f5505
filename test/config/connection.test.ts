import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { CloudConfig } from "../../src/config/cloud.ts";
import { type LoadOptions, loadConfig } from "../../src/config/load.ts";
import { Session } from "../../src/session/session.ts";
import { Authority } from "../faults/certificates.ts";
import { errorOf, HERE } from "./surroundings.ts";

const [A, B] = [new Authority().cert, new Authority().cert];

function load(lines: string, options: LoadOptions = {}): Promise<CloudConfig> {
  const files = { "/here/clouds.yaml": `clouds: {a: {auth_type: none${lines && `, ${lines}`}}}`, ...options.files };
  return loadConfig({ ...HERE, cloud: "a", ...options, files });
}

describe("proxies", () => {
  it.each<[string, Record<string, string>, object | undefined]>([
    ["", {}, undefined],
    ["", { https_proxy: "http://p:3128" }, { https: "http://p:3128" }],
    ["", { HTTPS_PROXY: "http://p:3128", NO_PROXY: "a,b" }, { https: "http://p:3128", none: "a,b" }],
    ["", { HTTP_PROXY: "http://upper", http_proxy: "http://lower" }, { http: "http://lower" }],
    ["", { all_proxy: "http://all" }, { http: "http://all", https: "http://all" }],
    ["", { http_proxy: "p:3128" }, { http: "http://p:3128" }],
    ["", { no_proxy: "a" }, undefined],
    ["", { https_proxy: "" }, undefined],
    ["https_proxy: 'http://own'", { https_proxy: "http://env" }, { https: "http://own" }],
    ["https_proxy: ''", { https_proxy: "http://env" }, undefined],
    ["no_proxy: own", { https_proxy: "http://env", no_proxy: "env" }, { https: "http://env", none: "own" }],
  ])("%s and %j make %j", async (lines, env, expected) => {
    expect((await load(lines, { env })).proxy).toEqual(expected);
  });

  it.each(["socks5://p:1080", "ftp://p"])("%s is refused", async (url) => {
    const error = await errorOf(load("", { env: { https_proxy: url } }));
    expect(error).toMatchObject({ code: "INVALID_VALUE", key: "https_proxy" });
  });
});

describe("X11: what a configuration prints", () => {
  const OWN = new Authority().issue({ hosts: ["me"] });
  const [, line = ""] = OWN.key.split("\n");

  it("is neither the proxy's password nor the private key, which a session gets all the same", async () => {
    const files = { "/here/k.pem": OWN.cert + OWN.key };
    const config = await load("cert: k.pem, https_proxy: 'http://me:s3cret@proxy:3128'", { files });
    const copy = { ...config };
    for (const one of [config, copy, config.tls, { proxy: config.proxy }]) {
      const shown = `${inspect(one, { depth: 9 })} ${JSON.stringify(one)} ${String(one)}`;
      for (const secret of ["s3cret", line]) expect(shown).not.toContain(secret);
    }
    expect(JSON.parse(JSON.stringify(config))).toMatchObject({
      proxy: { https: "http://proxy:3128/" },
      tls: { cert: "[redacted]", key: "[redacted]" },
    });
    expect(copy.proxy?.https).toBe("http://me:s3cret@proxy:3128");
    expect(copy.tls?.key).toContain(line);
    await new Session(config).close();
  });
});

describe("address families", () => {
  it.each([
    ["force_ipv4: true", {}, "ipv4"],
    ["prefer_ipv6: yes", {}, "prefer-ipv6"],
    ["force_ipv4: true, prefer_ipv6: true", {}, "ipv4"],
    ["force_ipv4: 'false'", {}, undefined],
    ["prefer_ipv6: false", {}, "ipv4"],
    ["broken-ipv6: true", {}, "ipv4"],
    ["", { OS_FORCE_IPV4: "1" }, "ipv4"],
    ["", { OS_FORCE_IPV4: "false" }, undefined],
  ])("%s and %j make %s (protocol §7.11 FIX: the text false is false)", async (lines, env, family) => {
    expect((await load(lines, { env })).addressFamily).toBe(family);
  });

  it("may hold for every cloud of the file", async () => {
    const files = {
      "/here/clouds.yaml":
        "client: {force_ipv4: true}\nclouds: {a: {auth_type: none}, b: {auth_type: none, force_ipv4: no}}",
    };
    expect((await load("", { files })).addressFamily).toBe("ipv4");
    expect((await load("", { files, cloud: "b" })).addressFamily).toBeUndefined();
  });

  it("may be said by the client section's former name, and in secure.yaml", async () => {
    const open = { "/here/clouds.yaml": "client: {broken-ipv6: true}\nclouds: {a: {auth_type: none}}" };
    expect((await load("", { files: open })).addressFamily).toBe("ipv4");
    const secure = { "/here/secure.yaml": "client: {broken-ipv6: false, force_ipv4: false}" };
    expect((await load("", { files: { ...open, ...secure } })).addressFamily).toBeUndefined();
  });
});

describe("token stores", () => {
  it.each([
    ["cache: {auth: true}", true],
    ["cache: {auth: false}", false],
    ["cache: {expiration_time: 60}", false],
    ["", false],
  ])("are turned on for the clouds of the file by %s: %s", async (section, on) => {
    const files = { "/here/clouds.yaml": `${section}\nclouds: {a: {auth_type: none}}` };
    expect((await load("", { files })).tokenStore !== undefined).toBe(on);
  });

  it("are turned on in secure.yaml, too", async () => {
    const open = "clouds: {a: {auth_type: none}}";
    const files = { "/here/clouds.yaml": open, "/here/secure.yaml": "cache: {auth: true}" };
    expect((await load("", { files })).tokenStore).toBeDefined();
    const wrong = { "/here/clouds.yaml": open, "/here/secure.yaml": "\ncache: {auth: perhaps}" };
    expect(await errorOf(load("", { files: wrong }))).toMatchObject({ file: "/here/secure.yaml", line: 2 });
  });

  it("are not turned on by something that is neither true nor false", async () => {
    const files = { "/here/clouds.yaml": "cache: {auth: perhaps}\nclouds: {a: {auth_type: none}}" };
    expect(await errorOf(load("", { files }))).toMatchObject({ code: "INVALID_VALUE", key: "cache.auth", line: 1 });
  });
});

describe("authorities", () => {
  it("may be a directory, whose PEM files are all trusted, each once", async () => {
    const files = {
      "/ca/a.pem": A,
      "/ca/b.crt": B,
      "/ca/1234.0": A,
      "/ca/README": "no certificate",
    };
    expect((await load("cacert: /ca", { files })).tls?.ca).toBe(`${A}\n${B}`);
    const empty = await errorOf(load("cacert: /ca", { files: { "/ca/README": "nothing" } }));
    expect(empty).toMatchObject({ code: "INVALID_VALUE", key: "cacert", message: expect.stringContaining("/ca") });
  });
});
