import { randomUUID } from "node:crypto";
import { open, rename, rm, stat } from "node:fs/promises";
import type { Writable } from "node:stream";
import { ConfigError } from "../errors/errors.ts";

/**
 * Writes a file under another name beside it, and gives it its name when it is complete. One that was there keeps its
 * mode.
 *
 * @throws ConfigError (`INVALID_VALUE`) where the name is that of a folder or a device; the file system's errors.
 */
export async function replacing<T>(file: string, write: (to: Writable) => Promise<T>): Promise<T> {
  const mode = await modeOf(file);
  const draft = `${file}.${randomUUID()}.part`;
  const handle = await open(draft, "wx", mode);
  try {
    // A new file gets less than it is opened with where the process has a mask.
    if (mode !== undefined) await handle.chmod(mode);
    // The stream closes it when it ends; one that nobody wrote to is closed below.
    const written = await write(handle.createWriteStream());
    await rename(draft, file);
    return written;
  } catch (error) {
    await handle.close();
    await rm(draft, { force: true });
    throw error;
  }
}

/** Who may read and write the file that is there; undefined when there is none. */
async function modeOf(file: string): Promise<number | undefined> {
  try {
    const about = await stat(file);
    if (about.isFile()) return about.mode & 0o777;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  const text = `The option file of a transfer must be the path of a file; ${file} is something else.`;
  throw new ConfigError("INVALID_VALUE", text, { key: "file" });
}
