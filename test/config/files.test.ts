import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { namedCloud } from "../../src/config/choose.ts";
import { cloudLayer, readCloudFiles, sharedProfile } from "../../src/config/files.ts";
import { parseFile } from "../../src/config/parse.ts";
import { errorOf, machine } from "./surroundings.ts";

const cloud = (url: string): string => `clouds: {a: {auth: {auth_url: "${url}"}}}`;

const contentOf = (text: string): unknown => parseFile(text, "f")?.content;

describe("search", () => {
  const places = ["/here", "/xdg/openstack", "/home/u/.config/openstack", "/etc/openstack"];

  it.each(places.map((place, index) => [place, index] as const))("finds clouds.yaml in %s", async (place, index) => {
    const files = Object.fromEntries(places.slice(index).map((one) => [`${one}/clouds.yaml`, cloud(`http://${one}`)]));
    const found = await readCloudFiles(machine({ XDG_CONFIG_HOME: "/xdg" }, files));
    expect(found.clouds?.file).toBe(`${place}/clouds.yaml`);
    expect(cloudLayer(found, "a")?.values).toEqual({ auth: { auth_url: `http://${place}` } });
  });

  it.each(["yaml", "yml", "json"])("reads clouds.%s", async (suffix) => {
    const text = '{\n\t"clouds": {"a": {"auth": {"auth_url": "http://x"}}}\n}';
    const found = await readCloudFiles(machine({}, { [`/here/clouds.${suffix}`]: text }));
    expect(cloudLayer(found, "a")?.values).toEqual({ auth: { auth_url: "http://x" } });
  });

  it("puts the files of OS_CLIENT_CONFIG_FILE and OS_CLIENT_SECURE_FILE first", async () => {
    const env = { OS_CLIENT_CONFIG_FILE: "/my/c.yaml", OS_CLIENT_SECURE_FILE: "/my/s.yaml" };
    const files = {
      "/here/clouds.yaml": cloud("http://wrong"),
      "/my/c.yaml": cloud("http://right"),
      "/my/s.yaml": "clouds: {a: {auth: {password: p}}}",
    };
    const found = await readCloudFiles(machine(env, files));
    expect(cloudLayer(found, "a")?.values).toEqual({ auth: { auth_url: "http://right", password: "p" } });
  });

  it("reads a relative OS_CLIENT_CONFIG_FILE from the working directory", async () => {
    const found = await readCloudFiles(
      machine({ OS_CLIENT_CONFIG_FILE: "../my/c.yaml" }, { "/my/c.yaml": cloud("http://x") }),
    );
    expect(found.clouds?.file).toBe("/my/c.yaml");
    expect(found.searched[0]).toBe("/my/c.yaml");
  });

  it("finds secure.yaml beside the file of OS_CLIENT_CONFIG_FILE when no other place has one", async () => {
    const env = { OS_CLIENT_CONFIG_FILE: "/my/c.yaml" };
    const files = { "/my/c.yaml": cloud("http://x"), "/my/secure.yml": "clouds: {a: {auth: {password: beside}}}" };
    const beside = await readCloudFiles(machine(env, files));
    expect(cloudLayer(beside, "a")?.values).toMatchObject({ auth: { password: "beside" } });
    const other = { "/etc/openstack/secure.yaml": "clouds: {a: {auth: {password: other}}}" };
    const both = await readCloudFiles(machine(env, { ...files, ...other }));
    expect(cloudLayer(both, "a")?.values).toMatchObject({ auth: { password: "other" } });
  });

  it("takes each file from its own place", async () => {
    const files = {
      "/here/clouds.yaml": cloud("http://x"),
      "/etc/openstack/secure.yaml": "clouds: {a: {auth: {password: p}}}",
      "/home/u/.config/openstack/clouds-public.yaml": "public-clouds: {v: {region_name: R}}",
    };
    const found = await readCloudFiles(machine({}, files));
    expect(cloudLayer(found, "a")?.values).toEqual({ auth: { auth_url: "http://x", password: "p" } });
    expect(sharedProfile(found, "v")?.values).toEqual({ region_name: "R" });
  });
});

describe("layers", () => {
  it("X12: keeps a mapping that only secure.yaml or only the profile has", async () => {
    const secure = "clouds: {a: {auth: {username: u, password: p, user_domain_id: d}}}";
    const files = {
      "/here/clouds.yaml": "clouds: {a: {profile: v}}",
      "/here/secure.yaml": secure,
      "/here/clouds-public.yaml":
        "public-clouds: {v: {auth: {auth_url: 'https://{region_name}.example'}, region_name: R1}}",
    };
    const config = await namedCloud(machine({}, files));
    expect(config.auth).toMatchObject({ authUrl: "https://r1.example", subject: { username: "u", userDomainId: "d" } });
  });

  it("loses nothing to an empty auth in secure.yaml", async () => {
    const files = {
      "/here/clouds.yaml": "clouds: {a: {auth_type: none, auth: {endpoint: 'http://h'}}}",
      "/here/secure.yaml": "clouds: {a: {auth: }}",
    };
    const found = await readCloudFiles(machine({}, files));
    expect(cloudLayer(found, "a")?.values).toMatchObject({ auth: { endpoint: "http://h" } });
  });

  it("lays the cloud over its profile", async () => {
    const files = {
      "/here/clouds.yaml": "clouds: {a: {profile: v, auth_type: none, region_name: mine}}",
      "/here/clouds-public.yaml": "public-clouds: {v: {region_name: theirs, interface: internal}}",
    };
    expect(await namedCloud(machine({}, files))).toMatchObject({ region: "mine", interface: "internal" });
  });

  it("notes an unknown profile with the nearest known one, and goes on without it", async () => {
    const files = {
      "/here/clouds.yaml": "clouds:\n  a: {profile: vexhost, auth_type: none}\n  b: {profile: mine, auth_type: none}",
      "/here/clouds-public.yaml": "public-clouds: {ours: {}, theirs: {}}",
    };
    const [near] = (await namedCloud(machine({}, files), { cloud: "a" })).notes;
    expect(near).toMatchObject({ code: "UNKNOWN_PROFILE", file: "/here/clouds.yaml", line: 2 });
    expect(near?.message).toContain('did you mean "vexxhost"');
    const [far] = (await namedCloud(machine({}, files), { cloud: "b" })).notes;
    expect(far?.message).toContain("ours, theirs");
  });
});

describe("YAML", () => {
  it.each([
    ["01234", "01234"],
    ["1111e2222", "1111e2222"],
    ["12345678901234567890", "12345678901234567890"],
    ["0x1F", "0x1F"],
    ["1_000", "1_000"],
    ["12:30:45", "12:30:45"],
    ["2026-11-24", "2026-11-24"],
    ["y", "y"],
    ["off", "off"],
    ["'5'", "5"],
    ["~", null],
    ["", null],
  ])("protocol §7.7 FIX: keeps the plain scalar %s as written", (written, value) => {
    expect(contentOf(`password: ${written}`)).toEqual({ password: value });
  });

  it("merges keys as YAML 1.1 does", () => {
    const text = "base: &b {region: R1, id: 007}\na: {<<: *b, region: R2}";
    expect(contentOf(text)).toMatchObject({ a: { region: "R2", id: "007" } });
  });

  it("takes the last of a key written twice, as the peer does", () => {
    expect(contentOf("a: 1\na: 2")).toEqual({ a: "2" });
  });

  it("reads an empty file as nothing", () => {
    expect(contentOf("# nothing\n")).toBeUndefined();
  });

  it("protocol §7.11 FIX: broken YAML is an error with file and line, not a missing auth_url", async () => {
    const text = "clouds:\n  a:\n    auth: {password: hunter2\n  b: [x";
    const error = await errorOf(namedCloud(machine({}, { "/here/clouds.yaml": text })));
    expect(error).toMatchObject({ code: "INVALID_FILE", file: "/here/clouds.yaml", line: expect.any(Number) });
    expect(String(error)).toMatch(/\/here\/clouds\.yaml:\d+:\d+ is not valid YAML/);
    expect(String(error)).not.toContain("hunter2");
  });

  it.each([
    ["an alias of nothing", "*hunter2"],
    ["text after a block's sign", "|hunter2"],
    ["text after another block's sign", ">hunter2"],
    ["a character no value begins with", "@hunter2"],
    ["a tag", "!hunter2"],
    ["a tag before a value", "!hunter2 x"],
    ["a sequence no escape has", '"\\hunter2"'],
  ])("repeats nothing of the file when a value is %s", async (_name, value) => {
    const error = await errorOf(Promise.resolve().then(() => parseFile(`a: b\npassword: ${value}\n`, "/f.yaml")));
    expect(error).toMatchObject({ code: "INVALID_FILE", file: "/f.yaml", line: 2 });
    expect(inspect(error, { depth: 9 })).not.toContain("hunter2");
    expect(String(error)).toContain("needs single quotes");
  });

  it.each(["LOG_TOKENS", "LOG_STREAM"])("prints nothing while %s is set", (name) => {
    vi.stubEnv(name, "1");
    const printed = [vi.spyOn(console, "log"), vi.spyOn(console, "dir")].map((spy) => spy.mockReturnValue());
    expect(contentOf("password: hunter2")).toEqual({ password: "hunter2" });
    for (const spy of printed) expect(spy).not.toHaveBeenCalled();
    expect(process.env[name]).toBe("1");
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it("is version 1.1 whatever the file says", () => {
    expect(contentOf("%YAML 1.2\n---\nbase: &b {x: 1}\na: {<<: *b}")).toMatchObject({ a: { x: "1" } });
  });

  it("has the line of the value that counts when a key is written twice", () => {
    expect(parseFile("a: 1\nb: 2\na: 3", "f")?.lineOf(["a"])).toBe(3);
  });

  it("has the lines of entries of lists, and of keys that an alias or a merge brings", () => {
    const text = "base: &b\n  x: 1\nlist:\n- one\n- two: 2\nsame: *b\nmerged:\n  <<: [{y: 1}, *b]\n  z: 1";
    const { lineOf } = parseFile(text, "f") ?? {};
    expect(lineOf?.(["list", "0"])).toBe(4);
    expect(lineOf?.(["list", "1", "two"])).toBe(5);
    expect(lineOf?.(["same", "x"])).toBe(2);
    expect(["x", "y", "z", "none"].map((key) => lineOf?.(["merged", key]))).toEqual([2, 8, 9, 7]);
  });

  it.each([
    ["a merge with what is no mapping", "clouds:\n  <<: 5", 2],
    ["a merge with a list that has such a thing", "x: &x {}\nclouds:\n  a:\n    <<: [*x, text]", 4],
    ["a value that is a part of itself", "clouds:\n  a: &a\n    auth: *a", 3],
    ["values nested without end", `clouds:\n  a: ${"[".repeat(60)}${"]".repeat(60)}`, 2],
    ["clouds out of a merge that are no mapping", "<<:\n  clouds: 5", 2],
    ["a template that nobody has filled in", "clouds:\n  a:\n    auth: {password: {{ hunter2 }}}", 3],
    ["a key that an alias makes a list", "x: &x []\nclouds:\n  ? *x\n  : {}", 3],
  ])("names the line of %s, and prints nothing", async (_name, text, line) => {
    const warned = vi.spyOn(process, "emitWarning");
    const error = await errorOf(namedCloud(machine({}, { "/here/clouds.yaml": text }), { cloud: "a" }));
    expect(error).toMatchObject({ name: "ConfigError", file: "/here/clouds.yaml", line });
    expect(String(error)).toContain(`/here/clouds.yaml:${line}:`);
    expect(warned).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it.each([
    ["several documents", "a: 1\n---\nb: 2\n"],
    ["an empty document before the first", "---\n---\nclouds: {}\n"],
    ["a set", "clouds: !!set {a, b}"],
    ["an ordered map", "clouds: !!omap [a: {b: c}]"],
    ["bytes", "clouds: !!binary aGVsbG8="],
    ["UTF-16", Buffer.from("\uFEFFclouds: {}", "utf16le").toString("utf8")],
    ["a list at the top", "- a"],
    ["text at the top", "hello"],
    ["an alias of nothing", "a: *nope"],
    ["an alias inside itself", "a: &x [*x]"],
    [
      "aliases that grow without end",
      `a: &a [x,x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f", "g"]
        .map((name, index) => `${name}: &${name} [${`*${"abcdef"[index]},`.repeat(9)}]`)
        .join("\n")}`,
    ],
  ])("refuses %s", async (_name, text) => {
    const error = await errorOf(Promise.resolve().then(() => parseFile(text, "/f.yaml")));
    expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_FILE", file: "/f.yaml" });
  });

  it("names the line of a letter in another encoding, which would be lost in a password", async () => {
    const text = Buffer.from("clouds:\n  a:\n    auth: {password: p\u00e4ss}\n", "latin1").toString("utf8");
    const error = await errorOf((async () => parseFile(text, "/here/clouds.yaml"))());
    expect(error).toMatchObject({ code: "INVALID_FILE", line: 3 });
    expect(String(error)).toMatch(
      "/here/clouds.yaml:3:22 is not valid YAML: it is no text in UTF-8; save the file as such.",
    );
  });

  it.each(["latin1", "utf8"] as const)("reads past a comment with a letter that was lost, %s", (encoding) => {
    const comment = encoding === "utf8" ? "# M\uFFFDller" : "# M\u00FCller";
    const text = Buffer.from(`${comment}\nclouds: {a: {region_name: R}}\n`, encoding).toString("utf8");
    expect(parseFile(text, "/here/clouds.yaml")?.content).toEqual({ clouds: { a: { region_name: "R" } } });
  });
});
