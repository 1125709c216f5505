import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLOUD_KEYS, LOGIN_KEYS, SECRETS, SERVICE_KEYS } from "../../src/config/keys.ts";
import { AUTH_TYPES } from "../../src/config/login.ts";
import { ConfigError, type LoadOptions, loadConfig, Session } from "../../src/index.ts";
import { anyCharacter } from "../support/any-character.ts";

const loginKey = fc.constantFrom(...LOGIN_KEYS);
const cloudKey = fc.oneof(
  fc.constantFrom(...CLOUD_KEYS),
  loginKey,
  fc
    .tuple(fc.constantFrom("compute", "volumev3", "network", "nobody"), fc.constantFrom(...SERVICE_KEYS))
    .map((words) => words.join("_")),
);
const word = fc.oneof(
  fc.constantFrom(
    "",
    "all",
    "a",
    "true",
    "no",
    "0",
    "1e9",
    "99999999999999999999",
    "https:/k",
    "https://adm:x@k.example",
    "https://k.example/v3",
    "{region_name}",
    "/ca.pem",
    "~",
    "../x",
  ),
  fc.string({ maxLength: 12 }),
);
const value = fc.oneof(
  { weight: 6, arbitrary: word },
  { weight: 1, arbitrary: fc.constantFrom(...AUTH_TYPES) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);
const cloud = fc
  .record(
    {
      auth: fc.oneof(
        { weight: 9, arbitrary: fc.dictionary(loginKey, value) },
        { weight: 1, arbitrary: fc.jsonValue() },
      ),
      auth_type: fc.constantFrom(...AUTH_TYPES),
    },
    { requiredKeys: [] },
  )
  .chain((login) => fc.dictionary(cloudKey, value, { maxKeys: 4 }).map((rest) => ({ ...rest, ...login })));
/** What may be laid over a cloud or below it. */
const layers = fc.record({ secure: cloud, profile: cloud, region: cloud, chosen: fc.boolean() });
const environment = fc.dictionary(
  fc
    .oneof(cloudKey, fc.constantFrom("CLOUD", "CLOUD_NAME", "CLIENT_CONFIG_FILE"))
    .map((key) => `OS_${key.toUpperCase()}`),
  fc.oneof(word, fc.constantFrom(...AUTH_TYPES)),
);

/** Files with a secret, MARK, in the places that have one. */
const TEXTS = [
  "clouds: {a: {auth: {auth_url: 'https://k', user_id: u, password: MARK}, region_name: R}}",
  "clouds:\n  a:\n    auth:\n      auth_url: https://k\n      user_id: u\n      password: MARK\n    region_name: R\n",
  '{"clouds": {"a": {"auth": {"auth_url": "https://k", "token": "MARK"}, "https_proxy": "http://u:MARK@p:1"}}}',
  "clouds:\n  a:\n    auth: {auth_url: 'https://k', user_id: u}\n    regions:\n    - name: R\n      values: {auth: {password: MARK}}",
];
const sign = fc.constantFrom("", ...":{}[],'\"\n\t -&*!|>%@#?\\=.");

const LOGIN = { OS_AUTH_URL: "https://k.example/v3", OS_USER_ID: "u", OS_PASSWORD: "p", OS_AUTH_TYPE: "password" };

/** How it ends: "loaded" and fit for a session, or the error's class; nothing outside the given values is read. */
async function ending(options: LoadOptions): Promise<string> {
  const pure = { env: {}, files: {}, published: {}, cwd: "/here", home: "/home/u", platform: "linux", ...options };
  const config = await loadConfig(pure).catch((error: unknown) =>
    error instanceof ConfigError ? undefined : inspect(error),
  );
  if (config === undefined) return "ConfigError";
  if (typeof config === "string") return config;
  await new Session(config).close();
  return "loaded";
}

const EXPECTED = ["loaded", "ConfigError"];

/** Words of YAML, which make more of it than letters do. */
function yamlish(): fc.Arbitrary<string> {
  return fc.constantFrom(
    "clouds",
    "auth",
    "a",
    ":",
    " ",
    "\n",
    "  ",
    "-",
    "{",
    "}",
    "[",
    "]",
    "&x",
    "*x",
    "<<",
    "!!",
    "|",
    ">",
    '"',
    "'",
    "#",
    "%",
    "---",
    "\t",
    "\ufeff",
    "?",
    ",",
    "~",
    "0",
    "__proto__",
  );
}

describe("whatever stands in it, the loader throws nothing but a ConfigError on", () => {
  it("a text as clouds.yaml", () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: anyCharacter }), fc.string({ unit: yamlish() })), async (text) => {
        expect(EXPECTED).toContain(await ending({ files: { "/here/clouds.yaml": text } }));
      }),
      { numRuns: 600 },
    ));

  it("a document as clouds.yaml, secure.yaml or clouds-public.yaml", () =>
    fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom("clouds", "secure", "clouds-public"), async (document, base) => {
        const clouds = { clouds: { a: { auth_type: "none", profile: "p" } } };
        const files = { "/here/clouds.json": JSON.stringify(clouds), [`/here/${base}.yaml`]: JSON.stringify(document) };
        expect(EXPECTED).toContain(await ending({ cloud: "a", files }));
      }),
      { numRuns: 300 },
    ));

  it("a cloud of known keys and any values", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(cloud, fc.option(layers), environment, async (open, others, env) => {
        const regions = others && { profile: "p", regions: ["Q", { name: "R", values: others.region }] };
        const files = {
          "/here/clouds.yaml": JSON.stringify({ clouds: { a: { ...open, ...regions } } }),
          ...(others && { "/here/secure.yaml": JSON.stringify({ clouds: { a: others.secure } }) }),
          ...(others && { "/here/clouds-public.yaml": JSON.stringify({ "public-clouds": { p: others.profile } }) }),
        };
        const region = others?.chosen ? "R" : undefined;
        const how = await ending({ cloud: "a", region, files, env, envOverrides: true });
        seen.add(how);
        expect(EXPECTED).toContain(how);
      }),
      { numRuns: 1000 },
    );
    expect([...seen].sort()).toEqual([...EXPECTED].sort());
  });

  it("an environment", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(environment, fc.constantFrom({}, LOGIN), async (others, login) => {
        const how = await ending({ env: { ...others, ...login } });
        seen.add(how);
        expect(EXPECTED).toContain(how);
      }),
      { numRuns: 2000 },
    );
    expect([...seen].sort()).toEqual([...EXPECTED].sort());
  });
});

describe("whatever stands beside it, a secret is not shown by", () => {
  const MARK = "S3CR3T-n0b0dy-sees";
  // The keys of OAuth 1 say who logs in, so they are among a method's subject; what is told of settings has them masked.
  const proofs = [...SECRETS].filter((key) => key !== "consumer_key" && key !== "access_key");
  const secrets = { ...Object.fromEntries(proofs.map((key) => [key, MARK])), consumer_key: "CK", access_key: "AK" };

  it("errors, notes and values of a cloud", () =>
    fc.assert(
      fc.asyncProperty(cloud, async (settings) => {
        const auth = typeof settings.auth === "object" && settings.auth !== null ? settings.auth : {};
        const files = {
          "/here/clouds.yaml": JSON.stringify({ clouds: { a: { ...settings, auth: { ...auth, ...secrets } } } }),
        };
        const shown = await loadConfig({ cloud: "a", files, env: {}, published: {}, explain: true }).catch(
          (error: unknown) => error,
        );
        expect(`${inspect(shown, { depth: 9 })} ${JSON.stringify(shown)} ${String(shown)}`).not.toContain(MARK);
      }),
      { numRuns: 600 },
    ));

  it("errors, notes and values of a text in which one sign is wrong", () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(...TEXTS), fc.nat(), fc.nat(2), sign, async (text, at, left, wrong) => {
        const place = at % text.length;
        const marked = `${text.slice(0, place)}${wrong}${text.slice(place + left)}`.replaceAll("MARK", MARK);
        const files = { "/here/clouds.yaml": marked };
        const options = { files, env: {}, published: {}, cwd: "/here", home: "/h", explain: true };
        const shown = await loadConfig(options).catch((error: unknown) => error);
        expect(`${inspect(shown, { depth: 9 })} ${JSON.stringify(shown)} ${String(shown)}`).not.toContain(MARK);
      }),
      { numRuns: 600 },
    ));

  it("errors of an environment", () =>
    fc.assert(
      fc.asyncProperty(environment, async (others) => {
        const named = Object.entries(secrets).map(([key, text]) => [`OS_${key.toUpperCase()}`, text]);
        const env = { ...others, ...Object.fromEntries(named) };
        const shown = await loadConfig({ env, files: {}, published: {}, explain: true }).catch(
          (error: unknown) => error,
        );
        expect(`${inspect(shown, { depth: 9 })} ${JSON.stringify(shown)} ${String(shown)}`).not.toContain(MARK);
      }),
      { numRuns: 600 },
    ));
});
