import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { fileTokenStore, password, Session, type TokenStore } from "../../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../../src/testing/index.ts";
import { runChild, startChild } from "../../support/child.ts";
import { failure } from "../../support/failure.ts";

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
const logins = (): number => cloud.count("POST /identity/v3/auth/tokens");
const childEnv = (): Record<string, string> => ({
  STORE: "file",
  AT: directory,
  AUTH_URL: cloud.authUrl,
  USERNAME: cloud.credentials.username,
  PASSWORD: cloud.credentials.password,
  PROJECT: cloud.credentials.projectName,
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

  it("a holder that hangs elsewhere keeps those waiting who came first, of whom one logs in, and nobody after", async () => {
    const waiting = Array.from({ length: 5 }, () => {
      const tokenStore = fileTokenStore({ directory });
      return new Session({ auth: password(cloud.credentials), tokenStore });
    });
    const held = new Map<string, string>();
    const other = new Session({ auth: password(cloud.credentials), tokenStore: held });
    await other.authenticate();
    const [key = ""] = held.keys();
    await mkdir(directory, { recursive: true, mode: 0o700 });
    writeFileSync(join(directory, `${key}.lock`), JSON.stringify({ id: "x", pid: 1, host: "elsewhere" }));
    const tokens = new Set(await Promise.all(waiting.map((session) => session.token())));
    expect(await store.get(key)).toContain([...tokens].join());
    expect([tokens.size, logins()]).toEqual([1, 2]);
    expect(readdirSync(directory)).toEqual([`${key}.json`]);
    await Promise.all([...waiting, other].map((session) => session.close()));
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
