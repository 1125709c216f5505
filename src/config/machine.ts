import { readdir, readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { ConfigError } from "../errors/errors.ts";
import type { FileContent, Surroundings } from "./surroundings.ts";
import { fetchJson } from "./well-known.ts";

// What "there is no such file" looks like, and a file that others may read but we may not: the next place is tried.
const ABSENT = new Set(["ENOENT", "ENOTDIR", "EISDIR", "EACCES", "EPERM"]);

/** This process on this machine. */
export function machine(): Surroundings {
  return {
    env: process.env,
    cwd: orRoot(() => process.cwd()),
    home: orRoot(homedir),
    platform: process.platform,
    readFile: read,
    listFiles: list,
    fetchJson,
  };
}

/** A user without a home, or in a directory that was removed, can still have variables and files named by them. */
function orRoot(find: () => string): string {
  try {
    return find();
  } catch {
    return "/";
  }
}

/** Surroundings of texts instead of a disk and a network. */
export const recorded = {
  files(files: Readonly<Record<string, string | FileContent>>): Pick<Surroundings, "readFile" | "listFiles"> {
    const contentOf = (path: string): FileContent | undefined => {
      const found = Object.hasOwn(files, path) ? files[path] : undefined;
      return typeof found === "string" ? { text: found } : (found ?? undefined);
    };
    const names = (path: string): readonly string[] => {
      const below = `${path.replace(/\/+$/, "")}/`;
      return Object.keys(files).flatMap((file) => (file.startsWith(below) ? [file.slice(below.length)] : []));
    };
    return {
      readFile: async (path) => contentOf(path),
      listFiles: async (path) => (names(path).length === 0 ? undefined : names(path)),
    };
  },
  published(documents: Readonly<Record<string, unknown>>): Pick<Surroundings, "fetchJson"> {
    const fetch: Surroundings["fetchJson"] = async (url) => {
      if (Object.hasOwn(documents, url)) return documents[url];
      throw new Error("nothing is published there");
    };
    return { fetchJson: fetch };
  },
} as const;

async function read(path: string): Promise<FileContent | undefined> {
  return unlessAbsent(path, async () => {
    const text = await readFile(path, "utf8");
    return process.platform === "win32" ? { text } : { text, mode: (await stat(path)).mode };
  });
}

async function list(path: string): Promise<readonly string[] | undefined> {
  return unlessAbsent(path, () => readdir(path));
}

async function unlessAbsent<T>(path: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (ABSENT.has(code)) return undefined;
    throw new ConfigError("INVALID_FILE", `${path} cannot be read: ${String(cause)}.`, { file: path, cause });
  }
}
