import { randomUUID } from "node:crypto";
import { type FileHandle, lstat, open, readFile, rm, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { isRecord, jsonIn } from "../../errors/record.ts";

const HEARTBEAT = 1_000;
/** ms without a sign of life, by the waiter's clock, after which a lock is taken away; twice that long nobody waits. */
const SILENCE = 4_000;
/** Looks that saw none; a waiter that was suspended itself, or got no processor, has not looked. */
const SILENT_LOOKS = 20;
/** ms after which whoever was about to take a dead holder's lock away is given up. */
const LONGEST_CLEARING = 10_000;
/** ms by the file's time: so old, a lock was left behind long ago, by a machine that was switched off for instance. */
const ANCIENT = 60_000;
const SHORTEST_PAUSE = 10;
const LONGEST_PAUSE = 150;

/** What a waiter saw of a lock. */
interface Sight {
  /** Undefined for what is no file and therefore nobody's lock, such as a link to nowhere. */
  readonly text: string | undefined;
  readonly touched: number;
}

/**
 * A lock between processes: a file that names its holder and is touched while it is held. It ends with its holder, at
 * once when that was a process of this machine, else when whoever waits has seen nothing touch it for some seconds.
 */
export class FileLock {
  readonly #path: string;
  readonly #text: string = JSON.stringify({ id: randomUUID(), pid: process.pid, host: hostname() });

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Waits until the lock is there for the taking; the wait ends with the signal.
   *
   * @throws Error when it cannot be taken away from a holder that shows no sign of life.
   */
  async take(signal: AbortSignal): Promise<void> {
    const watch = new Watch();
    let pause = SHORTEST_PAUSE;
    while (!(await create(this.#path, this.#text))) {
      signal.throwIfAborted();
      const sight = await look(this.#path);
      const silence = watch.see(sight);
      if (silence > 2 * SILENCE) throw new Error("whoever has the turn shows no sign of life");
      if (sight !== undefined && (isDead(sight) || silence > SILENCE)) await this.#clear(sight);
      // One that was given back just now is there for the taking.
      pause = sight === undefined ? SHORTEST_PAUSE : Math.min(pause * 2, LONGEST_PAUSE);
      await sleep(pause * (0.5 + Math.random()), undefined, { signal });
    }
  }

  /** Runs work while the lock is held, and gives it back. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    const heart = setInterval(() => {
      const now = new Date();
      utimes(this.#path, now, now).catch(() => undefined);
    }, HEARTBEAT);
    heart.unref();
    try {
      return await work();
    } finally {
      clearInterval(heart);
      if ((await look(this.#path))?.text === this.#text) await remove(this.#path);
    }
  }

  /**
   * Takes away the lock of a dead holder, or of a silent one, who at the worst logs in as well; one at a time, lest the
   * living lock that follows it is taken for the dead one.
   */
  async #clear(dead: Sight): Promise<void> {
    const clearing = `${this.#path}.clear`;
    if (await create(clearing, "")) {
      try {
        const now = await look(this.#path);
        if (now !== undefined && now.text === dead.text && now.touched === dead.touched) await remove(this.#path);
      } finally {
        await remove(clearing);
      }
      return;
    }
    const other = await look(clearing);
    if (other !== undefined && Math.abs(Date.now() - other.touched) > LONGEST_CLEARING) await remove(clearing);
  }
}

/** Watches a lock for signs of life: it is touched, or changes hands. */
class Watch {
  #last: Sight | undefined;
  #since = 0;
  #looks = 0;

  /** For how long there has been none, ms. */
  see(sight: Sight | undefined): number {
    const now = performance.now();
    if (sight === undefined || sight.text !== this.#last?.text || sight.touched !== this.#last?.touched) {
      this.#last = sight;
      this.#since = now;
      this.#looks = 0;
    }
    return ++this.#looks > SILENT_LOOKS ? now - this.#since : 0;
  }
}

/** Makes a file with some text, unless there is one already. */
async function create(path: string, text: string): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await open(path, "wx", 0o600);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  try {
    await file.writeFile(text);
  } catch (error) {
    // One that names nobody, as on a full disk, would keep everybody waiting.
    await remove(path);
    throw error;
  } finally {
    await file.close();
  }
  return true;
}

async function look(path: string): Promise<Sight | undefined> {
  try {
    const about = await lstat(path);
    return { text: about.isFile() ? await readFile(path, "utf8") : undefined, touched: about.mtimeMs };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function isDead({ text, touched }: Sight): boolean {
  // A time to come is one of a clock that has been set back since.
  if (text === undefined || Math.abs(Date.now() - touched) > ANCIENT) return true;
  const holder = holderOf(text);
  if (holder?.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === "ESRCH";
  }
}

function holderOf(text: string): { readonly pid: number; readonly host: unknown } | undefined {
  const value = jsonIn(text);
  const pid = isRecord(value) ? value.pid : undefined;
  // 0 and below are groups of processes, not holders.
  return isRecord(value) && Number.isSafeInteger(pid) && Number(pid) > 0
    ? { pid: Number(pid), host: value.host }
    : undefined;
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
