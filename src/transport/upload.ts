import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { filePartsOf } from "./file-parts.ts";
import { isBody, isFile, type OneShotBody, type RequestBody } from "./request-body.ts";

/** Bytes that are read ahead of a slow connection. */
const HELD = 128 * 1024;

/** Who follows an upload. */
export interface UploadWatch {
  /** A part has gone out. */
  readonly onPart: () => void;
  /** The source of the body failed, which is nobody's fault but the source's. */
  readonly onFailure: (cause: unknown) => void;
}

/** A body as the dispatcher takes it. */
export interface Upload {
  readonly content: string | Buffer | Readable;
  /** Bytes, where they are known and the dispatcher cannot see them. */
  readonly length?: number;
}

/** Makes a body ready to be sent; at once, unless its size has to be asked for or a function makes it. */
export function uploadOf(body: RequestBody, watch: UploadWatch): Upload | Promise<Upload> {
  if (typeof body === "string") return { content: body };
  if (body instanceof Uint8Array) return { content: Buffer.from(body.buffer, body.byteOffset, body.byteLength) };
  if (typeof body === "function") return made(body, watch);
  if (body instanceof Blob) return { content: watched(body.stream(), watch), length: body.size };
  if (isFile(body)) return file(body, watch);
  return { content: watched(body, watch) };
}

async function made(make: Extract<RequestBody, () => unknown>, watch: UploadWatch): Promise<Upload> {
  const body: unknown = await make();
  if (isBody(body)) return uploadOf(body, watch);
  throw new TypeError(`the function gave ${body === null ? "null" : `a value of type ${typeof body}`}`);
}

async function file(handle: FileHandle, watch: UploadWatch): Promise<Upload> {
  const { size } = await statOf(handle);
  return { content: watched(filePartsOf(handle, { from: 0, to: size }), watch), length: size };
}

async function statOf(handle: FileHandle): Promise<{ readonly size: number }> {
  const found = await handle.stat();
  if (!found.isFile()) throw new TypeError("it is no regular file; give a stream that reads it");
  return found;
}

/**
 * Runs the call that a body was given to, which is the call's from then on: a stream that fails before anybody reads it
 * does not end the process, and one whose call fails is closed.
 */
export async function owning<T>(body: Readable, work: () => Promise<T>): Promise<T> {
  expectError(body);
  try {
    return await work();
  } catch (error) {
    body.destroy();
    throw error;
  }
}

/** Who reads a stream hears of its error; when nobody does yet, it must not be the process's. */
function expectError(stream: unknown): void {
  if (stream instanceof Readable) stream.on("error", () => undefined);
}

function watched(source: OneShotBody, watch: UploadWatch): Readable {
  if (source instanceof Readable && source.readableEnded) throw new Error("the stream has already been read");
  return new PartStream(source, watch);
}

/** A body's parts as they are asked for; a generator between them and the wire would halve the speed. */
class PartStream extends Readable {
  readonly #source: OneShotBody;
  readonly #parts: AsyncIterator<unknown> | Iterator<unknown>;
  readonly #watch: UploadWatch;
  #pulling = false;

  constructor(source: OneShotBody, watch: UploadWatch) {
    super({ highWaterMark: HELD });
    expectError(this);
    expectError(source);
    this.#source = source;
    this.#parts = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    this.#watch = watch;
  }

  override _read(): void {
    if (!this.#pulling) void this.#pull();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    // An iterator that was never asked for a part would leave its stream open.
    if (this.#source instanceof Readable) this.#source.destroy();
    else if (!this.readableEnded) void this.#giveUp();
    callback(error);
  }

  async #pull(): Promise<void> {
    this.#pulling = true;
    try {
      for (let wanted = true; wanted && !this.destroyed; ) {
        const { done, value } = await this.#parts.next();
        wanted = done === true ? this.push(null) : this.#pass(value);
      }
    } catch (cause) {
      // A body that is gone in the turn in which it is first read sets undici spinning, over HTTP/2.
      await new Promise(setImmediate);
      this.#watch.onFailure(cause);
      this.destroy(cause instanceof Error ? cause : new Error(String(cause)));
    } finally {
      this.#pulling = false;
    }
  }

  /** Passes a part on; false when no more are wanted for now. */
  #pass(part: unknown): boolean {
    if (typeof part !== "string" && !(part instanceof Uint8Array)) {
      throw new TypeError(`a part of it is neither text nor bytes but of type ${typeof part}`);
    }
    if (this.destroyed) return false;
    this.#watch.onPart();
    return part.length === 0 || this.push(part);
  }

  async #giveUp(): Promise<void> {
    try {
      await this.#parts.return?.();
    } catch {
      // The request is over, and so is what its body might have said.
    }
  }
}
