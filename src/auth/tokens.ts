import { Flight } from "../transport/flight.ts";
import type { AuthContext, AuthMethod, Grant } from "./method.ts";

const LARGEST_MARGIN = 120_000;
const MARGIN_SHARE = 0.1;

/** Sends one request of an authentication, ended by the signal. */
export type AuthSend = (
  request: Parameters<AuthContext["send"]>[0],
  signal: AbortSignal,
) => ReturnType<AuthContext["send"]>;

interface Held {
  readonly grant: Grant;
  /** Epoch ms, by this machine's clock, from which the grant is not handed out any more. */
  readonly staleAt: number;
}

/**
 * The token of one session: fetched when first needed, renewed before it expires, and by one request at a time however
 * many ask.
 */
export class TokenSource {
  readonly method: AuthMethod;
  readonly #send: AuthSend;
  #held: Held | undefined;
  #flight: Flight<Grant> | undefined;

  constructor(method: AuthMethod, send: AuthSend) {
    this.method = method;
    this.#send = send;
  }

  /** The grant if there is one that need not be renewed yet. */
  current(): Grant | undefined {
    return this.#held !== undefined && Date.now() < this.#held.staleAt ? this.#held.grant : undefined;
  }

  /** A usable grant, fetched if need be. */
  async get(signal?: AbortSignal): Promise<Grant> {
    return this.current() ?? this.#fetch(signal);
  }

  /** Forgets a grant that was refused, unless another has already taken its place. */
  drop(refused: Grant): void {
    if (this.#held?.grant === refused) this.#held = undefined;
  }

  /** Authenticates even when the token is good; joins an authentication that is under way. */
  async refresh(signal?: AbortSignal): Promise<Grant> {
    return this.#fetch(signal);
  }

  #fetch(signal: AbortSignal | undefined): Promise<Grant> {
    const flight = this.#flight === undefined || this.#flight.abandoned ? this.#depart() : this.#flight;
    return flight.join(signal);
  }

  #depart(): Flight<Grant> {
    const previous = this.#held?.grant;
    const flight = new Flight<Grant>((signal) =>
      this.method.authenticate({ send: (request) => this.#send(request, signal), signal, previous }),
    );
    this.#flight = flight;
    flight.result
      .then((grant) => {
        if (this.#flight === flight) this.#held = { grant, staleAt: staleAt(grant, Date.now()) };
      })
      .catch(() => undefined)
      .finally(() => {
        if (this.#flight === flight) this.#flight = undefined;
      });
    return flight;
  }
}

/**
 * When to renew. A clock that runs ahead of the cloud's would see every token as expired and log in for each request, so
 * a token that is already out of date when it arrives is given its lifetime from now.
 */
function staleAt(grant: Grant, now: number): number {
  if (grant.kind === "static") return Number.POSITIVE_INFINITY;
  const lifetime = Math.max(0, grant.expiresAt - grant.issuedAt);
  const margin = Math.min(LARGEST_MARGIN, lifetime * MARGIN_SHARE);
  const expiry = grant.expiresAt > now ? Math.min(grant.expiresAt, now + lifetime) : now + lifetime;
  // A method that can only hand out the same token again would otherwise be asked for it at every call near its end.
  return expiry - margin > now ? expiry - margin : expiry;
}
