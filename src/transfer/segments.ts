import { randomUUID } from "node:crypto";
import type { OneShotBody } from "../transport/request-body.ts";
import { isLasting, type Lasting } from "./source.ts";

/** A part of a large object. */
export interface Segment {
  /** From 0. */
  readonly index: number;
  readonly size: number;
  /** The data, as often as it is wanted. */
  read(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Cuts data into segments: data that lasts by position, a stream by holding one segment after the other in memory. */
export async function* segmentsOf(source: Lasting | OneShotBody, segmentSize: number): AsyncGenerator<Segment> {
  if (!isLasting(source)) {
    yield* segmentsOfStream(source, segmentSize);
    return;
  }
  for (let index = 0, from = 0; from < source.size; index++, from += segmentSize) {
    const to = Math.min(from + segmentSize, source.size);
    yield { index, size: to - from, read: () => source.read(from, to) };
  }
}

/** Where the segments of an object go, as prefixes of their names. */
export interface Place {
  /** Where segments stay that uploads of the same version of a file kept; undefined for what is no file. */
  readonly kept: string | undefined;
  /** Of one upload alone. */
  readonly own: string;
}

/**
 * Where the segments of an object go. No two uploads send to the same names, since a segment that an object is made of
 * must be neither overwritten nor removed.
 */
export function placeOf(
  [container, object]: readonly [container: string, object: string],
  source: Lasting | OneShotBody,
  { segmentSize }: { readonly segmentSize: number },
): Place {
  const root = `${container}/${object}/slo/`;
  const version = isLasting(source) ? source.version : undefined;
  const kept =
    isLasting(source) && version !== undefined ? `${root}${version}/${source.size}/${segmentSize}/` : undefined;
  return { kept, own: `${root}${randomUUID()}/` };
}

async function* segmentsOfStream(source: OneShotBody, segmentSize: number): AsyncGenerator<Segment> {
  let parts: Uint8Array[] = [];
  let size = 0;
  let index = 0;
  const cut = (): Segment => {
    const data = parts;
    const segment = { index: index++, size, read: () => data };
    parts = [];
    size = 0;
    return segment;
  };
  for await (const part of source) {
    for (let rest = typeof part === "string" ? Buffer.from(part) : part; rest.byteLength > 0; ) {
      const taken = rest.subarray(0, segmentSize - size);
      rest = rest.subarray(taken.byteLength);
      parts.push(taken);
      size += taken.byteLength;
      if (size === segmentSize) yield cut();
    }
  }
  if (size > 0) yield cut();
}
