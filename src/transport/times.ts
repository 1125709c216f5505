/** How long a call may take, ms each; 0: no limit. */
export interface Timeouts {
  /** Until the answer begins, however often the request is sent; an upload that moves pushes it back. */
  readonly headers?: number | undefined;
  /** Without a byte of the answer coming, or being read; a stream of which nothing is read has half of it. */
  readonly idle?: number | undefined;
  /** Until the answer is complete, also of one that is streamed. */
  readonly whole?: number | undefined;
}

/** {@link Timeouts} of a session, with that of its connections. */
export interface SessionTimeouts extends Timeouts {
  /** Until a connection stands. @default 10000 */
  readonly connect?: number | undefined;
}

/** ms for a whole call, or, of a streamed answer, ms without progress; or each of them on its own. */
export type Timeout = number | Timeouts;

/** What a request's clock goes by. */
export interface Times {
  readonly headers: number;
  readonly idle: number;
  readonly whole: number;
  /** Until the answer is there, or goes on as a stream. */
  readonly settled: number;
  /** An upload that moves pushes the whole back, too. */
  readonly patient: boolean;
}

/** Times for calls whose answer is read whole, and for streamed ones. */
export interface TimesByMode {
  readonly buffer: Times;
  readonly stream: Times;
}

/** The times of sessions that say nothing. */
export const DEFAULT_TIMES: TimesByMode = byMode(60_000);

/** The times of an option, where what it does not say is as in `fallback`. */
export function timesOf(timeout: Timeout | undefined, fallback: TimesByMode): TimesByMode {
  if (timeout === undefined) return fallback;
  if (typeof timeout === "number") return byMode(timeout);
  return { buffer: merged(timeout, fallback.buffer), stream: merged(timeout, fallback.stream) };
}

function byMode(ms: number): TimesByMode {
  return {
    buffer: { headers: 0, idle: 0, whole: ms, settled: 0, patient: true },
    stream: { headers: ms, idle: ms, whole: 0, settled: ms, patient: true },
  };
}

function merged({ headers, idle, whole }: Timeouts, times: Times): Times {
  return {
    headers: headers ?? times.headers,
    idle: idle ?? times.idle,
    whole: whole ?? times.whole,
    // Who says when an answer must begin or end has said it all.
    settled: headers === undefined && whole === undefined ? times.settled : 0,
    patient: whole === undefined && times.patient,
  };
}

/** What is left of the times after some ms; 0 still stands for no limit. */
export function spent(times: Times, ms: number): Times {
  const { headers, whole, settled } = times;
  return { ...times, headers: rest(headers, ms), whole: rest(whole, ms), settled: rest(settled, ms) };
}

function rest(limit: number, ms: number): number {
  return limit === 0 ? 0 : Math.max(1, Math.ceil(limit - ms));
}

/** ms until an answer must have begun; 0: no limit. */
export function untilAnswer({ headers, whole }: Times): number {
  return headers === 0 || whole === 0 ? headers + whole : Math.min(headers, whole);
}
