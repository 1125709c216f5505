import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw } from "node:zlib";

type Decoder = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const LONGEST = 2 ** 31 - 1;
const wrapped: Decoder = promisify(inflate);
const raw: Decoder = promisify(inflateRaw);
const zipped: Decoder = promisify(gunzip);

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ["gzip", zipped],
  ["x-gzip", zipped],
  // Some servers leave out the wrapper that the standard asks for; its first byte tells.
  ["deflate", (bytes, options) => (((bytes[0] ?? 0) & 0x0f) === 8 ? wrapped : raw)(bytes, options)],
  ["br", promisify(brotliDecompress)],
]);

/** What may be asked of a server with Accept-Encoding. */
export const READABLE_CODINGS = "gzip, deflate, br";

/** The codings to undo, the last applied first; undefined when there are none, or one that nobody here knows. */
export function codingsOf(header: string | undefined): readonly string[] | undefined {
  if (header === undefined || header === "") return undefined;
  const names = header
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "identity");
  return names.length > 0 && names.every((name) => DECODERS.has(name)) ? names.reverse() : undefined;
}

/** Undoes content codings; rejects when that gives more than `limit` bytes (0: no limit) or the bytes are no such thing. */
export async function decoded(bytes: Buffer, codings: readonly string[], limit: number): Promise<Buffer> {
  let plain = bytes;
  for (const name of codings) {
    plain = (await DECODERS.get(name)?.(plain, { maxOutputLength: limit === 0 ? LONGEST : limit })) ?? plain;
  }
  return plain;
}

/** Whether decoding ended because of its limit. */
export function isTooLong(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
}
