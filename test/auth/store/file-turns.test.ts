import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileTokenStore, password, Session } from "../../../src/index.ts";
import { runChild, startChild } from "../../support/child.ts";
import { failure } from "../../support/failure.ts";
import { withFileStore } from "./file-store.ts";

const KEY = "ab".repeat(32);
const patient = new AbortController().signal;

const here = withFileStore();
const childEnv = (): Record<string, string> => ({
  STORE: "file",
  AT: here.directory,
  AUTH_URL: here.cloud.authUrl,
  USERNAME: here.cloud.credentials.username,
  PASSWORD: here.cloud.credentials.password,
  PROJECT: here.cloud.credentials.projectName,
});

describe("one turn at a time between processes", () => {
  it("fifty processes that start together log in once", async () => {
    const tokens = await Promise.all(Array.from({ length: 50 }, () => runChild("log-in", childEnv())));
    expect([new Set(tokens).size, here.logins()]).toEqual([1, 1]);
    expect(readdirSync(here.directory)).toHaveLength(1);
  }, 180_000);

  it("a process with another password does not get in", async () => {
    await runChild("log-in", childEnv());
    const wrong = await failure(runChild("log-in", { ...childEnv(), PASSWORD: "wrong" }));
    expect(wrong).toMatchObject({ stderr: expect.stringContaining("AUTH_FAILED") });
  });

  it("a killed holder keeps nobody waiting", async () => {
    const holder = await startChild("hold-turn", { AT: here.directory, KEY });
    const controller = new AbortController();
    const waiting = Promise.resolve(here.store.exclusive?.(KEY, async () => "mine", controller.signal));
    const first = await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 500, "still waiting"))]);
    expect(first).toBe("still waiting");
    holder.kill("SIGKILL");
    expect(await waiting).toBe("mine");
    expect(readdirSync(here.directory)).toEqual([]);
  });

  it("of many who find a dead holder's lock one at a time gets in", async () => {
    const holder = await startChild("hold-turn", { AT: here.directory, KEY });
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
        fileTokenStore({ directory: here.directory }).exclusive?.(KEY, work, new AbortController().signal),
      ),
    );
    expect([most, readdirSync(here.directory)]).toEqual([1, []]);
  });

  it.each([
    ["left behind by a machine that was switched off", JSON.stringify({ id: "x", pid: 1, host: "elsewhere" })],
    ["junk", "{"],
    ["a process group's", JSON.stringify({ id: "x", pid: -1, host: "elsewhere" })],
  ])("a lock that is old and %s keeps nobody waiting", async (_, text) => {
    await here.store.set(KEY, "v", 60_000);
    const lock = join(here.directory, `${KEY}.lock`);
    writeFileSync(lock, text);
    const old = Date.now() / 1000 - 120;
    utimesSync(lock, old, old);
    expect(await here.store.exclusive?.(KEY, async () => "mine", patient)).toBe("mine");
  });

  it.each(["17", "[]", '{"pid":"one"}'])(
    "a lock that says %j of its holder is waited for while it is young",
    async (text) => {
      await here.store.set(KEY, "v", 60_000);
      const lock = join(here.directory, `${KEY}.lock`);
      writeFileSync(lock, text);
      const waiting = Promise.resolve(here.store.exclusive?.(KEY, async () => "mine", patient));
      const first = await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 200, "still waiting"))]);
      expect(first).toBe("still waiting");
      rmSync(lock);
      expect(await waiting).toBe("mine");
    },
  );

  it.each<[string, (path: string) => void]>([
    ["a directory", (path) => mkdirSync(join(path, "inner"), { recursive: true })],
    ["a link to nowhere", (path) => symlinkSync(join(here.directory, "nowhere"), path)],
    ["a pipe", (path) => execFileSync("mkfifo", ["-m", "600", path])],
    [
      "a time to come",
      (path) => {
        writeFileSync(path, "{");
        utimesSync(path, Date.now() / 1000 + 3_600, Date.now() / 1000 + 3_600);
      },
    ],
  ])("%s in the place of a lock keeps nobody waiting", async (_, spoil) => {
    await here.store.set(KEY, "v", 60_000);
    spoil(join(here.directory, `${KEY}.lock`));
    expect(await here.store.exclusive?.(KEY, async () => "mine", patient)).toBe("mine");
    await here.store.delete(KEY);
    expect(readdirSync(here.directory)).toEqual([]);
  });

  it("a holder that hangs elsewhere keeps those waiting who came first, of whom one logs in, and nobody after", async () => {
    const waiting = Array.from({ length: 5 }, () => {
      const tokenStore = fileTokenStore({ directory: here.directory });
      return new Session({ auth: password(here.cloud.credentials), tokenStore });
    });
    const held = new Map<string, string>();
    const other = new Session({ auth: password(here.cloud.credentials), tokenStore: held });
    await other.authenticate();
    const [key = ""] = held.keys();
    await mkdir(here.directory, { recursive: true, mode: 0o700 });
    writeFileSync(join(here.directory, `${key}.lock`), JSON.stringify({ id: "x", pid: 1, host: "elsewhere" }));
    const tokens = new Set(await Promise.all(waiting.map((session) => session.token())));
    expect(await here.store.get(key)).toContain([...tokens].join());
    expect([tokens.size, here.logins()]).toEqual([1, 2]);
    expect(readdirSync(here.directory)).toEqual([`${key}.json`]);
    await Promise.all([...waiting, other].map((session) => session.close()));
  });

  it("in one process all who waited are let in at once after a failure", async () => {
    const letGo: (() => void)[] = [];
    const failing = (): Promise<never> =>
      new Promise((_, reject) => letGo.push(() => reject(new Error("Keystone is down"))));
    const all = Array.from({ length: 8 }, () =>
      failure(Promise.resolve(here.store.exclusive?.(KEY, failing, patient))),
    );
    await expect.poll(() => letGo.length).toBe(1);
    letGo[0]?.();
    await expect.poll(() => letGo.length).toBe(8);
    for (const go of letGo) go();
    await Promise.all(all);
    expect(readdirSync(here.directory)).toEqual([]);
  });

  it("whoever gives up while waiting gets no turn", async () => {
    const controller = new AbortController();
    let release = (): void => undefined;
    const held = Promise.resolve(
      here.store.exclusive?.(
        KEY,
        () =>
          new Promise<void>((resolve) => {
            release = resolve;
          }),
        patient,
      ),
    );
    await expect
      .poll(() => readdirSync(join(here.directory, "..", "..")).length && readdirSync(here.directory).length)
      .toBe(1);
    const waiting = Promise.resolve(here.store.exclusive?.(KEY, async () => "mine", controller.signal));
    controller.abort(new Error("enough"));
    expect(await failure(waiting)).toBeInstanceOf(Error);
    release();
    await held;
    expect(readdirSync(here.directory)).toEqual([]);
  });

  it("gives the turn back after a failure, and only its own", async () => {
    const work = async (): Promise<never> => {
      writeFileSync(join(here.directory, `${KEY}.lock`), "another's by now");
      throw new Error("the login failed");
    };
    expect(await failure(Promise.resolve(here.store.exclusive?.(KEY, work, patient)))).toMatchObject({
      message: "the login failed",
    });
    expect(readFileSync(join(here.directory, `${KEY}.lock`), "utf8")).toBe("another's by now");
  });
});
