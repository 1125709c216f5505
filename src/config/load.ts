import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { ConfigError } from "../errors/errors.ts";
import { defaultCloud, environmentCloud, isDescribed, namedCloud } from "./choose.ts";
import type { CloudConfig } from "./cloud.ts";
import type { Surroundings } from "./surroundings.ts";

// What "there is no such file" looks like, and a file that others may read but we may not: the next place is tried.
const ABSENT = new Set(["ENOENT", "ENOTDIR", "EISDIR", "EACCES", "EPERM"]);

/** Whether `OS_CLOUD` or other `OS_*` variables name a cloud. */
export function describesCloud(env: Surroundings["env"] = process.env): boolean {
  return isDescribed(surroundings(env));
}

/** Reads the cloud that `OS_CLOUD` names or `OS_*` variables describe. @throws ConfigError, AuthError (`INVALID_SCOPE`). */
export function loadEnvironment(env: Surroundings["env"] = process.env): Promise<CloudConfig> {
  return environmentCloud(surroundings(env));
}

/** Reads a cloud of clouds.yaml: the one named, else `OS_CLOUD`'s, else the only one. @throws ConfigError, AuthError (`INVALID_SCOPE`). */
export function loadCloud(name?: string): Promise<CloudConfig> {
  return namedCloud(surroundings(process.env), name);
}

/** Reads what applies when nothing is said; undefined when nothing is configured. @throws ConfigError, AuthError (`INVALID_SCOPE`). */
export function loadDefault(): Promise<CloudConfig | undefined> {
  return defaultCloud(surroundings(process.env));
}

function surroundings(env: Surroundings["env"]): Surroundings {
  return { env, cwd: process.cwd(), home: homedir(), readFile: readText };
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (ABSENT.has(code)) return undefined;
    throw new ConfigError("INVALID_FILE", `${path} cannot be read: ${String(cause)}.`, { file: path, cause });
  }
}
