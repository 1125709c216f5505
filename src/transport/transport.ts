import { Reporter } from "../diagnostics/reporter.ts";
import { TransportError } from "../errors/errors.ts";
import { redactUrl } from "../redaction/url.ts";
import type { AgentOptions } from "./agent.ts";
import type { Answer } from "./answer.ts";
import type { DispatcherLike } from "./dispatcher.ts";
import { exchange } from "./exchange.ts";
import { closedFailure } from "./failure.ts";
import { Gates } from "./gate.ts";
import { OwnPool } from "./own-pool.ts";
import { endless, isRedirect, MAX_REDIRECTS, redirected } from "./redirect.ts";
import { urlOf, type WireRequest } from "./request.ts";
import { isFile } from "./request-body.ts";
import { sendWithRetries } from "./retry.ts";
import { RetryBudget } from "./retry-budget.ts";
import { expectMany } from "./signal.ts";
import { spent, type Times } from "./times.ts";
import { Watch } from "./watch.ts";

/** What a transport is made with. */
export interface TransportOptions extends AgentOptions {
  readonly dispatcher?: DispatcherLike | undefined;
  readonly reporter?: Reporter | undefined;
}

// What HTTP/2 has no place for; Node throws at it where nobody can catch.
const HOP_BY_HOP = new Set([
  "connection",
  "http2-settings",
  "keep-alive",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

/** Where requests go out, perhaps in a moment. */
interface Pool {
  readonly dispatcher: DispatcherLike | undefined;
  ready(): Promise<DispatcherLike>;
}

/** HTTP for a session: its connection pool, with retries and redirects; knows no catalog and no token. */
export class Transport {
  readonly #pool: Pool;
  readonly #reporter: Reporter;
  readonly #closing = new AbortController();
  readonly #budget = new RetryBudget();
  readonly #gates = new Gates();
  readonly #own: OwnPool | undefined = undefined;
  readonly #http2: boolean;

  constructor(options: TransportOptions) {
    expectMany(this.#closing.signal);
    this.#reporter = options.reporter ?? new Reporter();
    const { dispatcher, pool } = options;
    this.#http2 = pool?.http2 === true;
    if (dispatcher === undefined) this.#pool = this.#own = new OwnPool(options);
    else this.#pool = { dispatcher, ready: () => Promise.resolve(dispatcher) };
  }

  /** Aborts when the transport is closed, for whatever else has to end then. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * Sends a request and gives the answer whatever its status, except redirects that must not be followed.
   *
   * @throws TransportError when no answer came; HttpError `REDIRECT_REFUSED`; the signal's own reason.
   */
  send(request: WireRequest): Promise<Answer> {
    const watch = this.#reporter.hearsRequests ? new Watch(this.#reporter, request) : undefined;
    return watch === undefined ? this.#follow(request, undefined) : this.#watched(request, watch);
  }

  /** Ends what is under way, and closes the pool if the session made it; a dispatcher that was passed in stays open. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#own?.destroy();
  }

  async #watched(request: WireRequest, watch: Watch): Promise<Answer> {
    try {
      const answer = await this.#follow(request, watch);
      watch.end({ answer });
      return answer;
    } catch (error) {
      watch.end({ error });
      throw error;
    }
  }

  async #follow(request: WireRequest, watch: Watch | undefined): Promise<Answer> {
    const connectionHeader = this.#http2 ? hopByHop(request.headers) : undefined;
    if (connectionHeader !== undefined) throw headerFailure(request, connectionHeader);
    if (this.#closing.signal.aborted) throw closedFailure({ method: request.method, url: urlOf(request), sent: false });
    const started = performance.now();
    let current = request;
    for (let hops = 0; ; hops++) {
      const answer = await this.#sendWithRetries(current, watch);
      if (!isRedirect(answer) || request.redirect === "manual") return answer;
      await answer.discard();
      if (hops === MAX_REDIRECTS) throw endless(answer);
      current = redirected({ ...current, times: spent(request.times, performance.now() - started) }, answer);
      watch?.redirect(answer, current);
    }
  }

  #sendWithRetries(request: WireRequest, watch: Watch | undefined): Promise<Answer> {
    const { limit, connect = limit } = request.retry;
    if (limit === 0 && connect === 0) return this.#exchange(request);
    this.#budget.earn(request.origin);
    const attempt = (times: Times): Promise<Answer> =>
      this.#exchange(times === request.times ? request : { ...request, times });
    return sendWithRetries(request, { attempt, budget: this.#budget, closing: this.#closing.signal, watch });
  }

  #exchange(request: WireRequest): Promise<Answer> {
    const { dispatcher } = this.#pool;
    if (dispatcher !== undefined) return this.#exchangeOver(dispatcher, request);
    return this.#pool.ready().then((ready) => this.#exchangeOver(ready, request));
  }

  /** The session's own pool ends its requests when it is destroyed; others, and those that wait, are ended one by one. */
  #exchangeOver(dispatcher: DispatcherLike, request: WireRequest): Promise<Answer> {
    const gate = request.limits && this.#gates.at(request, request.limits);
    // A body that is still being made, or measured, is not in the pool either.
    const waits = gate !== undefined || typeof request.body === "function" || isFile(request.body);
    const closing = this.#own === undefined || waits ? this.#closing.signal : undefined;
    // What is sent again and again is shared; who knows what another's dispatcher does with it.
    const sent = this.#own === undefined ? { ...request, headers: [...request.headers] } : request;
    return exchange(dispatcher, sent, { closing, gate });
  }
}

function hopByHop(headers: readonly string[]): string | undefined {
  return headers.find((name, index) => index % 2 === 0 && HOP_BY_HOP.has(name.toLowerCase()));
}

function headerFailure(request: WireRequest, name: string): TransportError {
  const { method } = request;
  const url = redactUrl(urlOf(request));
  const message = `${method} ${url}: the header ${name} is about one connection, and HTTP/2, which pool.http2 allows, has no place for it`;
  return new TransportError("INVALID_REQUEST", message, { method, url });
}
