import { ConfigError } from "../errors/errors.ts";
import type { OneShotBody } from "../transport/request-body.ts";
import { requireOptions, requireSource } from "./check.ts";
import { infoUrl, limitsIn } from "./cluster-limits.ts";
import type { LargeObject, LargeObjectOptions } from "./large-object-options.ts";
import { Manifest } from "./manifest.ts";
import { placeOf, segmentsOf } from "./segments.ts";
import { isLasting, type Lasting, opened, type UploadSource } from "./source.ts";
import type { Store } from "./store.ts";

const PARALLEL = 4;
const FILE_SEGMENT = 256 * 2 ** 20;
const STREAM_SEGMENT = 32 * 2 ** 20;

/**
 * Uploads an object of any size to Object Storage: in segments, several at once, each verified, which a manifest joins
 * (static large object). Segments that an interrupted upload of the same file left are not sent again. After a failure
 * the segments of this upload are removed, unless they are to be kept. To delete such an object with its segments:
 * `store.delete([container, object], { query: { "multipart-manifest": "delete" } })`.
 *
 * @throws HttpError, also `CHECKSUM_MISMATCH`; TransportError; ConfigError (`INVALID_VALUE`) when the cluster does not
 *   allow such segments; the file system's errors; the signal's own reason.
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
  requireSource(source);
  requireOptions(options);
  const data = await opened(source);
  try {
    return await uploaded(store, path, { data, options });
  } finally {
    if (isLasting(data)) await data.close();
  }
}

async function uploaded(
  store: Store,
  path: readonly [container: string, object: string],
  { data, options }: { readonly data: Lasting | OneShotBody; readonly options: LargeObjectOptions },
): Promise<LargeObject> {
  const [container, object] = path;
  const segmentSize = await segmentSizeFor(store, data, options);
  const place = placeOf(object, data, { segmentSize });
  const segmentContainer = options.segmentContainer ?? `${container}_segments`;
  const total = isLasting(data) ? data.size : undefined;
  const manifest = new Manifest(store, { container: segmentContainer, prefix: place.prefix, total, options });
  try {
    await manifest.prepare(place.lasting);
    await inParallel(segmentsOf(data, segmentSize), options.parallel ?? PARALLEL, (segment, signal) =>
      manifest.send(segment, signal),
    );
    return await manifest.write(path);
  } catch (error) {
    if (options.keepSegments !== true) await manifest.remove();
    throw error;
  }
}

/** @throws ConfigError (`INVALID_VALUE`) when the cluster allows no such segments. */
async function segmentSizeFor(
  store: Store,
  data: Lasting | OneShotBody,
  { segmentSize, parallel, signal }: LargeObjectOptions,
): Promise<number> {
  const limits = limitsIn(await infoOf(store, signal));
  const size = isLasting(data) ? data.size : 0;
  const needed = Math.ceil(size / limits.segments);
  const chosen = segmentSize ?? Math.max(isLasting(data) ? FILE_SEGMENT : STREAM_SEGMENT, needed, limits.smallest);
  const problem =
    whole("segmentSize", chosen) ??
    (parallel === undefined ? undefined : whole("parallel", parallel)) ??
    (chosen < limits.smallest ? `segmentSize must be ${limits.smallest} bytes at least on this cluster` : undefined) ??
    (chosen > limits.largest ? `segmentSize can be ${limits.largest} bytes at most on this cluster` : undefined) ??
    (chosen < needed
      ? `segmentSize must be ${needed} bytes at least, since an object can have ${limits.segments} segments`
      : undefined);
  if (problem !== undefined) throw new ConfigError("INVALID_VALUE", `The option ${problem}.`, { key: "segmentSize" });
  return chosen;
}

function whole(name: string, value: unknown): string | undefined {
  const fits = typeof value === "number" && Number.isSafeInteger(value) && value > 0;
  return fits ? undefined : `${name} must be a whole number from 1, not ${String(value)}`;
}

/** What the cluster says of itself; undefined when it keeps that to itself. */
async function infoOf(store: Store, signal: AbortSignal | undefined): Promise<unknown> {
  const url = infoUrl((await store.endpoint(signal && { signal })).url);
  if (url === undefined) return undefined;
  try {
    return await store.get(url, { authenticated: false, ...(signal && { signal }) }).json();
  } catch (error) {
    signal?.throwIfAborted();
    return error instanceof Error ? undefined : error;
  }
}

/** Works on several items at once; the first failure ends the others and is thrown when they are over. */
async function inParallel<T>(
  items: AsyncGenerator<T>,
  workers: number,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failing = new AbortController();
  let turn: Promise<unknown> = Promise.resolve();
  // A generator gives one item after the other, whoever asks.
  const next = (): Promise<IteratorResult<T>> => {
    const asked = turn.then(() => items.next());
    turn = asked.catch(() => undefined);
    return asked;
  };
  const worker = async (): Promise<void> => {
    try {
      while (!failing.signal.aborted) {
        const { done, value } = await next();
        if (done) return;
        await work(value, failing.signal);
      }
    } catch (error) {
      failing.abort(error);
      throw error;
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: workers }, worker));
  await items.return(undefined);
  if (failing.signal.aborted) throw failing.signal.reason;
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}
