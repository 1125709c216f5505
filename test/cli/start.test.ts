import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SECONDS = 30_000;

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let home = "";
let cloud: EmbeddedCloud;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "osauth-"));
  cloud = await startCloud({ services: ["compute", "image"], servers: 1 });
});

afterAll(async () => {
  await cloud.close();
  await rm(home, { recursive: true });
});

/** Runs the compiled command in an empty home directory, with no variables but these. */
function start(env: Record<string, string> = {}): Promise<Outcome> {
  const command = [join(ROOT, "dist/src/cli/start.js")];
  const child = spawn(process.execPath, command, { cwd: ROOT, env: { HOME: home, XDG_CONFIG_HOME: home, ...env } });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
  });
}

function environment(): Record<string, string> {
  const { authUrl, username, password, userDomainName, projectName, projectDomainName } = cloud.credentials;
  return {
    OS_AUTH_URL: authUrl,
    OS_USERNAME: username,
    OS_PASSWORD: password,
    OS_USER_DOMAIN_NAME: userDomainName,
    OS_PROJECT_NAME: projectName,
    OS_PROJECT_DOMAIN_NAME: projectDomainName,
  };
}

function unscoped(): Record<string, string> {
  const { OS_PROJECT_NAME: _name, OS_PROJECT_DOMAIN_NAME: _domain, ...rest } = environment();
  return rest;
}

describe("npm start", () => {
  it(
    "shows identity, catalog and one call of the cloud of the environment, plain when piped",
    async () => {
      const { code, out, err } = await start(environment());
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toContain("scope    project demo (domain Default)");
      expect(out).toMatch(
        /^compute +nova +RegionOne +http:\/\/127\.0\.0\.1:\d+\/compute\/v2\.1\/ +2\.1 +2\.1-2\.\d+ +CURRENT$/m,
      );
      expect(out).toMatch(/^GET http:\S+\/servers\/detail at compute 2\.\d+: 200, 1 servers \(\S+\)$/m);
      expect(out).not.toContain("\u001b");
      expect(out).not.toContain("…");
    },
    SECONDS,
  );

  it(
    "starts the embedded cloud when none is configured",
    async () => {
      const { code, out, err } = await start();
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toMatch(/^the embedded cloud/);
    },
    SECONDS,
  );

  it.each([
    ["a wrong password", () => ({ ...environment(), OS_PASSWORD: "wrong" }), /refused the login: .* Check the user/],
    [
      "an unreachable cloud",
      () => ({ ...environment(), OS_AUTH_URL: "http://127.0.0.1:1" }),
      /cannot connect .* Check OS_AUTH_URL/,
    ],
    ["an unknown cloud", () => ({ OS_CLOUD: "nowhere" }), /There is no cloud "nowhere"/],
    [
      "a missing variable",
      () => ({ OS_AUTH_URL: cloud.credentials.authUrl }),
      /The environment variable OS_USERNAME is missing/,
    ],
  ])(
    "says in one line what to do about %s, and exits with 1",
    async (_name, env, text) => {
      const { code, out, err } = await start(env());
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toMatch(text);
      expect(err.trimEnd().split("\n")).toHaveLength(1);
    },
    SECONDS,
  );

  it.each([
    [
      "a region that is not there",
      () => ({ ...environment(), OS_REGION_NAME: "Mars" }),
      /region "Mars"; it has .* in RegionOne/,
    ],
    ["a scope without a catalog", unscoped, /Name a project, a domain or the system/],
  ])(
    "says what there is instead of an empty table for %s",
    async (_name, env, text) => {
      const { code, out, err } = await start(env());
      expect(code).toBe(1);
      expect(out).not.toContain("SERVICE");
      expect(err).toMatch(text);
    },
    SECONDS,
  );
});
