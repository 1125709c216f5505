import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fileTokenStore, password, Session } from "../../../src/index.ts";
import { storeEvents } from "../../support/events.ts";
import { failure } from "../../support/failure.ts";
import { homeless } from "../../support/homeless.ts";
import { withFileStore } from "./file-store.ts";

const KEY = "ab".repeat(32);

const here = withFileStore();
afterEach(() => void vi.useRealTimers());

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** The file of the one entry there is. */
function onlyFile(): string {
  const [name = "", ...others] = readdirSync(here.directory);
  expect(others).toEqual([]);
  return join(here.directory, name);
}

describe("the store in files", () => {
  it("keeps a value for its time, out of everybody's sight", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    expect(await here.store.get(KEY)).toBeUndefined();
    await here.store.set(KEY, "a value", 5_000);
    expect(await fileTokenStore({ directory: here.directory }).get(KEY)).toBe("a value");
    expect([modeOf(here.directory), modeOf(join(here.directory, "..")), modeOf(onlyFile())]).toEqual([
      "700",
      "700",
      "600",
    ]);
    vi.advanceTimersByTime(5_000);
    expect(await here.store.get(KEY)).toBeUndefined();
  });

  it("takes any key, deletes, and does not keep what has no time left", async () => {
    for (const key of ["../../etc/passwd", "a/b", "", "\0", "ü".repeat(500)]) {
      await here.store.set(key, key, 5_000);
      expect(await here.store.get(key)).toBe(key);
      await here.store.delete(key);
      expect(await here.store.get(key)).toBeUndefined();
    }
    for (const ttl of [0, -1, Number.NaN]) await here.store.set(KEY, "v", ttl);
    await here.store.delete(KEY);
    expect(readdirSync(here.directory)).toEqual([]);
  });

  it("touches nothing before it is used, and is refused what is no directory's name", async () => {
    expect(readdirSync(join(here.directory, "..", ".."))).toEqual([]);
    expect(await here.store.get(KEY)).toBeUndefined();
    await here.store.delete(KEY);
    expect(readdirSync(join(here.directory, "..", ".."))).toEqual([]);
    for (const wrong of ["", 7 as never]) {
      expect(() => fileTokenStore({ directory: wrong })).toThrow(expect.objectContaining({ code: "INVALID_VALUE" }));
    }
  });

  it("is in the user's cache directory unless told", async () => {
    vi.stubEnv("XDG_CACHE_HOME", here.directory);
    await fileTokenStore().set(KEY, "v", 5_000);
    vi.unstubAllEnvs();
    expect(readdirSync(here.directory)).toEqual(["osauth"]);
  });

  it.each([
    ["win32", () => join(here.directory, "local", "osauth")],
    ["darwin", () => join(here.directory, "Library", "Caches", "osauth")],
    ["linux", () => join(here.directory, ".cache", "osauth")],
  ])("is where %s keeps caches", async (platform, expected) => {
    vi.stubEnv("XDG_CACHE_HOME", "");
    vi.stubEnv("LOCALAPPDATA", join(here.directory, "local"));
    vi.stubEnv("HOME", here.directory);
    const own = process.platform;
    Object.defineProperty(process, "platform", { value: platform });
    try {
      await fileTokenStore().set(KEY, "v", 5_000);
    } finally {
      Object.defineProperty(process, "platform", { value: own });
      vi.unstubAllEnvs();
    }
    expect(readdirSync(expected())).toEqual([expect.stringContaining(KEY)]);
  });

  it("has to be told where when the user has no home", async () => {
    const missing = { name: "ConfigError", code: "MISSING_VALUE", key: "directory" };
    vi.stubEnv("XDG_CACHE_HOME", "");
    expect(await failure(homeless(async () => fileTokenStore()))).toMatchObject(missing);
    vi.stubEnv("HOME", "");
    vi.stubEnv("XDG_CACHE_HOME", "relative/cache");
    expect(await failure(Promise.resolve().then(() => fileTokenStore()))).toMatchObject(missing);
    vi.unstubAllEnvs();
  });

  it("refuses a directory that others may write to", async () => {
    await mkdir(here.directory, { recursive: true });
    await chmod(here.directory, 0o777);
    expect(await failure(Promise.resolve(here.store.set(KEY, "v", 5_000)))).toMatchObject({
      name: "ConfigError",
      message: expect.stringContaining("chmod 700"),
    });
    const watched = storeEvents();
    const session = new Session({ auth: password(here.cloud.credentials), tokenStore: here.store });
    await session.authenticate();
    await session.close();
    watched.stop();
    expect(watched.events[0]).toMatchObject({ problem: expect.stringContaining("chmod 700 it, or name another") });
    await chmod(here.directory, 0o755);
    await here.store.set(KEY, "v", 5_000);
    expect(await here.store.get(KEY)).toBe("v");
  });

  it.each<[string, (path: string) => void]>([
    ["empty", (path) => writeFileSync(path, "")],
    ["cut off", (path) => writeFileSync(path, readFileSync(path).subarray(0, -3))],
    ["binary", (path) => writeFileSync(path, Buffer.from([0, 255, 254, 1]))],
    ["other JSON", (path) => writeFileSync(path, '{"until":"soon","value":1}')],
    ["null", (path) => writeFileSync(path, "null")],
    ["huge", (path) => writeFileSync(path, Buffer.alloc(2 ** 24 + 1, 32))],
    ["readable by others", (path) => execFileSync("chmod", ["644", path])],
    [
      "a link elsewhere",
      (path) => {
        writeFileSync(join(here.directory, "..", "elsewhere"), readFileSync(path), { mode: 0o600 });
        rmSync(path);
        symlinkSync(join(here.directory, "..", "elsewhere"), path);
      },
    ],
    [
      "a directory",
      (path) => {
        rmSync(path);
        mkdirSync(join(path, "inner"), { recursive: true });
      },
    ],
    [
      "a pipe",
      (path) => {
        rmSync(path);
        execFileSync("mkfifo", ["-m", "600", path]);
      },
    ],
  ])("takes a file that is %s for none, and replaces it", async (_, spoil) => {
    await here.store.set(KEY, "old", 60_000);
    spoil(onlyFile());
    expect(await here.store.get(KEY)).toBeUndefined();
    await here.store.set(KEY, "new", 60_000);
    expect(await here.store.get(KEY)).toBe("new");
    expect(modeOf(onlyFile())).toBe("600");
  });

  it.runIf(process.getuid?.() === 0)("takes another user's file for none", async () => {
    await here.store.set(KEY, "old", 60_000);
    execFileSync("chown", ["65534", onlyFile()]);
    expect(await here.store.get(KEY)).toBeUndefined();
  });

  it("leaves no half-written file to readers, however many write at once", async () => {
    const values = Array.from({ length: 20 }, (_, index) => String(index).repeat(50_000));
    await here.store.set(KEY, values[0] ?? "", 60_000);
    let writing = true;
    const reads = (async () => {
      const seen = new Set<unknown>();
      while (writing) seen.add(await here.store.get(KEY));
      return seen;
    })();
    await Promise.all(values.map((value) => fileTokenStore({ directory: here.directory }).set(KEY, value, 60_000)));
    writing = false;
    for (const value of await reads) expect(values.includes(String(value))).toBe(true);
    expect(readdirSync(here.directory)).toHaveLength(1);
  });

  it("clears away what it left behind a week ago, and nothing else", async () => {
    await mkdir(here.directory, { recursive: true, mode: 0o700 });
    const names = [`${KEY}.json`, `${KEY}.tmp.0b5e`, `${KEY}.lock.clear`, "notes.json", `${"cd".repeat(32)}.json`];
    const old = (Date.now() - 8 * 24 * 3_600_000) / 1000;
    for (const name of names) writeFileSync(join(here.directory, name), "x", { mode: 0o600 });
    for (const name of names.slice(0, 4)) utimesSync(join(here.directory, name), old, old);
    await here.store.set("another", "v", 60_000);
    expect(readdirSync(here.directory).filter((name) => names.includes(name))).toEqual([names[4], "notes.json"]);
  });

  it("shows nothing of the secret, neither in names nor in files", async () => {
    const auth = password({ ...here.cloud.credentials, password: here.cloud.credentials.password });
    const session = new Session({ auth, tokenStore: here.store });
    await session.authenticate();
    await session.close();
    const { password: word, username } = here.cloud.credentials;
    expect(readFileSync(onlyFile(), "utf8")).not.toContain(`"${word}"`);
    expect(onlyFile()).not.toContain(word);
    expect(onlyFile().split("/").at(-1)).not.toContain(username);
  });

  it("says so and logs in when it cannot be written", async () => {
    writeFileSync(join(here.directory, "..", "..", "inner"), "a file in the way");
    const watched = storeEvents();
    const session = new Session({ auth: password(here.cloud.credentials), tokenStore: here.store });
    await session.authenticate();
    await session.close();
    watched.stop();
    const problems = watched.events.map((event) => (event.outcome === "failure" ? event.problem : event.outcome));
    expect(problems).toEqual([expect.stringContaining("ENOTDIR"), "miss", expect.stringContaining("ENOTDIR")]);
  });
});
