import { isRecord } from "../errors/record.ts";
import type { Answer } from "../transport/answer.ts";
import { hashFor, requireChecksum, statedChecksum } from "./checksum.ts";
import type { LargeObject, LargeObjectOptions } from "./large-object-options.ts";
import type { Segment } from "./segments.ts";
import { initOf, type Transferable } from "./transferable.ts";
import { Measure } from "./upload.ts";

interface Entry {
  readonly path: string;
  readonly etag: string;
  readonly size_bytes: number;
}

/** How many segments one listing has. */
const PAGE = 10_000;

/** The segments of one large object, as they are sent. */
export class Manifest {
  readonly #store: Transferable;
  readonly #container: string;
  readonly #prefix: string;
  readonly #total: number | undefined;
  readonly #options: LargeObjectOptions;
  readonly #entries: Entry[] = [];
  readonly #sent: string[] = [];
  readonly #underWay = new Map<number, number>();
  #there: ReadonlyMap<string, { readonly hash: unknown; readonly bytes: unknown }> = new Map();
  #done = 0;
  #reused = 0;

  constructor(
    store: Transferable,
    to: {
      readonly container: string;
      readonly prefix: string;
      readonly total: number | undefined;
      readonly options: LargeObjectOptions;
    },
  ) {
    this.#store = store;
    this.#container = to.container;
    this.#prefix = to.prefix;
    this.#total = to.total;
    this.#options = to.options;
  }

  /** Makes the container; and looks what an interrupted upload may have left there. */
  async prepare(lasting: boolean): Promise<void> {
    await (await this.#store.put([this.#container], this.#each())).discard();
    if (!lasting) return;
    const query = { prefix: this.#prefix, format: "json", limit: PAGE };
    const listed = await this.#store.get([this.#container], { ...this.#each(), query }).json();
    const items = (Array.isArray(listed) ? listed : []).filter(isRecord);
    this.#there = new Map(items.map(({ name, hash, bytes }) => [String(name), { hash, bytes }]));
  }

  /** Sends a segment, unless it is there. */
  async send(segment: Segment, failing: AbortSignal): Promise<void> {
    const name = this.#prefix + String(segment.index).padStart(8, "0");
    const etag = (await this.#isThere(name, segment)) ?? (await this.#upload(name, segment, failing));
    this.#entries[segment.index] = { path: `/${this.#container}/${name}`, etag, size_bytes: segment.size };
    this.#underWay.delete(segment.index);
    this.#done += segment.size;
    this.#tell();
  }

  /** Joins the segments to the object. */
  async write(path: readonly [container: string, object: string]): Promise<LargeObject> {
    const init = initOf(this.#options);
    const answer = await this.#store.put(path, {
      ...init,
      // The type is the object's, not the manifest's.
      headers: { "content-type": "application/octet-stream", ...init.headers },
      // Nothing can be joined of no segments.
      ...(this.#entries.length === 0
        ? { body: "" }
        : { query: { ...init.query, "multipart-manifest": "put" }, body: JSON.stringify(this.#entries) }),
    });
    await answer.discard();
    const { etag } = answer.headers;
    return { size: this.#done, segments: this.#entries.length, reused: this.#reused, etag };
  }

  /** Removes what was sent; what cannot be removed stays. */
  async remove(): Promise<void> {
    const removed = this.#sent.map(async (name) => this.#store.delete([this.#container, name]));
    await Promise.allSettled(removed);
  }

  /** The checksum of a segment that is there already with the same data. */
  async #isThere(name: string, segment: Segment): Promise<string | undefined> {
    const found = this.#there.get(name);
    const hash = hashFor("md5");
    if (found === undefined || found.bytes !== segment.size || hash === undefined) return undefined;
    for await (const part of segment.read()) hash.update(part);
    const md5 = hash.digest("hex");
    if (found.hash !== md5) return undefined;
    this.#reused++;
    return md5;
  }

  async #upload(name: string, segment: Segment, failing: AbortSignal): Promise<string> {
    const { timeout, signal } = this.#options;
    const measure = new Measure({
      onProgress: ({ transferred }) => {
        this.#underWay.set(segment.index, transferred);
        this.#tell();
      },
    });
    this.#sent.push(name);
    const answer: Answer = await this.#store.put([this.#container, name], {
      ...(timeout !== undefined && { timeout }),
      signal: signal === undefined ? failing : AbortSignal.any([signal, failing]),
      headers: { "content-length": String(segment.size) },
      body: () => measure.parts(segment.read(), segment.size),
    });
    const md5 = measure.md5();
    const stated = statedChecksum(answer);
    if (stated !== undefined && md5 !== undefined) requireChecksum(md5, stated, answer);
    return md5 ?? stated?.value ?? "";
  }

  #tell(): void {
    let transferred = this.#done;
    for (const bytes of this.#underWay.values()) transferred += bytes;
    this.#options.onProgress?.({ transferred, total: this.#total });
  }

  #each(): { readonly signal?: AbortSignal } {
    return this.#options.signal === undefined ? {} : { signal: this.#options.signal };
  }
}
