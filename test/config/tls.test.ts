import { createPrivateKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { CloudConfig } from "../../src/config/cloud.ts";
import { loadConfig } from "../../src/config/load.ts";
import { Authority } from "../faults/certificates.ts";
import { errorOf, HERE } from "./surroundings.ts";

const authority = new Authority();
const [me, other] = [authority.issue({ hosts: ["me"] }), authority.issue({ hosts: ["other"] })];
const locked = createPrivateKey(me.key).export({
  type: "pkcs8",
  format: "pem",
  cipher: "aes-256-cbc",
  passphrase: "secret",
});
const broken = "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n";

const FILES = {
  "/pki/ca.pem": authority.cert,
  "/pki/me.pem": me.cert,
  "/pki/chain.pem": `about me\n${me.cert}${authority.cert}`,
  "/pki/me.key": me.key,
  "/pki/both.pem": me.key + me.cert,
  "/pki/other.key": other.key,
  "/pki/locked.key": locked.toString(),
  "/pki/broken.key": "-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n",
  "/pki/broken.pem": broken,
  "/pki/half.pem": `${authority.cert}${broken}`,
  "/pki/cut.pem": authority.cert.slice(0, -40),
  "/pki/text": "no certificate",
  "/dir/a.pem": authority.cert,
  "/dir/b.pem": broken,
};

function load(lines: string, env: Readonly<Record<string, string>> = {}): Promise<CloudConfig> {
  const files = { ...FILES, "/here/clouds.yaml": `clouds:\n  a:\n    auth_type: none\n    ${lines}\n` };
  return loadConfig({ ...HERE, env, files, cloud: "a", explain: true });
}

describe("paths", () => {
  it("are read as the platform that is given writes them", async () => {
    const clouds = String.raw`clouds: {a: {auth_type: none, cacert: 'ca.pem', cert: '~\me.pem', key: 'D:\me.key'}}`;
    const files = {
      "C:\\here\\clouds.yaml": clouds,
      "C:\\here\\ca.pem": authority.cert,
      "C:\\u\\me.pem": me.cert,
      "D:\\me.key": me.key,
    };
    const { tls } = await loadConfig({
      env: {},
      files,
      published: {},
      cwd: "C:\\here",
      home: "C:\\u",
      platform: "win32",
    });
    expect(tls).toEqual({ ca: authority.cert, cert: me.cert, key: me.key });
  });
});

describe("the certificate to show", () => {
  it.each([
    ["cert: /pki/me.pem\n    key: /pki/me.key", { cert: FILES["/pki/me.pem"], key: me.key }],
    ["cert: /pki/chain.pem\n    key: /pki/me.key", { cert: FILES["/pki/chain.pem"], key: me.key }],
    ["cert: /pki/both.pem", { cert: FILES["/pki/both.pem"], key: FILES["/pki/both.pem"] }],
    ["cert: /pki/both.pem\n    key: /pki/both.pem", { cert: FILES["/pki/both.pem"], key: FILES["/pki/both.pem"] }],
  ])("comes with its key: %j", async (lines, tls) => {
    expect((await load(lines)).tls).toEqual(tls);
  });

  it.each([
    ["cert: /pki/me.pem", "cert", /it needs a key/],
    ["key: /pki/me.key", "key", /it needs a cert/],
    ["cert: /pki/broken.pem\n    key: /pki/me.key", "cert", /\/pki\/broken.pem/],
    ["cert: /pki/text\n    key: /pki/me.key", "cert", /\/pki\/text is not a PEM file/],
    ["cert: /pki/me.key\n    key: /pki/me.key", "cert", /\/pki\/me.key/],
    ["key: /pki/broken.key\n    cert: /pki/me.pem", "key", /\/pki\/broken.key/],
    ["key: /pki/me.pem\n    cert: /pki/me.pem", "key", /\/pki\/me.pem/],
    ["key: /pki/locked.key\n    cert: /pki/me.pem", "key", /\/pki\/locked.key .*without a passphrase/],
    ["key: /pki/other.key\n    cert: /pki/me.pem", "key", /\/pki\/other.key .*another certificate/],
  ])("is refused where it is read: %j", async (lines, key, message) => {
    const error = await errorOf(load(lines));
    expect(error).toMatchObject({ code: "INVALID_VALUE", key, line: 4, message: expect.stringMatching(message) });
  });

  it("is refused by the name of its variable", async () => {
    const error = await errorOf(load("cacert: /pki/ca.pem", { OS_KEY: "/pki/me.key" }));
    expect(error).toMatchObject({ key: "OS_KEY", message: expect.stringContaining("it needs a cert") });
  });

  it.each(["|\n      -----BEGIN PRIVATE KEY-----\n      S3CRET", "'-----BEGIN PRIVATE KEY----- S3CRET'"])(
    "and its key are named, not written down: %j",
    async (text) => {
      const error = await errorOf(load(`key: ${text}\n    cert: /pki/me.pem`));
      expect(error).toMatchObject({ key: "key", message: expect.stringContaining("the path of a file") });
      expect(String(error)).not.toContain("S3CRET");
    },
  );
});

describe("the authorities to trust", () => {
  it.each([
    ["/pki/broken.pem", /\/pki\/broken.pem/],
    ["/pki/half.pem", /\/pki\/half.pem/],
    ["/pki/cut.pem", /\/pki\/cut.pem/],
    ["/pki/me.key", /\/pki\/me.key/],
    ["/pki/text", /\/pki\/text is not a PEM file/],
    ["/dir", /\/dir\/b.pem/],
  ])("are refused where they are read: %s", async (path, message) => {
    const error = await errorOf(load(`cacert: ${path}`));
    expect(error).toMatchObject({ code: "INVALID_VALUE", key: "cacert", message: expect.stringMatching(message) });
  });

  it.each([
    ["verify: false", "verify"],
    ["insecure: true", "insecure"],
    ["verify: true\n    insecure: true", "insecure"],
  ])("are noted when nothing is verified: %j (protocol §7.9)", async (lines, why) => {
    const { tls, notes, values } = await load(`cacert: /pki/ca.pem\n    ${lines}`);
    expect(tls).toEqual({ verify: false });
    expect(values.map(({ key }) => key)).not.toContain("cacert");
    const note = { code: "UNUSED_KEY", key: "cacert", file: "/here/clouds.yaml", line: 4 };
    expect(notes).toEqual([expect.objectContaining({ ...note, message: expect.stringContaining(why) })]);
  });

  it("are not noted when they are used, or not named", async () => {
    expect((await load("cacert: /pki/ca.pem")).notes).toEqual([]);
    expect((await load("verify: false")).notes).toEqual([]);
  });
});

describe("verify that names a file or a directory", () => {
  it.each([
    ["cacert: /pki/ca.pem", "cacert names others"],
    ["insecure: true", "insecure is true"],
  ])("is noted where it has no effect, beside %s", async (line, why) => {
    const { notes } = await load(`verify: /pki/none.pem\n    ${line}`);
    const message = `verify is not used, because ${why}.`;
    expect(notes).toEqual([{ code: "UNUSED_KEY", key: "verify", message, file: "/here/clouds.yaml", line: 4 }]);
  });

  it("is read as cacert, as the peers do", async () => {
    for (const path of ["/pki/ca.pem", "../pki/ca.pem"])
      expect((await load(`verify: ${path}`)).tls).toEqual({ ca: authority.cert, verify: true });
    const { tls, values } = await load("region_name: R1", { OS_VERIFY: "/pki/ca.pem" });
    expect(tls).toEqual({ ca: authority.cert, verify: true });
    expect(values.find(({ key }) => key === "verify")).toMatchObject({ value: "/pki/ca.pem" });
  });

  it("gives way to cacert and to insecure", async () => {
    expect((await load("verify: /pki/none.pem\n    cacert: /pki/ca.pem")).tls).toEqual({
      ca: authority.cert,
      verify: true,
    });
    expect((await load("verify: /pki/none.pem\n    insecure: true")).tls).toEqual({ verify: false });
  });

  it("is an error of its own when nothing is there", async () => {
    const error = await errorOf(load("verify: /pki/none.pem"));
    expect(error).toMatchObject({ code: "INVALID_VALUE", key: "verify", line: 4 });
    expect(error).toMatchObject({ message: expect.stringContaining("there is no readable file /pki/none.pem") });
    expect(await errorOf(load("verify: ca.pem"))).toMatchObject({ message: expect.stringContaining("true or false") });
  });
});
