import { untilClosed } from "../adapter/closing.ts";
import { ConfigError } from "../errors/errors.ts";
import { shown } from "../errors/shown.ts";
import type { OneShotBody } from "../transport/request-body.ts";
import { requireOptions, requirePath, requireSource } from "./check.ts";
import { type ClusterLimits, infoUrl, limitsIn } from "./cluster-limits.ts";
import type { LargeObject, LargeObjectOptions } from "./large-object-options.ts";
import { Manifest } from "./manifest.ts";
import { inParallel } from "./parallel.ts";
import { placeOf, type Segment, segmentsOf } from "./segments.ts";
import { end, isLasting, type Lasting, opened, type UploadSource } from "./source.ts";
import type { Store } from "./store.ts";

const PARALLEL = 4;
const FILE_SEGMENT = 256 * 2 ** 20;
const STREAM_SEGMENT = 32 * 2 ** 20;

/**
 * Uploads an object of any size to Object Storage: in segments, several at once, each verified, which a manifest joins
 * (static large object). Segments that an earlier upload of the same file to the same object kept (`keepSegments`) are not
 * sent again. After a failure the segments that this upload sent are removed, unless they are to be kept, or nobody knows
 * whether the manifest that joins them was written. To delete such an object with its segments:
 * `store.delete([container, object], { query: { "multipart-manifest": "delete" } })`.
 *
 * Segments end with the object when `headers` say `x-delete-at`, and a minute after it when they say `x-delete-after`, of
 * which the seconds count from the beginning of the upload; such segments are not taken up again. What an upload left that
 * was killed has names beginning with `<container>/<object>/slo/` in the container of segments; whatever there the object's
 * manifest (`store.get([container, object], { query: { "multipart-manifest": "get" } })`) does not name may be deleted
 * while nobody uploads that object.
 *
 * @throws HttpError, also `CHECKSUM_MISMATCH`; TransportError; ConfigError (`INVALID_VALUE`) when the cluster does not
 *   allow such segments, for a name that is empty, and for a file that changed meanwhile; the file system's errors; the
 *   signal's own reason.
 * @example
 * ```ts
 * const store = session.adapter("object-store");
 * await uploadLargeObject(store, ["backups", "disk.img"], { file: "/var/backups/disk.img" }, { parallel: 8 });
 * ```
 */
export async function uploadLargeObject(
  store: Store,
  path: readonly [container: string, object: string],
  source: UploadSource,
  options: LargeObjectOptions = {},
): Promise<LargeObject> {
  requirePath(path);
  requireSource(source);
  requireOptions(options);
  const data = await opened(source);
  try {
    return await uploaded(store, path, { data, options });
  } finally {
    await end(data);
  }
}

async function uploaded(
  store: Store,
  path: readonly [container: string, object: string],
  { data, options }: { readonly data: Lasting | OneShotBody; readonly options: LargeObjectOptions },
): Promise<LargeObject> {
  requireWhole("segmentSize", options.segmentSize);
  requireWhole("parallel", options.parallel);
  const limits = limitsIn(await infoOf(store, options));
  const segmentSize = segmentSizeFor(limits, data, options);
  const container = options.segmentContainer ?? `${path[0]}_segments`;
  const manifest = new Manifest(store, { path, container, place: placeOf(path, data, { segmentSize }), data, options });
  const { parallel: workers = PARALLEL } = options;
  try {
    await manifest.prepare();
    // The source may stand still between requests, which end by themselves.
    await untilClosed(store, { signal: options.signal, method: "PUT", url: path.join("/") }, (signal) =>
      inParallel(segmentsOf(data, segmentSize), { workers, signal }, async (segment, ended) => {
        requireRoom(segment, limits);
        await manifest.send(segment, ended);
      }),
    );
    if (isLasting(data)) await data.requireUnchanged();
    return await manifest.write();
  } catch (error) {
    if (options.keepSegments !== true) await manifest.remove(error);
    throw error;
  }
}

/** @throws ConfigError (`INVALID_VALUE`) when an object cannot have so many segments. */
function requireRoom({ index }: Segment, { segments }: ClusterLimits): void {
  if (index < segments) return;
  throw invalid("segmentSize", `is too small: the data has more than the ${segments} segments an object can have`);
}

/** @throws ConfigError (`INVALID_VALUE`) when the cluster allows no such segments. */
function segmentSizeFor(
  { segments, smallest, largest }: ClusterLimits,
  data: Lasting | OneShotBody,
  { segmentSize }: LargeObjectOptions,
): number {
  const needed = isLasting(data) ? Math.ceil(data.size / segments) : 0;
  const chosen = segmentSize ?? Math.max(isLasting(data) ? FILE_SEGMENT : STREAM_SEGMENT, needed, smallest);
  if (chosen < smallest) throw invalid("segmentSize", `must be ${smallest} bytes at least on this cluster`);
  if (chosen > largest) throw invalid("segmentSize", `can be ${largest} bytes at most on this cluster`);
  if (chosen >= needed) return chosen;
  throw invalid("segmentSize", `must be ${needed} bytes at least, since an object can have ${segments} segments`);
}

/** @throws ConfigError (`INVALID_VALUE`) for an option that is there and no such number. */
function requireWhole(key: "segmentSize" | "parallel", value: unknown): void {
  const fits = value === undefined || (typeof value === "number" && Number.isSafeInteger(value) && value > 0);
  if (!fits) throw invalid(key, `must be a whole number from 1, not ${shown(value)}`);
}

function invalid(key: string, problem: string): ConfigError {
  return new ConfigError("INVALID_VALUE", `The option ${key} ${problem}.`, { key });
}

/** What the cluster says of itself; undefined when it keeps that to itself. */
async function infoOf(store: Store, { signal }: LargeObjectOptions): Promise<unknown> {
  const url = infoUrl((await store.endpoint(signal && { signal })).url);
  if (url === undefined) return undefined;
  try {
    return await store.get(url, { authenticated: false, ...(signal && { signal }) }).json();
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}
