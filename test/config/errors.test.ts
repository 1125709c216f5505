import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { cloud, FILE, LOGIN, refusal } from "./refusal.ts";

const ENVIRONMENT = { OS_AUTH_TYPE: "none", OS_ENDPOINT: "https://c.example" };

describe("an error about a file's setting", () => {
  it.each([
    ["client: {force_ipv4: maybe}", "force_ipv4"],
    ["client: {cacert: /none.pem}", "cacert"],
    ["cache: {auth: perhaps}", "cache.auth"],
  ])("names the file for a cloud of the environment too: %s", async (line, key) => {
    const error = await refusal(["# mine", line], { env: ENVIRONMENT });
    expect(error).toMatchObject({ code: "INVALID_VALUE", file: FILE, line: 2, key });
    expect(error.message).toMatch(`${FILE}:2: ${key} cannot be used: `);
    expect(error.message).not.toContain("environment variable");
  });

  it("names the line of the region that sets it", async () => {
    const lines = cloud("auth_type: none", "regions:", "- R1", "- name: R2", "  values:", "    api_timeout: soon");
    expect(await refusal(lines, { region: "R2" })).toMatchObject({ key: "api_timeout", line: 8 });
  });

  it("names the line of the one service whose limit is none", async () => {
    expect(await refusal(cloud("auth_type: none", "rate_limit:", "  compute: 1", "  image: x"))).toMatchObject({
      line: 6,
    });
  });

  it("names the line of the cloud that has the environment's name", async () => {
    const error = await refusal(["clouds:", "  b: {}", "  envvars: {}"], { env: ENVIRONMENT });
    expect(error).toMatchObject({ file: FILE, line: 3, key: "envvars" });
  });

  it("names the line of the region that is none", async () => {
    expect(await refusal(cloud("auth_type: none", "regions:", "- R1", "- [R2]"))).toMatchObject({ line: 6 });
  });

  it("names the line where an alias or a merged mapping has it", async () => {
    const shared = ["base: &base", "  api_timeout: soon", "  auth: &login", "    usrname: u"];
    const merged = [...shared, "clouds:", "  a: {auth_type: none, <<: *base, auth: {}}"];
    expect(await refusal(merged)).toMatchObject({ key: "api_timeout", line: 2 });
    expect(await refusal([...shared, "clouds:", "  a: {auth: *login}"])).toMatchObject({ key: "usrname", line: 4 });
  });

  it.each([
    ["auth: {user_id: u, password:s3cret}", "password runs into its value; write a colon and a space between them"],
    ["auth: {user_id: u, password=s3cret}", "password runs into its value; write a colon and a space between them"],
    ["auth: {user_id: u, 's3cret: x': y}", "a key runs into its value; write a colon and a space between them"],
    [
      "auth: {password: half,s3cret, user_id: u}",
      "a word in it has no value; put a value with a comma in quotes, or remove the word",
    ],
  ])("does not show what may be a part of a secret: %s", async (line, problem) => {
    const error = await refusal(cloud(line, "region_name: R"));
    expect(error).toMatchObject({ key: "auth", line: 3 });
    expect(error.message).toBe(`${FILE}:3: cloud "a": auth cannot be used: ${problem}.`);
    expect(inspect(error)).not.toContain("s3cret");
  });

  it.each([
    ["profile: u:s3cret@cloud.example", "UNKNOWN_PROFILE"],
    ["profile: https//u:s3cret@cloud.example", "UNKNOWN_PROFILE"],
    ["application_credential_secret:s3cret: x", undefined],
  ])("is no place for a secret, and neither are notes and effective values: %s", async (line, code) => {
    const files = { [FILE]: cloud(line, "https_proxy: u:p@s3cret@proxy:3128", LOGIN).join("\n") };
    const config = await loadConfig({ files, env: {}, published: {}, cwd: "/here", explain: true });
    expect(config.notes.map((note) => note.code)).toEqual([...(code ? [code] : []), "PLAINTEXT_SECRET"]);
    expect(inspect(config, { depth: 9 })).not.toContain("s3cret");
  });

  it("says that a key is there and empty, and on which line", async () => {
    const error = await refusal(cloud("auth:", "  auth_url: https://k", "  user_id: u", "  password:"));
    expect(error).toMatchObject({ code: "MISSING_VALUE", file: FILE, line: 6, key: "password" });
    expect(error.message).toContain("password is empty");
  });

  it("names the line of the cloud when the key is not there", async () => {
    const error = await refusal(["# mine", ...cloud("auth: {auth_url: 'https://k', user_id: u}")]);
    expect(error).toMatchObject({ code: "MISSING_VALUE", file: FILE, line: 3, key: "password" });
  });
});

describe("an error about what is missing from a cloud of secure.yaml alone", () => {
  it("names that file", async () => {
    const files = { "/here/secure.yaml": "# mine\nclouds:\n  b: {auth: {auth_url: 'https://k', user_id: u}}\n" };
    const error = await refusal(cloud("auth_type: none"), { files, cloud: "b" });
    expect(error).toMatchObject({ code: "MISSING_VALUE", file: "/here/secure.yaml", line: 3, key: "password" });
  });
});

describe("an error about a proxy", () => {
  it.each(["http//u:s3cret@proxy:3128", "http://http://u:s3cret@proxy:3128", "socks5://u:s3cret@proxy"])(
    "comes before a proxy nobody meant, and does not show its user: %s",
    async (proxy) => {
      const error = await refusal(cloud(LOGIN, `https_proxy: ${proxy}`));
      expect(error).toMatchObject({ key: "https_proxy", line: 4 });
      expect(inspect(error)).not.toContain("s3cret");
    },
  );
});

describe("an error about a file without clouds", () => {
  it("names the file", async () => {
    const error = await refusal(["a:", `  ${LOGIN}`]);
    expect(error).toMatchObject({ code: "NO_CLOUD_CHOSEN", file: FILE });
    expect(error.message).toMatch(`write one under "clouds:" in ${FILE}.`);
  });
});

describe("an error about a variable", () => {
  it.each(["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "HTTP_PROXY"])("names %s, for whatever cloud", async (name) => {
    for (const env of [{}, ENVIRONMENT]) {
      const error = await refusal(cloud("auth_type: none"), { env: { ...env, [name]: "socks5h://me:s3cret@p" } });
      expect(error).toMatchObject({ code: "INVALID_VALUE", key: name, file: undefined });
      expect(error.message).toMatch(`The environment variable ${name} `);
      expect(error.message).not.toContain("s3cret");
    }
  });

  it("names the one that chooses a region there is not, and the nearest one there is", async () => {
    const lines = cloud("auth_type: none", "regions: [North, South]");
    const error = await refusal(lines, { env: { OS_REGION_NAME: "Noth" } });
    expect(error).toMatchObject({ code: "INVALID_VALUE", key: "OS_REGION_NAME", file: undefined });
    expect(error.message).toMatch(/OS_REGION_NAME.*"Noth".*North, South; did you mean "North"/);
    expect((await refusal(lines, { region: "East" })).message).toMatch(/^The option region cannot be used: "East"/);
    expect(await refusal([...lines, "    region_name: West"])).toMatchObject({ key: "region_name", line: 5 });
  });
});

describe("an error about a profile's setting", () => {
  it("names the profile, and not the file that names it", async () => {
    const address = "https://vendor.example/.well-known/openstack/api";
    const options = { published: { [address]: { profile: { verify: "maybe" } } } };
    const error = await refusal(cloud("auth_type: none", "profile: https://vendor.example"), options);
    expect(error).toMatchObject({ code: "INVALID_VALUE", key: "verify", file: undefined, line: undefined });
    expect(error.message).toContain(`cloud "a": verify of the profile ${address} cannot be used`);
  });

  it("names the former key and its line when that names the profile", async () => {
    const error = await refusal(cloud("region_name: R", "cloud: ultimum"));
    expect(error).toMatchObject({ code: "INVALID_VALUE", key: "cloud", line: 4 });
    const files = { [FILE]: cloud("region_name: R", "cloud: rakspace", LOGIN).join("\n") };
    const { notes } = await loadConfig({ files, env: {}, published: {}, cwd: "/here" });
    expect(notes[0]).toMatchObject({ code: "UNKNOWN_PROFILE", key: "cloud", line: 4 });
  });

  it("names the line that names the profile when it cannot be read", async () => {
    const error = await refusal(cloud("auth_type: none", "profile: https://vendor.example"));
    expect(error).toMatchObject({ code: "INVALID_VALUE", key: "profile", file: FILE, line: 4 });
    expect(error.message).toContain(`${FILE}:4: cloud "a": profile cannot be used: https://vendor.example`);
    expect(error.cause).toBeInstanceOf(Error);
  });
});
