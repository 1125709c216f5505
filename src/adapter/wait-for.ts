import type { Call } from "../core/call.ts";
import { withDeadline } from "../core/deadline.ts";
import { encodePath, type Query } from "../core/path.ts";
import { ConfigError, isOpenStackError, TransportError } from "../errors/errors.ts";
import { redactUrl } from "../redaction/url.ts";
import type { Answer } from "../transport/answer.ts";
import { raced } from "../transport/flight.ts";
import { sleep } from "../transport/wait.ts";
import { untilClosed } from "./closing.ts";

/** Whatever can be looked at: an adapter. */
export interface Pollable {
  get(path: `/${string}`, init?: PollInit): Call;
}

/** What each look carries. */
interface PollInit {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** How {@link waitFor} waits. */
export interface WaitForOptions<T = unknown> extends PollInit {
  /** ms until it gives up. @default 600000 */
  readonly deadline?: number;
  /** ms before the second look; each later pause is half as long again. @default 1000 */
  readonly interval?: number;
  /** ms, the longest pause. @default 10000 */
  readonly longestInterval?: number;
  /** Is told what each look found. */
  readonly onLook?: (body: T, look: { readonly count: number; readonly elapsed: number }) => void;
}

/** Says whether what was found is what is waited for; what it throws ends the wait. */
export type Until<T> = (body: T, answer: Answer) => boolean | PromiseLike<boolean>;

/**
 * Looks at a resource again and again until it is as wanted, and gives what was found then; "gone" waits until there is
 * none any more.
 *
 * @throws TransportError (`TIMEOUT`) when it is not so in time, or (`INVALID_REQUEST`) for a value of the path; HttpError
 *   of a look; ConfigError (`INVALID_VALUE`); the signal's own reason.
 * @example
 * ```ts
 * const { server } = await waitFor<{ server: Server }>(
 *   compute,
 *   "/servers/{id}",
 *   ({ server: { status } }) => {
 *     if (status === "ERROR") throw new Error("the server could not be built");
 *     return status === "ACTIVE";
 *   },
 *   { path: { id }, deadline: 300_000 },
 * );
 * ```
 */
export async function waitFor<T>(
  adapter: Pollable,
  path: `/${string}`,
  until: Until<T>,
  options?: WaitForOptions<T>,
): Promise<T>;
export async function waitFor(
  adapter: Pollable,
  path: `/${string}`,
  until: "gone",
  options?: WaitForOptions,
): Promise<undefined>;
export async function waitFor<T>(
  adapter: Pollable,
  path: `/${string}`,
  until: Until<T> | "gone",
  options: WaitForOptions<T> = {},
): Promise<T | undefined> {
  check(until, options);
  const { deadline = 600_000, signal } = options;
  const asked = redactUrl(encodePath(path, options.path));
  const watch = new Watch<T>(options);
  const late = (): Error => {
    const wanted = until === "gone" ? "gone" : "as wanted";
    const url = watch.url ?? asked;
    const text = `GET ${url} was not ${wanted} after ${deadline / 1000} s and ${watch.count} looks`;
    return new TransportError("TIMEOUT", text, { method: "GET", url, sent: true });
  };
  return untilClosed(adapter, { signal, method: "GET", url: asked }, (open) =>
    withDeadline({ signal: open, timeout: deadline, late }, async (within) => {
      for (;;) {
        const found = await watch.look(adapter, path, { until, signal: within });
        if (found.done) return found.body;
        await watch.pause(within);
      }
    }),
  );
}

/** How one look ended. */
interface Found<T> {
  readonly done: boolean;
  readonly body: T | undefined;
}

class Watch<T> {
  count = 0;
  /** Where the last look was answered. */
  url: string | undefined;
  readonly #options: WaitForOptions<T>;
  readonly #started = performance.now();
  #pause: number;

  constructor(options: WaitForOptions<T>) {
    this.#options = options;
    this.#pause = options.interval ?? 1000;
  }

  async look(
    adapter: Pollable,
    path: `/${string}`,
    how: { readonly until: Until<T> | "gone"; readonly signal: AbortSignal | undefined },
  ): Promise<Found<T>> {
    const { path: values, query, headers, onLook } = this.#options;
    const { until, signal } = how;
    this.count++;
    try {
      const answer = await adapter.get(path, {
        ...(values && { path: values }),
        ...(query && { query }),
        ...(headers && { headers }),
        ...(signal && { signal }),
      });
      this.url = answer.url;
      const body = await answer.json<T>();
      onLook?.(body, { count: this.count, elapsed: performance.now() - this.#started });
      return { done: until !== "gone" && (await judged(until(body, answer), signal)), body };
    } catch (error) {
      if (until === "gone" && isOpenStackError(error) && error.code === "NOT_FOUND")
        return { done: true, body: undefined };
      throw error;
    }
  }

  /** Each pause is a little off, so that many who began together do not come together. */
  async pause(signal: AbortSignal | undefined): Promise<void> {
    await sleep(this.#pause * (0.75 + Math.random() / 2), signal);
    this.#pause = Math.min(this.#pause * 1.5, this.#options.longestInterval ?? 10_000);
  }
}

/** The caller's judgement, which may take its time, but no longer than the deadline. */
async function judged(verdict: boolean | PromiseLike<boolean>, signal: AbortSignal | undefined): Promise<boolean> {
  return typeof verdict === "boolean" || signal === undefined ? verdict : raced(Promise.resolve(verdict), signal);
}

function check(until: unknown, options: WaitForOptions<never>): void {
  if (until !== "gone" && typeof until !== "function") {
    throw new ConfigError("INVALID_VALUE", 'What is waited for must be a function or "gone".', { key: "until" });
  }
  for (const key of ["deadline", "interval", "longestInterval"] as const) {
    const value: unknown = options[key];
    if (value === undefined || (typeof value === "number" && value > 0 && value < 2 ** 31)) continue;
    throw new ConfigError("INVALID_VALUE", `The option ${key} must be ms above 0, at most 24 days.`, { key });
  }
}
