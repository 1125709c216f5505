import type { FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";

/** A body that can only be sent once. */
export type OneShotBody = Readable | AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** A body that can be sent again: text, bytes, a Blob, or a regular file, which is read from its beginning. */
export type LastingBody = string | Uint8Array | Blob | FileHandle;

/** What can be sent; a function makes the body anew for every attempt. */
export type RequestBody =
  | LastingBody
  | OneShotBody
  | (() => LastingBody | OneShotBody | Promise<LastingBody | OneShotBody>);

/** Whether the body can be sent a second time. */
export function isReplayable(body: RequestBody | undefined): boolean {
  return (
    body === undefined ||
    typeof body === "string" ||
    typeof body === "function" ||
    body instanceof Uint8Array ||
    body instanceof Blob ||
    isFile(body)
  );
}

/** Whether this is a file opened by node:fs/promises. */
export function isFile(value: unknown): value is FileHandle {
  return (
    typeof value === "object" &&
    value !== null &&
    "fd" in value &&
    "stat" in value &&
    typeof value.stat === "function" &&
    "read" in value &&
    typeof value.read === "function"
  );
}

/** Whether this can be a body. */
export function isBody(value: unknown): value is LastingBody | OneShotBody {
  if (typeof value === "string" || value instanceof Uint8Array || value instanceof Blob || isFile(value)) return true;
  return typeof value === "object" && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value);
}
