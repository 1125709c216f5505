import { redactHeaders } from "../redaction/table.ts";
import type { Answer } from "../transport/answer.ts";
import type { OneShotBody } from "../transport/request-body.ts";
import { requireOptions, requireSource } from "./check.ts";
import { hashFor, requireChecksum, statedChecksum } from "./checksum.ts";
import { isLasting, opened, type UploadSource } from "./source.ts";
import { initOf, type Transferable, type TransferOptions, type TransferPath } from "./transferable.ts";

/** How {@link upload} sends. */
export interface UploadOptions extends TransferOptions {
  /** false: what the service says it got is not compared with what was sent; a manifest never is. @default true */
  readonly verify?: boolean;
}

/** An upload that is complete. */
export interface Uploaded {
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal; undefined where this Node has no MD5. */
  readonly md5: string | undefined;
  /** Of the service's answer; names in lower case, credentials masked. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Uploads data: an object's, or an image's. Its length goes along where it is known; what lasts (text, bytes, a Blob, a
 * file) or comes from a function is sent again when that is safe; and where the service answers with a checksum, as
 * Object Storage does, that is compared.
 *
 * @throws HttpError, also `CHECKSUM_MISMATCH` (the service has something else then); TransportError, also `BODY_FAILED`;
 *   the file system's errors.
 * @example
 * ```ts
 * await upload(store, ["photos", "summer.tar"], { file: "summer.tar" });
 * await upload(image, ["v2", "images", id, "file"], { file: "debian.qcow2" }, {
 *   headers: { "content-type": "application/octet-stream" },
 * });
 * ```
 */
export async function upload(
  adapter: Transferable,
  path: TransferPath,
  source: UploadSource,
  options: UploadOptions = {},
): Promise<Uploaded> {
  requireSource(source);
  requireOptions(options);
  const measure = new Measure(options);
  const answer = await sent(adapter, path, { source, options, measure });
  const stated = isCompared(options) ? statedChecksum(answer) : undefined;
  const md5 = measure.md5();
  if (stated !== undefined && md5 !== undefined) requireChecksum(md5, stated, answer);
  return { size: measure.size, md5, headers: redactHeaders(answer.headers) };
}

/** What is said of a manifest is that of the data it joins. */
function isCompared({ verify, query }: UploadOptions): boolean {
  return verify !== false && query?.["multipart-manifest"] !== "put";
}

async function sent(
  adapter: Transferable,
  path: TransferPath,
  what: { readonly source: UploadSource; readonly options: UploadOptions; readonly measure: Measure },
): Promise<Answer> {
  const { source, options, measure } = what;
  const init = initOf(options);
  if (typeof source === "function") {
    const body = async (): Promise<OneShotBody> => {
      const made = await opened(source);
      return measure.parts(isLasting(made) ? made.read(0, made.size) : made, undefined);
    };
    return adapter.put(path, { ...init, body });
  }
  const data = await opened(source);
  if (!isLasting(data)) return adapter.put(path, { ...init, body: measure.parts(data, undefined) });
  try {
    const headers = { ...init.headers, "content-length": String(data.size) };
    const body = (): OneShotBody => measure.parts(data.read(0, data.size), data.size);
    return await adapter.put(path, { ...init, headers, body });
  } finally {
    await data.close();
  }
}

/** Counts and hashes what is sent; anew when it is sent anew. */
export class Measure {
  readonly #options: Pick<TransferOptions, "onProgress">;
  #hash: ReturnType<typeof hashFor>;
  size = 0;

  constructor(options: Pick<TransferOptions, "onProgress">) {
    this.#options = options;
  }

  /** The MD5 of what was sent last; asked for once. */
  md5(): string | undefined {
    return this.#hash?.digest("hex");
  }

  async *parts(source: OneShotBody, total: number | undefined): AsyncGenerator<Uint8Array> {
    const hash = hashFor("md5");
    this.#hash = hash;
    this.size = 0;
    for await (const part of source) {
      const bytes = typeof part === "string" ? Buffer.from(part) : part;
      hash?.update(bytes);
      this.size += bytes.byteLength;
      this.#options.onProgress?.({ transferred: this.size, total });
      yield bytes;
    }
  }
}
