import { closingOf } from "../adapter/closing.ts";
import { HttpError } from "../errors/errors.ts";
import type { Answer } from "../transport/answer.ts";
import { Breaks } from "./breaks.ts";
import { badData } from "./checksum.ts";
import { initOf, type Transferable, type TransferOptions, type TransferPath } from "./transferable.ts";

/** The bytes of a resource that are wanted, both ends included; without `last` all that follow. */
export interface ByteRange {
  readonly first: number;
  readonly last?: number | undefined;
}

/** A download that has begun. */
export interface Begun {
  readonly adapter: Transferable;
  readonly path: TransferPath;
  readonly options: TransferOptions;
  readonly range: ByteRange | undefined;
  readonly answer: Answer;
  /** Bytes; undefined when the service does not tell. */
  readonly size: number | undefined;
}

/** An answer that has the rest of the data, and how many bytes of it are before that. */
interface Rest {
  readonly answer: Answer;
  readonly before: number;
}

/** The bytes of a download, which goes on where it broke as long as the resource is the same. */
export async function* resuming(begun: Begun): AsyncGenerator<Buffer> {
  const { range, size, options, adapter } = begun;
  const most = mostOf(range, size);
  const breaks = new Breaks();
  let next: Rest | undefined = { answer: begun.answer, before: 0 };
  for (let at = 0; at !== size && at < most; await breaks.pause(options.signal, closingOf(adapter))) {
    try {
      const rest: Rest | undefined = next ?? (await restOf(begun, at));
      if (rest === undefined) return;
      next = undefined;
      let { before } = rest;
      for await (const chunk of rest.answer.body) {
        const wanted = chunk.subarray(before, before + most - at);
        before -= Math.min(before, chunk.length);
        if (wanted.length === 0) continue;
        at += wanted.length;
        breaks.over();
        yield wanted;
        if (at === most) return;
      }
      if (before > 0) throw changed(rest.answer);
      if (isAll(at, size, rest.answer)) return;
      // A server may give less than it is asked for: the rest is asked for like that of a break.
      breaks.count(changed(rest.answer));
    } catch (error) {
      breaks.take(error);
    }
  }
}

/** How many bytes are wanted at most: of a part no more, whatever a server sends that knows no ranges. */
function mostOf(range: ByteRange | undefined, size: number | undefined): number {
  return range === undefined ? Infinity : (size ?? lengthOf(range));
}

/** Whether these bytes are all there are. @throws HttpError `CONTENT_CHANGED` when they are more. */
function isAll(bytes: number, size: number | undefined, answer: Answer): boolean {
  if (size !== undefined && bytes > size) throw changed(answer);
  return size === undefined || bytes === size;
}

/** The request for a range, with the headers that make sure it is still the same data. */
export function rangeHeaders(
  { first, last }: ByteRange,
  etag: string | undefined,
): { readonly range: string; readonly "if-match"?: string } {
  const range = `bytes=${first}-${last ?? ""}`;
  return etag === undefined || etag.startsWith("W/") ? { range } : { range, "if-match": etag };
}

/** Asks for the rest; undefined when there is none. */
async function restOf({ adapter, path, options, range, answer, size }: Begun, at: number): Promise<Rest | undefined> {
  const first = (range?.first ?? 0) + at;
  const { etag } = answer.headers;
  const init = initOf(options);
  const headers = { ...init.headers, ...rangeHeaders({ first, last: range?.last }, etag) };
  const next = await asked(adapter.get(path, { ...init, headers }), { answer, size, first });
  if (next === undefined) return undefined;
  const same =
    next.headers.etag === etag &&
    next.headers["last-modified"] === answer.headers["last-modified"] &&
    isSameSize(totalOf(next), totalOf(answer));
  if (!same) {
    await next.discard();
    throw changed(answer);
  }
  // A server that knows no ranges sends everything again.
  if (next.status !== 206) return { answer: next, before: first };
  if (partOf(next)?.first === first) return { answer: next, before: 0 };
  await next.discard();
  throw notThePart(next);
}

/**
 * What a service answers to one who has the data up to `first`; undefined when it says that this is all of it, which is
 * believed where it has not told a size before.
 */
async function asked(
  call: PromiseLike<Answer>,
  had: Pick<Begun, "answer" | "size"> & { readonly first: number },
): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const isAll = had.size === undefined && error.headers["content-range"] === `bytes */${had.first}`;
    if (error.status === 416 && isAll) return undefined;
    throw error.status === 412 || error.status === 416 ? changed(had.answer) : error;
  }
}

/** How long the whole resource is; undefined when the answer does not tell. */
function totalOf({ status, headers }: Answer): number | undefined {
  const [, total] = /\/(\d+)$/.exec(headers["content-range"] ?? "") ?? [];
  const told = status === 206 ? total : headers["content-length"];
  return told === undefined ? undefined : Number(told);
}

function isSameSize(one: number | undefined, other: number | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

/** The part that an answer says it is. */
export function partOf({ headers }: Answer): { readonly first: number; readonly last: number } | undefined {
  const [, first, last] = /^bytes (\d+)-(\d+)/.exec(headers["content-range"] ?? "") ?? [];
  return first === undefined || last === undefined ? undefined : { first: Number(first), last: Number(last) };
}

/** How many bytes are to come in all, if the answer tells; of a part also those that it leaves out. */
export function sizeOf(answer: Answer, range: ByteRange | undefined): number | undefined {
  const part = partOf(answer);
  if (range === undefined || part === undefined) {
    const length = Number.parseInt(answer.headers["content-length"] ?? "", 10);
    return Number.isNaN(length) ? undefined : length;
  }
  const end = Math.max(part.last + 1, totalOf(answer) ?? 0);
  return Math.min(end - range.first, lengthOf(range));
}

/** How many bytes a range has at most. */
function lengthOf({ first, last = Infinity }: ByteRange): number {
  return last - first + 1;
}

/** The error of an answer that is not the part that was asked for. */
export function notThePart(answer: Answer): HttpError {
  const given = answer.status === 206 ? answer.headers["content-range"] : "everything";
  return badData("INVALID_BODY", `asked for a part, the service answered with ${given}`, answer);
}

function changed(answer: Answer): HttpError {
  return badData("CONTENT_CHANGED", "the data was changed while it was read; read it again from the beginning", answer);
}
