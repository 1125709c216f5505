import { HttpError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import type { Answer } from "../transport/answer.ts";
import type { OneShotBody } from "../transport/request-body.ts";
import { hashFor, requireChecksum, statedChecksum } from "./checksum.ts";
import type { LargeObject, LargeObjectOptions } from "./large-object-options.ts";
import { Lifetime } from "./lifetime.ts";
import type { Place, Segment } from "./segments.ts";
import { SentSegments } from "./sent-segments.ts";
import { isLasting, type Lasting } from "./source.ts";
import { initOf, type Transferable, type TransferOptions } from "./transferable.ts";
import { Measure } from "./upload.ts";

interface Entry {
  readonly path: string;
  readonly etag: string;
  readonly size_bytes: number;
}

interface Kept {
  readonly name: string;
  readonly hash: unknown;
  readonly bytes: unknown;
}

/** What a large object is made of, and how. */
export interface Plan {
  readonly path: readonly [container: string, object: string];
  /** Where the segments go. */
  readonly container: string;
  readonly place: Place;
  readonly data: Lasting | OneShotBody;
  readonly options: LargeObjectOptions;
}

/** Answers to a manifest that say of the manifest itself that it cannot be; whatever was sent before was refused as well. */
const REFUSALS: readonly number[] = [400, 413, 422];

/** What follows the prefix in the name of a kept segment: the upload that sent it, and its index. */
const KEPT = /^[0-9a-f-]{36}\/(\d{8})$/;

/** The segments of one large object, as they are sent. */
export class Manifest {
  readonly #store: Transferable;
  readonly #plan: Plan;
  readonly #options: LargeObjectOptions;
  readonly #prefix: string;
  readonly #keptPrefix: string | undefined;
  readonly #total: number | undefined;
  readonly #entries: Entry[] = [];
  readonly #sent: SentSegments;
  readonly #lifetime: Lifetime;
  readonly #underWay = new Map<number, number>();
  readonly #kept = new Map<number, Kept[]>();
  #joining = false;
  #done = 0;
  #reused = 0;

  constructor(store: Transferable, plan: Plan) {
    const { container, place, data, options } = plan;
    this.#store = store;
    this.#plan = plan;
    this.#options = options;
    this.#sent = new SentSegments(store, container);
    this.#lifetime = new Lifetime(initOf(options).headers);
    // Segments that end must not become part of an object that stays.
    this.#keptPrefix = this.#lifetime.ends ? undefined : place.kept;
    const kept = options.keepSegments === true ? this.#keptPrefix : undefined;
    this.#prefix = kept === undefined ? place.own : kept + place.own.slice(-37);
    this.#total = isLasting(data) ? data.size : undefined;
  }

  /** Looks for the object's container, makes that of the segments, and looks what was kept there. */
  async prepare(): Promise<void> {
    const { path, container } = this.#plan;
    await unlessForbidden(this.#store.get([path[0]], { ...this.#each(), query: { format: "json", limit: 1 } }));
    await unlessForbidden(this.#store.put([container], this.#each()));
    if (this.#keptPrefix !== undefined) await this.#find(this.#keptPrefix);
  }

  /** Sends a segment, unless it is there. */
  async send(segment: Segment, failing: AbortSignal): Promise<void> {
    const kept = await this.#keptOf(segment);
    const { container } = this.#plan;
    const name = kept?.name ?? this.#prefix + String(segment.index).padStart(8, "0");
    const etag = kept?.md5 ?? (await this.#upload(name, segment, failing));
    this.#entries[segment.index] = { path: `/${container}/${name}`, etag, size_bytes: segment.size };
    this.#underWay.delete(segment.index);
    this.#done += segment.size;
    this.#tell();
  }

  /** Joins the segments to the object. */
  async write(): Promise<LargeObject> {
    const init = initOf(this.#options);
    // A length would be the data's.
    const { "content-length": _, ...headers } = init.headers ?? {};
    this.#options.signal?.throwIfAborted();
    this.#joining = true;
    const answer = await this.#store.put(this.#plan.path, {
      ...init,
      // The type is the object's, not the manifest's.
      headers: { "content-type": "application/octet-stream", ...headers, ...this.#lifetime.headers() },
      // Nothing can be joined of no segments.
      ...(this.#entries.length === 0
        ? { body: "" }
        : { query: { ...init.query, "multipart-manifest": "put" }, body: JSON.stringify(this.#entries) }),
    });
    await answer.discard();
    const { etag } = answer.headers;
    return { size: this.#done, segments: this.#entries.length, reused: this.#reused, etag };
  }

  /** Removes what was sent, unless the manifest may be there in spite of the error; what cannot be removed stays. */
  async remove(error: unknown): Promise<void> {
    if (this.#joining && !(error instanceof HttpError && REFUSALS.includes(error.status))) return;
    await this.#sent.remove(this.#options);
  }

  /** Finds all segments that were kept; a cluster lists as many at once as it likes. */
  async #find(prefix: string): Promise<void> {
    for (let marker = ""; ; ) {
      const query = { prefix, format: "json", marker };
      const listed = await this.#store.get([this.#plan.container], { ...this.#each(), query }).json();
      const names = (Array.isArray(listed) ? listed : []).filter(isRecord);
      for (const { name, hash, bytes } of names) {
        const [, index] = KEPT.exec(String(name).slice(prefix.length)) ?? [];
        if (index === undefined) continue;
        const others = this.#kept.get(Number(index)) ?? [];
        this.#kept.set(Number(index), [...others, { name: String(name), hash, bytes }]);
      }
      const last = String(names.at(-1)?.name ?? "");
      if (last <= marker) return;
      marker = last;
    }
  }

  /** A segment that was kept with the same data. */
  async #keptOf(segment: Segment): Promise<{ readonly name: string; readonly md5: string } | undefined> {
    const found = this.#kept.get(segment.index)?.filter(({ bytes }) => bytes === segment.size) ?? [];
    const hash = hashFor("md5");
    if (found.length === 0 || hash === undefined) return undefined;
    for await (const part of segment.read()) hash.update(part);
    const md5 = hash.digest("hex");
    const same = found.find((one) => one.hash === md5);
    if (same === undefined) return undefined;
    this.#reused++;
    return { name: same.name, md5 };
  }

  async #upload(name: string, segment: Segment, failing: AbortSignal): Promise<string> {
    const { timeout } = this.#options;
    const measure = new Measure({
      onProgress: ({ transferred }) => {
        this.#underWay.set(segment.index, transferred);
        this.#tell();
      },
    });
    let answered = false;
    this.#sent.add({ name, isPending: () => !answered && measure.size === segment.size });
    const put = this.#store.put([this.#plan.container, name], {
      ...(timeout !== undefined && { timeout }),
      signal: failing,
      headers: { "content-length": String(segment.size), ...this.#lifetime.ofSegment() },
      body: () => measure.parts(segment.read(), segment.size),
    });
    const answer: Answer = await put.catch((error: unknown) => {
      answered = error instanceof HttpError;
      throw error;
    });
    answered = true;
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

  #each(): Pick<TransferOptions, "signal" | "timeout"> {
    const { signal, timeout } = this.#options;
    return { ...(signal && { signal }), ...(timeout !== undefined && { timeout }) };
  }
}

/** What may be forbidden to those who may write objects. */
async function unlessForbidden(call: PromiseLike<Answer>): Promise<void> {
  try {
    await (await call).discard();
  } catch (error) {
    if (!(error instanceof HttpError && error.status === 403)) throw error;
  }
}
