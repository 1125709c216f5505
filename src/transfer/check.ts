import { isPlain } from "../adapter/check.ts";
import { ConfigError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { isBody } from "../transport/request-body.ts";
import { hashFor } from "./checksum.ts";

/** Checks what a caller without a type checker may have got wrong. @throws ConfigError (`INVALID_VALUE`). */
export function requireOptions(options: unknown): void {
  if (!isRecord(options)) throw invalid("options", "must be an object such as { onProgress: (progress) => … }");
  const { onProgress, range, checksum, headers } = options;
  if (onProgress !== undefined && typeof onProgress !== "function") throw invalid("onProgress", "must be a function");
  if (range !== undefined && !isRange(range)) {
    throw invalid("range", "must be { first, last }, whole numbers from 0, of which last is not before first");
  }
  if (headers !== undefined && !isPlain(headers)) {
    throw invalid("headers", 'must be an object such as { "content-type": "image/jpeg" }');
  }
  if (headers !== undefined && Object.keys(headers).some((name) => name.toLowerCase() === "range")) {
    throw invalid(
      "range",
      "must say which part is wanted; a Range header would not be minded where a download goes on",
    );
  }
  if (checksum !== undefined && checksum !== false) requireMakeable(checksum);
}

/** Checks where a download goes. @throws ConfigError (`INVALID_VALUE`). */
export function requireFile(file: unknown): void {
  if (typeof file !== "string" || file === "") throw invalid("file", "must be the path of a file");
}

function requireMakeable(checksum: unknown): void {
  if (!isRecord(checksum) || typeof checksum.algorithm !== "string" || typeof checksum.value !== "string") {
    throw invalid("checksum", 'must be false or such as { algorithm: "sha512", value: "9f86…" }');
  }
  if (hashFor(checksum.algorithm) !== undefined) return;
  throw invalid("checksum", `asks for ${checksum.algorithm}, which this Node does not have`);
}

/**
 * Checks where data is. Without its name an object's path is that of its container.
 *
 * @throws ConfigError (`INVALID_VALUE`).
 */
export function requirePath(path: unknown): void {
  const whole =
    Array.isArray(path) && path.length > 0 && path.every((part) => ["string", "number"].includes(typeof part));
  if (whole && path.at(0) !== "" && path.at(-1) !== "") return;
  throw invalid(
    "path",
    'must be a list of names such as ["photos", "a/b.jpg"], of which neither the first nor the last is empty',
  );
}

/** Checks what is to be uploaded. @throws ConfigError (`INVALID_VALUE`). */
export function requireSource(source: unknown): void {
  const named = isRecord(source) && typeof source.file === "string";
  if (named || typeof source === "function" || isBody(source)) return;
  const kinds = "text, bytes, a Blob, an open file, a stream, a function that makes one of these, or { file: path }";
  throw invalid("source", `must be ${kinds}`);
}

function isRange(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { first, last } = value;
  return isPlace(first) && (last === undefined || (isPlace(last) && last >= first));
}

function isPlace(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function invalid(key: string, problem: string): ConfigError {
  return new ConfigError("INVALID_VALUE", `The option ${key} of a transfer ${problem}.`, { key });
}
