import { createHash, getHashes, type Hash } from "node:crypto";
import { HttpError, type HttpErrorCode } from "../errors/errors.ts";
import type { Answer } from "../transport/answer.ts";

/** What data must hash to. */
export interface Checksum {
  /** As `node:crypto` names it: "md5", "sha512". */
  readonly algorithm: string;
  /** Hexadecimal. */
  readonly value: string;
}

const MD5 = /^"?([0-9a-f]{32})"?$/i;

/**
 * The checksum an answer states: Image's Content-MD5, or Object Storage's ETag where that is one of the data and not of
 * a manifest. undefined: none.
 */
export function statedChecksum({ headers }: Answer): Checksum | undefined {
  if (headers["x-static-large-object"] !== undefined || headers["x-object-manifest"] !== undefined) return undefined;
  const [, value] = MD5.exec(headers["content-md5"] ?? headers.etag ?? "") ?? [];
  return value === undefined ? undefined : { algorithm: "md5", value: value.toLowerCase() };
}

/** A hash to check data with; undefined where this Node has no such algorithm, as MD5 in a FIPS build. */
export function hashFor(algorithm: string): Hash | undefined {
  return getHashes().includes(algorithm.toLowerCase()) ? createHash(algorithm) : undefined;
}

/** The error of data that is not what was promised. */
export function badData(code: HttpErrorCode, problem: string, answer: Answer): HttpError {
  const { status, method, url, requestId, headers } = answer;
  return new HttpError(code, `${method} ${url}: ${problem}`, {
    status,
    method,
    url,
    service: undefined,
    requestId,
    body: undefined,
    retryAfter: undefined,
    headers,
  });
}

/** @throws HttpError `CHECKSUM_MISMATCH` */
export function requireChecksum(found: string, { algorithm, value }: Checksum, answer: Answer): void {
  if (found.toLowerCase() === value.toLowerCase()) return;
  throw badData("CHECKSUM_MISMATCH", `the data has the ${algorithm} ${found}, not ${value}`, answer);
}
