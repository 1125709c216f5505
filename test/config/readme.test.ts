import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { AUTH_TYPES } from "../../src/config/login.ts";
import { loadConfig } from "../../src/index.ts";
import { Authority } from "../faults/certificates.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const text = /```yaml\n(.*?)```/s.exec(readme)?.[1] ?? "";
const { clouds } = parse(text);
const me = new Authority().issue({ hosts: ["me"] });
const files = {
  "/here/clouds.yaml": text,
  "/etc/ssl/cloud.pem": me.cert,
  "/etc/ssl/me.pem": me.cert,
  "/etc/ssl/me.key": me.key,
};

describe("the clouds.yaml of the README", () => {
  it.each(Object.keys(clouds))("has a cloud %s that can be used", async (cloud) => {
    const config = await loadConfig({ cloud, files, env: {}, cwd: "/here", home: "/home/u", platform: "linux" });
    expect(config.name).toBe(cloud);
    // An example shows its secrets, which is all that is wrong with it.
    expect(config.notes.filter(({ code }) => code !== "PLAINTEXT_SECRET")).toEqual([]);
  });

  it("has an example of every auth_type", () => {
    const shown = Object.values<{ auth_type?: string }>(clouds).map(({ auth_type: type = "password" }) => type);
    const aliases = {
      v3password: "password",
      token: "v3token",
      token_endpoint: "admin_token",
      noauth: "none",
      noop: "none",
    };
    const types = AUTH_TYPES.filter((type) => !Object.hasOwn(aliases, type));
    expect(types.length).toBeGreaterThan(10);
    expect([...new Set(shown)].sort()).toEqual([...types].sort());
  });
});
