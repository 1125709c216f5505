import { AuthError } from "../errors/errors.ts";
import { exchange } from "./exchange.ts";
import type { AuthContext, AuthMethod, Grant, Scope, TokenGrant } from "./method.ts";
import type { Login } from "./refusal.ts";

/**
 * A method whose secrets count once, for any scope: a second scope is had for the token of the first, so that nobody is
 * asked for another passcode as long as that token lives. `make` makes the method that logs in with the secrets.
 */
export function rescopable(
  login: Login,
  make: (scope: Scope | undefined) => AuthMethod,
): (scope: Scope | undefined) => AuthMethod {
  const family = new Family(login, make);
  return (scope) => family.member(scope);
}

class Family {
  readonly #login: Login;
  readonly #make: (scope: Scope | undefined) => AuthMethod;
  /** What the last login with the secrets gave. */
  #latest: TokenGrant | undefined;

  constructor(login: Login, make: (scope: Scope | undefined) => AuthMethod) {
    this.#login = login;
    this.#make = make;
  }

  member(scope: Scope | undefined): AuthMethod {
    const plain = this.#make(scope);
    /** The login this scope lives on; once it has to be renewed, that login is of no more use. */
    let used: TokenGrant | undefined;
    return {
      type: plain.type,
      authUrl: plain.authUrl,
      scope,
      subject: plain.subject,
      proof: plain.proof,
      authenticate: async (context) => {
        const latest = this.#latest;
        const usable = latest !== undefined && latest !== used && scope !== undefined && Date.now() < latest.expiresAt;
        used = latest;
        const exchanged = usable ? await this.#exchanged(latest, scope, context) : undefined;
        if (exchanged !== undefined && !(exchanged instanceof AuthError)) return exchanged;
        const grant = await anew(plain, context, exchanged);
        if (grant.kind === "token") used = this.#latest = grant;
        return grant;
      },
      withScope: (other) => this.member(other),
    };
  }

  /** The token for another scope, or why Keystone does not give it. */
  async #exchanged(known: TokenGrant, scope: Scope, context: AuthContext): Promise<TokenGrant | AuthError> {
    const id = known.token.reveal();
    const what = { identity: { token: { id } }, scope, headers: { "x-auth-token": id } };
    try {
      return await exchange(context, this.#login, what);
    } catch (error) {
      if (error instanceof AuthError) return error;
      throw error;
    }
  }
}

/** Logs in with the secrets; if those are spent, what the exchange failed of says more. */
async function anew(plain: AuthMethod, context: AuthContext, refused: AuthError | undefined): Promise<Grant> {
  try {
    return await plain.authenticate(context);
  } catch (error) {
    throw refused !== undefined && error instanceof AuthError && error.code === "NOT_RENEWABLE" ? refused : error;
  }
}
