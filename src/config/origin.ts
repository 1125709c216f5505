import { ConfigError, type ConfigErrorCode } from "../errors/errors.ts";
import type { ConfigSource } from "./layers.ts";

/** Whose settings they are: a cloud of a file, or the environment's. */
export type Origin =
  | { readonly cloud: string; readonly file: string | undefined; readonly line?: number | undefined }
  | "environment";

/** A setting, where it comes from, and whose it is. */
export interface Place {
  readonly key: string;
  readonly source: ConfigSource;
  readonly origin: Origin;
}

/** What is wrong with a setting. */
export interface Problem {
  readonly code: ConfigErrorCode;
  readonly problem: string;
  readonly cause?: unknown;
}

/** An error in the words of the place a setting comes from or, when nothing says it, should stand. */
export function errorAt(place: Place, { code, problem, cause }: Problem): ConfigError {
  const { source, origin } = place;
  const key = nameAt(place);
  const owner = origin === "environment" ? "" : `cloud "${origin.cloud}": `;
  const at = (file: string | undefined, line: number | undefined): ConfigError => {
    const text = `${file === undefined ? "" : `${fileAt(file, line)}: `}${owner}${key} ${problem}.`;
    return new ConfigError(code, text, { key, file, line, cause });
  };
  if (source.kind === "file") return at(source.file, source.line);
  if (source.kind === "profile") {
    return new ConfigError(code, `${owner}${key} of the profile ${source.name} ${problem}.`, { key, cause });
  }
  if (source.kind === "default" && origin !== "environment") return at(origin.file, origin.line);
  const kind = source.kind === "option" ? "option" : "environment variable";
  return new ConfigError(code, `The ${kind} ${key} ${problem}.`, { key, cause });
}

/** A setting and where it stands, for a message about another one. */
export function placeText(place: Place): string {
  const { source } = place;
  if (source.kind === "file") return `${place.key} (${fileAt(source.file, source.line)})`;
  return source.kind === "profile" ? `${place.key} of the profile ${source.name}` : nameAt(place);
}

/** A file and a line of it, if it is known. */
export function fileAt(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`;
}

function nameAt({ key, source, origin }: Place): string {
  if (source.kind === "variable") return source.name;
  if (source.kind === "option") return key.replace(/_name$/, "");
  return source.kind === "default" && origin === "environment" ? `OS_${key.toUpperCase()}` : key;
}
