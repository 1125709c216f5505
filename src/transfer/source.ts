import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { ConfigError } from "../errors/errors.ts";
import { filePartsOf } from "../transport/file-parts.ts";
import { isFile, type LastingBody, type OneShotBody, type RequestBody } from "../transport/request-body.ts";

/** What is uploaded: a body as requests take them, or the path of a file. */
export type UploadSource = RequestBody | { readonly file: string };

/** Data of which any part can be read any number of times. */
export interface Lasting {
  readonly size: number;
  /** What changes when the data does, for files. */
  readonly version: string | undefined;
  read(from: number, to: number): AsyncIterable<Uint8Array>;
  /** @throws ConfigError (`INVALID_VALUE`) when the data is another than when it was opened. */
  requireUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a source: data that lasts, or parts that come once. */
export async function opened(source: UploadSource): Promise<Lasting | OneShotBody> {
  if (typeof source === "function") return opened(await source());
  if (typeof source === "string") return bytesOf(Buffer.from(source));
  if (source instanceof Uint8Array) return bytesOf(source);
  if (source instanceof Blob) return blobOf(source);
  if (isFile(source)) return fileOf(source, async () => undefined);
  if (isNamed(source)) return namedFile(source.file);
  return source;
}

/** Whether a source was opened as data that lasts. */
export function isLasting(source: Lasting | OneShotBody): source is Lasting {
  return "read" in source && "close" in source && "size" in source;
}

/** Closes what was opened; of a stream, what is left is not wanted any more. */
export async function end(source: Lasting | OneShotBody): Promise<void> {
  if (isLasting(source)) await source.close();
  else if (source instanceof Readable) source.destroy();
}

function isNamed(source: Exclude<UploadSource, (() => unknown) | LastingBody>): source is { readonly file: string } {
  return "file" in source && typeof source.file === "string";
}

function bytesOf(bytes: Uint8Array): Lasting {
  return {
    size: bytes.byteLength,
    version: undefined,
    read: async function* (from, to) {
      yield bytes.subarray(from, to);
    },
    requireUnchanged: async () => undefined,
    close: async () => undefined,
  };
}

function blobOf(blob: Blob): Lasting {
  return {
    size: blob.size,
    version: undefined,
    read: (from, to) => blob.slice(from, to).stream(),
    requireUnchanged: async () => undefined,
    close: async () => undefined,
  };
}

async function namedFile(path: string): Promise<Lasting> {
  const handle = await open(path);
  try {
    return await fileOf(handle, () => handle.close());
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function fileOf(handle: FileHandle, close: () => Promise<void>): Promise<Lasting> {
  const about = await handle.stat();
  if (!about.isFile()) {
    throw new ConfigError("INVALID_VALUE", "What is uploaded is no regular file; give a stream that reads it.", {
      key: "source",
    });
  }
  return {
    size: about.size,
    version: String(about.mtimeMs),
    read: (from, to) => filePartsOf(handle, { from, to }),
    requireUnchanged: async () => {
      const { size, mtimeMs } = await handle.stat();
      if (size === about.size && mtimeMs === about.mtimeMs) return;
      throw new ConfigError("INVALID_VALUE", "The file changed while it was uploaded; upload it again.", {
        key: "source",
      });
    },
    close,
  };
}
