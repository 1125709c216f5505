import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { redactHeaders } from "../redaction/table.ts";
import type { Answer } from "../transport/answer.ts";
import { requireFile, requireOptions } from "./check.ts";
import { type Checksum, hashFor, requireChecksum, statedChecksum } from "./checksum.ts";
import { replacing } from "./replacing.ts";
import { type Begun, type ByteRange, notThePart, partOf, rangeHeaders, resuming, sizeOf } from "./resuming.ts";
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
 * @throws HttpError; ConfigError (`INVALID_VALUE`) for options that cannot be, such as a checksum Node cannot make; in the
 *   stream also HttpError `CHECKSUM_MISMATCH`, `CONTENT_CHANGED`, and what broke it last after more than five breaks in a
 *   row: TransportError, or HttpError where the service was away (429, 502, 503, 504) or asks for more than a minute.
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
  const ending = new AbortController();
  const signal = options.signal === undefined ? ending.signal : AbortSignal.any([options.signal, ending.signal]);
  const init = initOf({ ...options, signal });
  const headers = { ...init.headers, ...(range && rangeHeaders(range, undefined)) };
  const answer = await adapter.get(path, { ...init, headers });
  if (range !== undefined && (answer.status !== 206 || partOf(answer)?.first !== range.first)) {
    await answer.discard();
    throw notThePart(answer);
  }
  const checksum = checksumOf(answer, options);
  const size = sizeOf(answer, range);
  const begun = { adapter, path, options: { ...options, signal }, range, answer, size };
  const body = Readable.from(endedWith(watched(begun, { checksum, size }), ending), { objectMode: false });
  // What nobody began to read would keep its connection.
  body.once("close", () => void answer.discard());
  return { body, size, headers: redactHeaders(answer.headers), checksum };
}

/**
 * Downloads data into a file, which is there only when it is complete and right: until then the data is in a file of
 * another name beside it. A file that was there before is replaced and keeps its mode.
 *
 * @throws HttpError, TransportError, ConfigError as {@link download}, the last also where `file` is no file's path; the
 *   file system's errors.
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
  requireFile(file);
  return await replacing(file, async (draft) => {
    const { body, ...about } = await download(adapter, path, options);
    await pipeline(body, draft);
    return about;
  });
}

function checksumOf(answer: Answer, { range, checksum }: DownloadOptions): Checksum | undefined {
  if (checksum === false || range !== undefined) return undefined;
  const wanted = checksum ?? statedChecksum(answer);
  // What was asked for must be checked; what a service merely states need not be, where there is no such algorithm.
  return checksum === undefined && wanted !== undefined && hashFor(wanted.algorithm) === undefined ? undefined : wanted;
}

/** Ends what is waited for with the data: a generator by itself would go on with it until there is more. */
function endedWith(data: AsyncGenerator<Buffer>, ending: AbortController): AsyncIterable<Buffer> {
  const end = (): Promise<IteratorResult<Buffer>> => {
    ending.abort();
    return data.return(undefined);
  };
  return { [Symbol.asyncIterator]: () => ({ next: () => data.next(), return: end }) };
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
