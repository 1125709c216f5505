import type { AuthenticationEvent } from "../diagnostics/events.ts";
import { eventError, Reporter } from "../diagnostics/reporter.ts";
import { closedFailure } from "../transport/failure.ts";
import { Flight, raced } from "../transport/flight.ts";
import { checkedGrant } from "./grant.ts";
import { type Span, spanOf } from "./lifetime.ts";
import type { AuthContext, AuthMethod, AuthRequest, Grant, TokenGrant } from "./method.ts";
import { isRefusal } from "./refused.ts";
import { unansweredIn } from "./secret-input.ts";
import { made, type Obtained, type SharedTokens } from "./store/shared-tokens.ts";
import { LATE, within } from "./store/within.ts";

/** ms that calls wait for the renewal of a token that is still good. */
const RENEWAL_PATIENCE = 1_000;
/** ms until a renewal that failed, or took longer than that, is wanted again. */
const RENEWAL_PAUSE = 5_000;
/** ms after which a renewal that nobody waits for is ended. */
const LONGEST_RENEWAL = 120_000;

/** Sends one request of an authentication, ended by the signal; without one it ends with the session. */
export type AuthSend = (
  request: Parameters<AuthContext["send"]>[0],
  signal: AbortSignal | undefined,
) => ReturnType<AuthContext["send"]>;

interface Held extends Obtained, Span {}

/**
 * The token of one session: fetched when first needed, renewed before it expires, and by one request at a time however
 * many ask.
 */
export class TokenSource {
  readonly method: AuthMethod;
  readonly #send: AuthSend;
  readonly #shared: SharedTokens | undefined;
  readonly #reporter: Reporter;
  readonly #closing: AbortSignal | undefined;
  #held: Held | undefined;
  #flight: Flight<Obtained> | undefined;
  /** The renewal of a token that is still good, for all who call meanwhile. */
  #renewal: Promise<Grant | undefined> | undefined;
  /** The last token that was refused; of a store's tokens it is the one never to take. */
  #refused: TokenGrant | undefined;
  readonly #stored = new WeakSet<Grant>();
  /** How many want a token that comes from no store. */
  #forcing = 0;

  constructor(
    method: AuthMethod,
    send: AuthSend,
    more: {
      readonly shared?: SharedTokens | undefined;
      readonly reporter?: Reporter;
      /** Ends a login that is under way. */
      readonly closing?: AbortSignal;
    } = {},
  ) {
    this.method = method;
    this.#send = send;
    this.#shared = more.shared;
    this.#reporter = more.reporter ?? new Reporter();
    this.#closing = more.closing;
  }

  /** The grant if there is one that need not be renewed yet. */
  current(): Grant | undefined {
    return this.#held !== undefined && Date.now() < this.#held.staleAt ? this.#held.grant : undefined;
  }

  /** A usable grant, fetched if need be. */
  async get(signal?: AbortSignal): Promise<Grant> {
    const held = this.#held;
    const good =
      this.current() ?? (held !== undefined && isAlive(held) ? await this.#renewed(held, signal) : undefined);
    return good ?? (await this.#fetch(signal)).grant;
  }

  /** The grant there is: one that is coming, one that is held, or one that is stored; nobody logs in for it. */
  async existing(signal?: AbortSignal): Promise<Grant | undefined> {
    const flight = this.#flight?.abandoned ? undefined : this.#flight;
    // A login that fails leaves what there was before.
    const coming = await flight?.join(signal).catch(() => undefined);
    signal?.throwIfAborted();
    if (coming === undefined && this.#held === undefined) {
      const stored = await this.#shared?.find(this.method, signal);
      if (stored !== undefined) this.#held ??= this.#kept(stored);
    }
    return coming?.grant ?? this.#held?.grant;
  }

  /** The option that a login under way waits for somebody to give. */
  get unanswered(): string | undefined {
    return this.#flight && unansweredIn(this.#flight.signal);
  }

  /** Forgets a grant that was refused, unless another has already taken its place. */
  drop(refused: Grant): void {
    if (this.#held?.grant !== refused) return;
    this.#held = undefined;
    if (refused.kind === "token") this.#refused = refused;
  }

  /** Forgets a grant that is to be of no more use to anybody who shares it. */
  async discard(grant: Grant): Promise<void> {
    const held = this.#held;
    this.drop(grant);
    if (held?.grant === grant) await this.#shared?.forget(this.method, held);
  }

  /** Whether a grant was taken out of a store, so that another login might bring a better one. */
  isStored(grant: Grant): boolean {
    return this.#stored.has(grant);
  }

  /** Authenticates even when the token is good; joins an authentication that is under way. */
  async refresh(signal?: AbortSignal): Promise<Grant> {
    this.#forcing++;
    try {
      for (;;) {
        const { grant, stored } = await this.#fetch(signal);
        if (!stored) return grant;
      }
    } finally {
      this.#forcing--;
    }
  }

  /** A grant that a login of this session brought, for when stored ones were refused. */
  async own(signal?: AbortSignal): Promise<Grant> {
    const held = this.current();
    return held === undefined || this.isStored(held) ? this.refresh(signal) : held;
  }

  #renewed(held: Held, signal: AbortSignal | undefined): Promise<Grant | undefined> {
    if (this.#renewal === undefined) {
      const renewal = this.#renew(held).finally(() => {
        this.#renewal = undefined;
      });
      // Those who wait for it may all have given up.
      renewal.catch(() => undefined);
      this.#renewal = renewal;
    }
    return signal === undefined ? this.#renewal : raced(this.#renewal, signal);
  }

  /**
   * A new grant, or the held one while it lasts when no new one comes: that is what the margin is for. Undefined when it
   * did not last and the new one is still to come.
   */
  async #renew(held: Held): Promise<Grant | undefined> {
    const lasts = (): boolean => this.#held === held && isAlive(held);
    try {
      // With a signal of its own, because a caller that goes on or gives up leaves the renewal to the next ones.
      const renewed = await within(RENEWAL_PATIENCE, this.#fetch(AbortSignal.timeout(LONGEST_RENEWAL)));
      if (renewed !== LATE) return renewed.grant;
      if (!lasts()) return undefined;
    } catch (error) {
      if (!lasts() || this.#closing?.aborted || isRefusal(error)) throw error;
    }
    this.#held = { ...held, staleAt: Math.min(Date.now() + RENEWAL_PAUSE, held.endsAt) };
    return held.grant;
  }

  #fetch(signal: AbortSignal | undefined): Promise<Obtained> {
    const flight = this.#flight === undefined || this.#flight.abandoned ? this.#depart() : this.#flight;
    return flight.join(signal);
  }

  #depart(): Flight<Obtained> {
    const flight: Flight<Obtained> = new Flight(async (signal) => {
      try {
        const obtained = await this.#obtain(signal);
        if (this.#flight === flight) this.#held = this.#kept(obtained);
        return obtained;
      } finally {
        if (this.#flight === flight) this.#flight = undefined;
        this.#closing?.removeEventListener("abort", end);
      }
    });
    const { type, authUrl } = this.method;
    const end = (): void => flight.end(closedFailure({ method: "POST", url: authUrl ?? type, sent: false }));
    if (this.#closing?.aborted) end();
    this.#closing?.addEventListener("abort", end);
    this.#flight = flight;
    return flight;
  }

  #kept(obtained: Obtained): Held {
    const { grant, receivedAt } = obtained;
    if (obtained.stored) this.#stored.add(grant);
    return { ...obtained, ...spanOf(grant, receivedAt, this.#held?.grant) };
  }

  async #obtain(signal: AbortSignal): Promise<Obtained> {
    const authenticate = (): Promise<Grant> => this.#authenticate(signal);
    if (this.#shared === undefined) return made(await authenticate());
    return this.#shared.obtain(this.method, {
      storedWillDo: () => this.#forcing === 0,
      refused: this.#refused,
      signal,
      authenticate,
    });
  }

  async #authenticate(signal: AbortSignal): Promise<Grant> {
    const { method } = this;
    const started = performance.now();
    const about = { method: method.type, authUrl: method.authUrl };
    const tell = (end: Pick<AuthenticationEvent, "outcome" | "error" | "expiresAt">): void =>
      this.#reporter.tell("osauth:authentication", () => ({ ...about, ...end, duration: performance.now() - started }));
    try {
      const context = {
        send: (request: AuthRequest) => this.#send(request, request.lasting === true ? undefined : signal),
        signal,
        previous: this.#held?.grant,
      };
      const grant = checkedGrant(await method.authenticate(context), method);
      const expiresAt = grant.kind === "token" ? grant.expiresAt : undefined;
      tell({ outcome: "success", error: undefined, expiresAt });
      return grant;
    } catch (error) {
      tell({ outcome: "failure", error: eventError(error), expiresAt: undefined });
      throw error;
    }
  }
}

function isAlive({ endsAt }: Span): boolean {
  return Date.now() < endsAt;
}
