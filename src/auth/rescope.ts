import { AuthError } from "../errors/errors.ts";
import { raced } from "../transport/flight.ts";
import { exchange } from "./exchange.ts";
import type { KeystoneMethod } from "./factor.ts";
import { spanOf } from "./lifetime.ts";
import type { AuthContext, AuthMethod, Scope, TokenGrant } from "./method.ts";
import type { Login } from "./refusal.ts";
import { isRefusal } from "./refused.ts";

/** How one scope of a family comes by its tokens. */
export interface Way<G extends TokenGrant, T extends TokenGrant> {
  /** Logs in with the secrets. */
  logIn(context: AuthContext): Promise<G>;
  /** The scope's token for that of a login, or the latter when it has the scope. */
  exchange(context: AuthContext, login: G): Promise<T>;
  /** Whether a login of another scope will do. */
  readonly shares: boolean;
}

interface Entered<G> {
  readonly token: G;
  /** Whether the secrets were sent for it just now. */
  readonly fresh: boolean;
}

/**
 * A method whose secrets count once, for any scope: a second scope is had for the token of the first, so that nobody is
 * asked for another passcode as long as that token lives. `make` makes the method that logs in with the secrets.
 */
export function rescopable(
  login: Login,
  make: (scope: Scope | undefined) => KeystoneMethod,
): (scope: Scope | undefined) => AuthMethod {
  const family = new Family();
  const member = (scope: Scope | undefined): AuthMethod => {
    const plain = make(scope);
    let own: TokenGrant | undefined;
    const logIn = async (context: AuthContext): Promise<TokenGrant> => {
      own = await plain.authenticate(context);
      return own;
    };
    const exchanged = async (context: AuthContext, known: TokenGrant): Promise<TokenGrant> => {
      if (known === own) return known;
      const id = known.token.reveal();
      return exchange(context, login, { identity: { token: { id } }, scope, headers: { "x-auth-token": id } });
    };
    // Without a scope Keystone takes the user's own default, and for a token that token's.
    const authenticate = family.member({ logIn, exchange: exchanged, shares: scope !== undefined });
    return { ...plain, authenticate, withScope: member };
  };
  return member;
}

/** The scopes of one login: one at a time logs in, and the others live on the token which that gave. */
export class Family<G extends TokenGrant = TokenGrant> {
  /** What the last login gave. */
  #latest: G | undefined;
  /** Until when it is of use, epoch ms by this machine's clock. */
  #until = 0;
  /** Ends with the login that is under way. */
  #busy: Promise<void> | undefined;

  /** The `authenticate` of one more scope. */
  member<T extends TokenGrant>(way: Way<G, T>): (context: AuthContext) => Promise<T> {
    /** The login behind the scope's last token. */
    let source: G | undefined;
    /** A login that this scope cannot use any more: it is what has to be renewed, or it was refused. */
    let used: G | undefined;
    const exchanged = async (context: AuthContext, login: G): Promise<T> => {
      const grant = await way.exchange(context, login);
      source = login;
      if (Object.is(grant, login)) used = login;
      return grant;
    };
    return async (context) => {
      if (context.previous !== undefined) used = source;
      const login = await this.#login(context, way, used);
      try {
        return await exchanged(context, login.token);
      } catch (error) {
        if (login.fresh || !isRefusal(error)) throw error;
        used = login.token;
        // If the secrets are spent, what the exchange failed of says more.
        const other = await this.#login(context, way, used).catch((later) =>
          Promise.reject(isSpent(later) ? error : later),
        );
        return exchanged(context, other.token);
      }
    };
  }

  /** A login to live on: the last one, or a new one when that is of no use and nobody else is about to log in. */
  async #login(context: AuthContext, way: Way<G, TokenGrant>, used: G | undefined): Promise<Entered<G>> {
    for (;;) {
      const token = this.#latest;
      const usable = way.shares && token !== undefined && token !== used && Date.now() < this.#until;
      if (usable) return { token, fresh: false };
      if (this.#busy === undefined) return { token: await this.#enter(context, way), fresh: true };
      await raced(this.#busy, context.signal);
    }
  }

  #enter(context: AuthContext, way: Way<G, TokenGrant>): Promise<G> {
    const work = way.logIn(context).then((token) => {
      this.#latest = token;
      this.#until = spanOf(token, Date.now()).staleAt;
      return token;
    });
    const settle = (): void => {
      this.#busy = undefined;
    };
    this.#busy = work.then(settle, settle);
    return work;
  }
}

function isSpent(error: unknown): boolean {
  return error instanceof AuthError && error.code === "NOT_RENEWABLE";
}
