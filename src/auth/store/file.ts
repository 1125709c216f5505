import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { ConfigError } from "../../errors/errors.ts";
import { isRecord, jsonIn } from "../../errors/record.ts";
import { FileLock } from "./file-lock.ts";
import { type TokenStore, TURN_PATIENCE, type VigilantStore } from "./token-store.ts";
import { Turns } from "./turns.ts";

/** ms that a login waits for those of other processes, many of which may have started at once on a busy machine. */
const LONGEST_TURN = 20_000;
/** Names of this store's own files, so that nothing else is ever removed. */
const OWN_NAME = /^[0-9a-f]{64}\.(json|lock|lock\.clear|tmp\.[0-9a-f-]+)$/;
const OLD = 7 * 24 * 3_600_000;
const LARGEST = 2 ** 24;

/** What {@link fileTokenStore} takes. */
export interface FileTokenStoreOptions {
  /** Made with mode 0700 when it is not there. @default "osauth" in the user's cache directory */
  readonly directory?: string | undefined;
}

class FileTokenStore implements VigilantStore {
  readonly [TURN_PATIENCE] = LONGEST_TURN;
  readonly #directory: string;
  /** Before the locks between processes, which do not tell who failed. */
  readonly #turns = new Turns();
  #tidied = false;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async get(key: string): Promise<string | undefined> {
    const text = await readOwn(this.#path(key, "json"));
    const entry = text === undefined ? undefined : jsonIn(text);
    return isRecord(entry) &&
      typeof entry.until === "number" &&
      entry.until > Date.now() &&
      typeof entry.value === "string"
      ? entry.value
      : undefined;
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    if (!(ttlMs > 0)) return;
    await prepare(this.#directory);
    const draft = `${this.#path(key, "tmp")}.${randomUUID()}`;
    try {
      const file = await open(draft, "wx", 0o600);
      try {
        await file.writeFile(JSON.stringify({ until: Date.now() + ttlMs, value }));
      } finally {
        await file.close();
      }
      await rename(draft, this.#path(key, "json")).catch(async () => {
        // A directory in the way is not replaced by itself.
        await this.delete(key);
        await rename(draft, this.#path(key, "json"));
      });
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    await this.#tidy();
  }

  async delete(key: string): Promise<void> {
    await rm(this.#path(key, "json"), { recursive: true, force: true });
  }

  exclusive<T>(key: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#turns.run(key, signal, async (alone) => {
      if (!alone) return work();
      await prepare(this.#directory);
      const lock = new FileLock(this.#path(key, "lock"));
      await lock.take(signal);
      return lock.hold(work);
    });
  }

  #path(key: string, kind: "json" | "lock" | "tmp"): string {
    const name = /^[0-9a-f]{64}$/.test(key) ? key : createHash("sha256").update(key).digest("hex");
    return join(this.#directory, `${name}.${kind}`);
  }

  /** Removes, once in a store's life, what nobody has touched for a week. */
  async #tidy(): Promise<void> {
    if (this.#tidied) return;
    this.#tidied = true;
    const names = (await readdir(this.#directory)).filter((name) => OWN_NAME.test(name));
    for (const name of names) {
      const path = join(this.#directory, name);
      const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
      if (age > OLD) await rm(path, { force: true }).catch(() => undefined);
    }
  }
}

/**
 * Keeps tokens in files that only this user can read, for processes that share a home directory; of those that start
 * together one logs in. Nothing is touched before a token is wanted.
 *
 * @throws ConfigError (`INVALID_VALUE`) when the directory is no text, or (`MISSING_VALUE`) not named by a user without
 *   a home; (`INVALID_VALUE`) on use, when others may write to it.
 * @example
 * ```ts
 * const session = await Session.connect({ tokenStore: fileTokenStore() });
 * ```
 */
export function fileTokenStore(options: FileTokenStoreOptions = {}): TokenStore {
  const directory: unknown = options.directory ?? join(cacheDirectory(), "osauth");
  if (typeof directory === "string" && directory !== "") return new FileTokenStore(directory);
  const text = "The option directory of fileTokenStore() must be the path of a directory.";
  throw new ConfigError("INVALID_VALUE", text, { key: "directory" });
}

function cacheDirectory(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === "win32" && LOCALAPPDATA) return LOCALAPPDATA;
  if (process.platform === "darwin") return join(home(), "Library", "Caches");
  // A relative one is to be ignored, says its specification: tokens would lie about in working directories.
  return XDG_CACHE_HOME !== undefined && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(home(), ".cache");
}

function home(): string {
  const found = homeOrCause();
  if (typeof found === "string" && isAbsolute(found)) return found;
  const text = "This user has no home directory to keep tokens in: name one with the option directory.";
  throw new ConfigError("MISSING_VALUE", text, { key: "directory", cause: found });
}

function homeOrCause(): unknown {
  try {
    return homedir();
  } catch (cause) {
    return cause;
  }
}

/** Makes the directory; in one that others may write to, files could be put in the place of ours. */
async function prepare(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { uid, mode } = await stat(directory);
  if (isMine(uid) && (process.platform === "win32" || (mode & 0o022) === 0)) return;
  // Not "tokens: chmod", of which the diagnostics would mask the way out.
  const text = `${directory} is no place for tokens, because it belongs to others or may be written by them: chmod 700 it, or name another directory.`;
  throw new ConfigError("INVALID_VALUE", text, { key: "directory" });
}

/** A file's text if it is one that this user alone can read and write; anything else is as good as absent. */
async function readOwn(path: string): Promise<string | undefined> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)).catch(
    absent,
  );
  if (file === undefined) return undefined;
  try {
    const about = await file.stat();
    const open = process.platform !== "win32" && (about.mode & 0o077) !== 0;
    if (!about.isFile() || open || !isMine(about.uid) || about.size > LARGEST) return undefined;
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

function isMine(uid: number): boolean {
  return process.getuid === undefined || uid === process.getuid();
}

const NOTHING_OF_OURS = new Set(["ENOENT", "ENOTDIR", "ELOOP", "EISDIR", "EACCES", "EPERM", "ENXIO"]);

function absent(error: unknown): undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!NOTHING_OF_OURS.has(code)) throw error;
}
