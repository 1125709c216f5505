import type { Call } from "../core/call.ts";
import type { Query } from "../core/path.ts";
import type { RequestBody } from "../transport/request-body.ts";
import type { Timeout } from "../transport/times.ts";

/** Where data is, in segments that are encoded one by one: `["photos", "a/b.jpg"]`. */
export type TransferPath = readonly (string | number)[];

interface TransferInit {
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
  readonly signal?: AbortSignal;
  readonly timeout?: Timeout;
}

/** Whatever data can be moved to and from: an adapter. */
export interface Transferable {
  get(path: TransferPath, init?: TransferInit): Call;
  put(path: TransferPath, init?: TransferInit): Call;
  delete(path: TransferPath, init?: TransferInit): Call;
}

/** What every transfer can be told. */
export interface TransferOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Query;
  readonly signal?: AbortSignal;
  /** ms without progress, or each time on its own; of every request. @default the session's, 60000 */
  readonly timeout?: Timeout;
  /**
   * Is told how far it is, after every part; what it throws ends the transfer. What has to be sent a second time is
   * counted from its beginning again.
   */
  readonly onProgress?: (progress: Progress) => void;
}

/** How far a transfer is, bytes. */
export interface Progress {
  readonly transferred: number;
  /** undefined: nobody knows. */
  readonly total: number | undefined;
}

/** What goes into each request of a transfer; names of headers in lower case. */
export function initOf({ headers, query, signal, timeout }: TransferOptions): TransferInit {
  return {
    ...(headers && { headers: lowerCased(headers) }),
    ...(query && { query }),
    ...(signal && { signal }),
    ...(timeout !== undefined && { timeout }),
  };
}

/** One that is there twice is refused by the request. */
function lowerCased(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(headers);
  const lower = Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
  return Object.keys(lower).length === entries.length ? lower : headers;
}
