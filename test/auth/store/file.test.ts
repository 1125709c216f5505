import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { fileTokenStore, password, Session, type TokenStore } from "../../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../../src/testing/index.ts";
import { runChild, startChild } from "../../support/child.ts";
import { storeEvents } from "../../support/events.ts";
import { failure } from "../../support/failure.ts";
import { homeless } from "../../support/homeless.ts";

const KEY = "ab".repeat(32);
const patient = new AbortController().signal;

let cloud: EmbeddedCloud;
let directory: string;
let store: TokenStore;

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), "osauth-store-")), "inner", "tokens");
  store = fileTokenStore({ directory });
  cloud.clearRequests();
});
afterEach(() => {
  rmSync(join(directory, "..", ".."), { recursive: true, force: true });
  vi.useRealTimers();
});

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const logins = (): number => cloud.count("POST /identity/v3/auth/tokens");
const childEnv = (): Record<string, string> => ({
  STORE: "file",
  AT: directory,
  AUTH_URL: cloud.authUrl,
  USERNAME: cloud.credentials.username,
  PASSWORD: cloud.credentials.password,
  PROJECT: cloud.credentials.projectName,
});

/** The file of the one entry there is. */
function onlyFile(): string {
  const [name = "", ...others] = readdirSync(directory);
  expect(others).toEqual([]);
  return join(directory, name);
}

describe("the store in files", () => {
  it("keeps a value for its time, out of everybody's sight", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    expect(await store.get(KEY)).toBeUndefined();
    await store.set(KEY, "a value", 5_000);
    expect(await fileTokenStore({ directory }).get(KEY)).toBe("a value");
    expect([modeOf(directory), modeOf(join(directory, "..")), modeOf(onlyFile())]).toEqual(["700", "700", "600"]);
    vi.advanceTimersByTime(5_000);
    expect(await store.get(KEY)).toBeUndefined();
  });

  it("takes any key, deletes, and does not keep what has no time left", async () => {
    for (const key of ["../../etc/passwd", "a/b", "", "\0", "ü".repeat(500)]) {
      await store.set(key, key, 5_000);
      expect(await store.get(key)).toBe(key);
      await store.delete(key);
      expect(await store.get(key)).toBeUndefined();
    }
    for (const ttl of [0, -1, Number.NaN]) await store.set(KEY, "v", ttl);
    await store.delete(KEY);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("touches nothing before it is used, and is refused what is no directory's name", async () => {
    expect(readdirSync(join(directory, "..", ".."))).toEqual([]);
    expect(await store.get(KEY)).toBeUndefined();
    await store.delete(KEY);
    expect(readdirSync(join(directory, "..", ".."))).toEqual([]);
    for (const wrong of ["", 7 as never]) {
      expect(() => fileTokenStore({ directory: wrong })).toThrow(expect.objectContaining({ code: "INVALID_VALUE" }));
    }
  });

  it("is in the user's cache directory unless told", async () => {
    vi.stubEnv("XDG_CACHE_HOME", directory);
    await fileTokenStore().set(KEY, "v", 5_000);
    vi.unstubAllEnvs();
    expect(readdirSync(directory)).toEqual(["osauth"]);
  });

  it.each([
    ["win32", () => join(directory, "local", "osauth")],
    ["darwin", () => join(directory, "Library", "Caches", "osauth")],
    ["linux", () => join(directory, ".cache", "osauth")],
  ])("is where %s keeps caches", async (platform, expected) => {
    vi.stubEnv("XDG_CACHE_HOME", "");
    vi.stubEnv("LOCALAPPDATA", join(directory, "local"));
    vi.stubEnv("HOME", directory);
    const here = process.platform;
    Object.defineProperty(process, "platform", { value: platform });
    try {
      await fileTokenStore().set(KEY, "v", 5_000);
    } finally {
      Object.defineProperty(process, "platform", { value: here });
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
    await mkdir(directory, { recursive: true });
    await chmod(directory, 0o777);
    expect(await failure(Promise.resolve(store.set(KEY, "v", 5_000)))).toMatchObject({
      name: "ConfigError",
      message: expect.stringContaining("chmod 700"),
    });
    await chmod(directory, 0o755);
    await store.set(KEY, "v", 5_000);
    expect(await store.get(KEY)).toBe("v");
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
        writeFileSync(join(directory, "..", "elsewhere"), readFileSync(path), { mode: 0o600 });
        rmSync(path);
        symlinkSync(join(directory, "..", "elsewhere"), path);
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
    await store.set(KEY, "old", 60_000);
    spoil(onlyFile());
    expect(await store.get(KEY)).toBeUndefined();
    await store.set(KEY, "new", 60_000);
    expect(await store.get(KEY)).toBe("new");
    expect(modeOf(onlyFile())).toBe("600");
  });

  it.runIf(process.getuid?.() === 0)("takes another user's file for none", async () => {
    await store.set(KEY, "old", 60_000);
    execFileSync("chown", ["65534", onlyFile()]);
    expect(await store.get(KEY)).toBeUndefined();
  });

  it("leaves no half-written file to readers, however many write at once", async () => {
    const values = Array.from({ length: 20 }, (_, index) => String(index).repeat(50_000));
    await store.set(KEY, values[0] ?? "", 60_000);
    let writing = true;
    const reads = (async () => {
      const seen = new Set<unknown>();
      while (writing) seen.add(await store.get(KEY));
      return seen;
    })();
    await Promise.all(values.map((value) => fileTokenStore({ directory }).set(KEY, value, 60_000)));
    writing = false;
    for (const value of await reads) expect(values.includes(String(value))).toBe(true);
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it("clears away what it left behind a week ago, and nothing else", async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const names = [`${KEY}.json`, `${KEY}.tmp.0b5e`, `${KEY}.lock.clear`, "notes.json", `${"cd".repeat(32)}.json`];
    const old = (Date.now() - 8 * 24 * 3_600_000) / 1000;
    for (const name of names) writeFileSync(join(directory, name), "x", { mode: 0o600 });
    for (const name of names.slice(0, 4)) utimesSync(join(directory, name), old, old);
    await store.set("another", "v", 60_000);
    expect(readdirSync(directory).filter((name) => names.includes(name))).toEqual([names[4], "notes.json"]);
  });

  it("shows nothing of the secret, neither in names nor in files", async () => {
    const auth = password({ ...cloud.credentials, password: cloud.credentials.password });
    const session = new Session({ auth, tokenStore: store });
    await session.authenticate();
    await session.close();
    const { password: word, username } = cloud.credentials;
    expect(readFileSync(onlyFile(), "utf8")).not.toContain(`"${word}"`);
    expect(onlyFile()).not.toContain(word);
    expect(onlyFile().split("/").at(-1)).not.toContain(username);
  });

  it("says so and logs in when it cannot be written", async () => {
    writeFileSync(join(directory, "..", "..", "inner"), "a file in the way");
    const watched = storeEvents();
    const session = new Session({ auth: password(cloud.credentials), tokenStore: store });
    await session.authenticate();
    await session.close();
    watched.stop();
    const problems = watched.events.map((event) => (event.outcome === "failure" ? event.problem : event.outcome));
    expect(problems).toEqual([expect.stringContaining("ENOTDIR"), "miss", expect.stringContaining("ENOTDIR")]);
  });
});

describe("one turn at a time between processes", () => {
  it("fifty processes that start together log in once", async () => {
    const tokens = await Promise.all(Array.from({ length: 50 }, () => runChild("log-in", childEnv())));
    expect([new Set(tokens).size, logins()]).toEqual([1, 1]);
    expect(readdirSync(directory)).toHaveLength(1);
  }, 180_000);

  it("a process with another password does not get in", async () => {
    await runChild("log-in", childEnv());
    const wrong = await failure(runChild("log-in", { ...childEnv(), PASSWORD: "wrong" }));
    expect(wrong).toMatchObject({ stderr: expect.stringContaining("AUTH_FAILED") });
  });

  it("a killed holder keeps nobody waiting", async () => {
    const holder = await startChild("hold-turn", { AT: directory, KEY });
    const controller = new AbortController();
    const waiting = Promise.resolve(store.exclusive?.(KEY, async () => "mine", controller.signal));
    const first = await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 500, "still waiting"))]);
    expect(first).toBe("still waiting");
    holder.kill("SIGKILL");
    expect(await waiting).toBe("mine");
    expect(readdirSync(directory)).toEqual([]);
  });

  it("of many who find a dead holder's lock one at a time gets in", async () => {
    const holder = await startChild("hold-turn", { AT: directory, KEY });
    holder.kill("SIGKILL");
    await new Promise((resolve) => holder.once("exit", resolve));
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside--;
    };
    await Promise.all(
      Array.from({ length: 20 }, () =>
        fileTokenStore({ directory }).exclusive?.(KEY, work, new AbortController().signal),
      ),
    );
    expect([most, readdirSync(directory)]).toEqual([1, []]);
  });

  it.each([
    ["left behind by a machine that was switched off", JSON.stringify({ id: "x", pid: 1, host: "elsewhere" })],
    ["junk", "{"],
    ["a process group's", JSON.stringify({ id: "x", pid: -1, host: "elsewhere" })],
  ])("a lock that is old and %s keeps nobody waiting", async (_, text) => {
    await store.set(KEY, "v", 60_000);
    const lock = join(directory, `${KEY}.lock`);
    writeFileSync(lock, text);
    const old = Date.now() / 1000 - 120;
    utimesSync(lock, old, old);
    expect(await store.exclusive?.(KEY, async () => "mine", patient)).toBe("mine");
  });

  it.each(["17", "[]", '{"pid":"one"}'])(
    "a lock that says %j of its holder is waited for while it is young",
    async (text) => {
      await store.set(KEY, "v", 60_000);
      const lock = join(directory, `${KEY}.lock`);
      writeFileSync(lock, text);
      const waiting = Promise.resolve(store.exclusive?.(KEY, async () => "mine", patient));
      const first = await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 200, "still waiting"))]);
      expect(first).toBe("still waiting");
      rmSync(lock);
      expect(await waiting).toBe("mine");
    },
  );

  it.each<[string, (path: string) => void]>([
    ["a directory", (path) => mkdirSync(join(path, "inner"), { recursive: true })],
    ["a link to nowhere", (path) => symlinkSync(join(directory, "nowhere"), path)],
    ["a pipe", (path) => execFileSync("mkfifo", ["-m", "600", path])],
    [
      "a time to come",
      (path) => {
        writeFileSync(path, "{");
        utimesSync(path, Date.now() / 1000 + 3_600, Date.now() / 1000 + 3_600);
      },
    ],
  ])("%s in the place of a lock keeps nobody waiting", async (_, spoil) => {
    await store.set(KEY, "v", 60_000);
    spoil(join(directory, `${KEY}.lock`));
    expect(await store.exclusive?.(KEY, async () => "mine", patient)).toBe("mine");
    await store.delete(KEY);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("a holder that hangs elsewhere keeps a login waiting for a while, and its token is stored all the same", async () => {
    const session = new Session({ auth: password(cloud.credentials), tokenStore: store });
    const held = new Map<string, string>();
    const other = new Session({ auth: password(cloud.credentials), tokenStore: held });
    await other.authenticate();
    const [key = ""] = held.keys();
    await mkdir(directory, { recursive: true, mode: 0o700 });
    writeFileSync(join(directory, `${key}.lock`), JSON.stringify({ id: "x", pid: 1, host: "elsewhere" }));
    const token = await session.token();
    expect(await store.get(key)).toContain(token);
    expect(logins()).toBe(2);
    await Promise.all([session.close(), other.close()]);
  });

  it("in one process all who waited are let in at once after a failure", async () => {
    const letGo: (() => void)[] = [];
    const failing = (): Promise<never> =>
      new Promise((_, reject) => letGo.push(() => reject(new Error("Keystone is down"))));
    const all = Array.from({ length: 8 }, () => failure(Promise.resolve(store.exclusive?.(KEY, failing, patient))));
    await expect.poll(() => letGo.length).toBe(1);
    letGo[0]?.();
    await expect.poll(() => letGo.length).toBe(8);
    for (const go of letGo) go();
    await Promise.all(all);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("whoever gives up while waiting gets no turn", async () => {
    const controller = new AbortController();
    let release = (): void => undefined;
    const held = Promise.resolve(
      store.exclusive?.(
        KEY,
        () =>
          new Promise<void>((resolve) => {
            release = resolve;
          }),
        patient,
      ),
    );
    await expect.poll(() => readdirSync(join(directory, "..", "..")).length && readdirSync(directory).length).toBe(1);
    const waiting = Promise.resolve(store.exclusive?.(KEY, async () => "mine", controller.signal));
    controller.abort(new Error("enough"));
    expect(await failure(waiting)).toBeInstanceOf(Error);
    release();
    await held;
    expect(readdirSync(directory)).toEqual([]);
  });

  it("gives the turn back after a failure, and only its own", async () => {
    const work = async (): Promise<never> => {
      writeFileSync(join(directory, `${KEY}.lock`), "another's by now");
      throw new Error("the login failed");
    };
    expect(await failure(Promise.resolve(store.exclusive?.(KEY, work, patient)))).toMatchObject({
      message: "the login failed",
    });
    expect(readFileSync(join(directory, `${KEY}.lock`), "utf8")).toBe("another's by now");
  });
});
