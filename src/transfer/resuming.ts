import { HttpError, isOpenStackError } from "../errors/errors.ts";
import type { Answer } from "../transport/answer.ts";
import { backoff, sleep } from "../transport/wait.ts";
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

/** How often in a row a download may break without a byte between. */
const LIMIT = 5;

/** The bytes of a download, which goes on where it broke as long as the resource is the same. */
export async function* resuming(begun: Begun): AsyncGenerator<Buffer> {
  let { answer } = begun;
  let at = 0;
  for (let failures = 0; ; ) {
    try {
      for await (const chunk of answer.body) {
        failures = 0;
        at += chunk.length;
        yield chunk;
      }
      if (begun.size === undefined || at === begun.size) return;
      if (at > begun.size) throw changed(answer);
      // A server may give less than it is asked for: the rest is asked for like that of a break.
      if (++failures > LIMIT) throw changed(answer);
    } catch (error) {
      if (!isBroken(error) || ++failures > LIMIT) throw error;
    }
    for (let next: Answer | undefined; next === undefined; answer = next ?? answer) {
      if (failures > 1) await sleep(backoff(failures), begun.options.signal);
      try {
        next = await continued(begun, at);
      } catch (error) {
        if (!isBroken(error) || ++failures > LIMIT) throw error;
      }
    }
  }
}

/** The request for a range, with the headers that make sure it is still the same data. */
export function rangeHeaders(
  { first, last }: ByteRange,
  etag: string | undefined,
): { readonly range: string; readonly "if-match"?: string } {
  const range = `bytes=${first}-${last ?? ""}`;
  return etag === undefined || etag.startsWith("W/") ? { range } : { range, "if-match": etag };
}

function isBroken(error: unknown): boolean {
  if (!isOpenStackError(error)) return false;
  return error.code === "CONNECTION_LOST" || error.code === "CONNECT_FAILED" || error.code === "TIMEOUT";
}

async function continued({ adapter, path, options, range, answer }: Begun, at: number): Promise<Answer> {
  const first = (range?.first ?? 0) + at;
  const { etag } = answer.headers;
  const init = initOf(options);
  const headers = { ...init.headers, ...rangeHeaders({ first, last: range?.last }, etag) };
  const next = await asked(adapter.get(path, { ...init, headers }), answer);
  const same =
    next.headers.etag === etag &&
    next.headers["last-modified"] === answer.headers["last-modified"] &&
    isSameSize(totalOf(next), totalOf(answer));
  if (!same) {
    await next.discard();
    throw changed(answer);
  }
  if (next.status === 206 && startOf(next) === first) return next;
  // A server that knows no ranges sends everything again.
  await skipped(next, next.status === 206 ? Number.NaN : first);
  return next;
}

async function asked(call: PromiseLike<Answer>, before: Answer): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof HttpError && (error.status === 412 || error.status === 416)) throw changed(before);
    throw error;
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

function startOf({ headers }: Answer): number | undefined {
  const [, first] = /^bytes (\d+)-/.exec(headers["content-range"] ?? "") ?? [];
  return first === undefined ? undefined : Number(first);
}

/** Reads over the first bytes of an answer and leaves its stream at the next one. */
async function skipped(answer: Answer, bytes: number): Promise<void> {
  if (Number.isNaN(bytes)) {
    await answer.discard();
    throw badData(
      "INVALID_BODY",
      `asked for a part, the service answered with ${answer.headers["content-range"]}`,
      answer,
    );
  }
  const { body } = answer;
  for (let left = bytes; left > 0; ) {
    const chunk: Buffer | null = body.read(Math.min(left, body.readableLength || left));
    if (chunk !== null) left -= chunk.length;
    else if (body.readableEnded || body.destroyed) throw changed(answer);
    else await new Promise<void>((resolve) => void wake(body, resolve));
  }
}

function wake(body: Answer["body"], resolve: () => void): void {
  for (const event of ["readable", "end", "error", "close"]) body.once(event, resolve);
}

function changed(answer: Answer): HttpError {
  return badData("CONTENT_CHANGED", "the data was changed while it was read; read it again from the beginning", answer);
}
