import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ConfigError } from "../errors/errors.ts";
import { redactHeaders } from "../redaction/table.ts";
import type { Answer } from "../transport/answer.ts";
import { requireOptions } from "./check.ts";
import { badData, type Checksum, hashFor, requireChecksum, statedChecksum } from "./checksum.ts";
import { type Begun, type ByteRange, rangeHeaders, resuming } from "./resuming.ts";
import { initOf, type Transferable, type TransferOptions, type TransferPath } from "./transferable.ts";

/** How {@link download} reads. */
export interface DownloadOptions extends TransferOptions {
  /** The bytes that are wanted, both ends included; a part is not checked. */
  readonly range?: ByteRange;
  /** What the data must hash to; false: it is not checked. @default what the service states */
  readonly checksum?: Checksum | false;
}

/** A download on its way. */
export interface Download {
  /** The data, with backpressure; it fails when the data is not what was promised. */
  readonly body: Readable;
  /** Bytes; undefined when the service does not tell. */
  readonly size: number | undefined;
  /** Names in lower case, credentials masked. */
  readonly headers: Readonly<Record<string, string>>;
  /** The checksum the data is checked against. */
  readonly checksum: Checksum | undefined;
}

/**
 * Downloads data, an image's or an object's: a connection that breaks is taken up again where it broke, as long as the
 * data is the same, and at the end the checksum is compared.
 *
 * @throws HttpError; ConfigError (`INVALID_VALUE`) for a checksum Node cannot make; in the stream also HttpError `CHECKSUM_MISMATCH`, `CONTENT_CHANGED`, and TransportError when the
 *   connection breaks five times in a row.
 * @example
 * ```ts
 * const { body, size } = await download(store, ["photos", "summer.tar"]);
 * await pipeline(body, createWriteStream("summer.tar"));
 * ```
 */
export async function download(
  adapter: Transferable,
  path: TransferPath,
  options: DownloadOptions = {},
): Promise<Download> {
  requireOptions(options);
  const { range } = options;
  const init = initOf(options);
  const headers = { ...init.headers, ...(range && rangeHeaders(range, undefined)) };
  const answer = await adapter.get(path, { ...init, headers });
  if (range !== undefined && answer.status !== 206) {
    await answer.discard();
    throw badData("INVALID_BODY", "asked for a part, the service answered with everything", answer);
  }
  const checksum = checksumOf(answer, options);
  if (checksum !== undefined && hashFor(checksum.algorithm) === undefined) {
    await answer.discard();
    const text = `The option checksum asks for ${checksum.algorithm}, which this Node does not have.`;
    throw new ConfigError("INVALID_VALUE", text, { key: "checksum" });
  }
  const size = Number.parseInt(answer.headers["content-length"] ?? "", 10);
  const known = Number.isNaN(size) ? undefined : size;
  const begun = { adapter, path, options, range, answer, size: known };
  const body = Readable.from(watched(begun, { checksum, size: known }), { objectMode: false });
  // What nobody began to read would keep its connection.
  body.once("close", () => void answer.discard());
  return { body, size: known, headers: redactHeaders(answer.headers), checksum };
}

/**
 * Downloads data into a file, which is there only when it is complete and right: until then the data is in a file of
 * another name beside it.
 *
 * @throws HttpError, TransportError as {@link download}; the file system's errors.
 * @example
 * ```ts
 * await downloadToFile(image, ["v2", "images", id, "file"], {
 *   file: "debian.qcow2",
 *   onProgress: ({ transferred, total }) => console.log(transferred, total),
 * });
 * ```
 */
export async function downloadToFile(
  adapter: Transferable,
  path: TransferPath,
  to: { readonly file: string } & DownloadOptions,
): Promise<Omit<Download, "body">> {
  const { file, ...options } = to;
  const { body, ...about } = await download(adapter, path, options);
  const draft = `${file}.${randomUUID()}.part`;
  try {
    await pipeline(body, createWriteStream(draft, { flags: "wx" }));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return about;
}

function checksumOf(answer: Answer, { range, checksum }: DownloadOptions): Checksum | undefined {
  if (checksum === false || range !== undefined) return undefined;
  const wanted = checksum ?? statedChecksum(answer);
  // What was asked for must be checked; what a service merely states need not be, where there is no such algorithm.
  return checksum === undefined && wanted !== undefined && hashFor(wanted.algorithm) === undefined ? undefined : wanted;
}

async function* watched(
  begun: Begun,
  promised: { readonly checksum: Checksum | undefined; readonly size: number | undefined },
): AsyncGenerator<Buffer> {
  const { checksum, size } = promised;
  const hash = checksum && hashFor(checksum.algorithm);
  let transferred = 0;
  for await (const chunk of resuming(begun)) {
    hash?.update(chunk);
    transferred += chunk.length;
    begun.options.onProgress?.({ transferred, total: size });
    yield chunk;
  }
  if (checksum !== undefined && hash !== undefined) requireChecksum(hash.digest("hex"), checksum, begun.answer);
}
