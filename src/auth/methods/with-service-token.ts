import { AuthError, isOpenStackError } from "../../errors/errors.ts";
import { Flight } from "../../transport/flight.ts";
import type { AuthContext, AuthMethod, Grant, TokenGrant } from "../method.ts";
import { requireMethod } from "../option.ts";

/** The tokens of each service, so that not every user's session makes its service log in again. */
const services = new WeakMap<AuthMethod, ServiceTokens>();

/**
 * Sends a service's token beside the user's, so that services take the call as one of their own kind and let the user's
 * token live on for as long as the work takes. Sessions that are given the same `service` share its token; a session
 * that has to renew renews both.
 *
 * @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`) for what is no authentication method.
 * @param user Who the calls are for, usually `token()` with the token of the request being served.
 * @param service Who makes them, usually `password()` of the service's own user.
 * @example
 * ```ts
 * const service = password({ authUrl, username: "nova", userDomainName: "Default", password: "s3cret", projectName });
 * const auth = withServiceToken(token({ authUrl, token: request.headers["x-auth-token"] }), service);
 * ```
 */
export function withServiceToken(user: AuthMethod, service: AuthMethod): AuthMethod {
  requireMethod(user, "user");
  requireMethod(service, "service");
  const tokens = services.get(service) ?? new ServiceTokens(service);
  services.set(service, tokens);
  let sent: TokenGrant | undefined;
  return {
    type: user.type,
    authUrl: user.authUrl,
    scope: user.scope,
    subject: user.subject,
    // Stored, the grant would keep a service's token with a user's.
    proof: undefined,
    authenticate: async (context) => {
      const [own, servicing] = await Promise.all([tokenOf(user, context), tokens.get(context, sent)]);
      sent = servicing;
      return joined(own, servicing);
    },
    withScope: (scope) => withServiceToken(user.withScope(scope), service),
  };
}

/** One service's token, for all the sessions that send it. */
class ServiceTokens {
  readonly #service: AuthMethod;
  #grant: TokenGrant | undefined;
  /** Until when more sessions may share the grant, epoch ms by this machine's clock. */
  #until = 0;
  #flight: Flight<TokenGrant> | undefined;

  constructor(service: AuthMethod) {
    this.#service = service;
  }

  /** The token; not the one a session sent before, which may be why it asks again. */
  async get(context: AuthContext, refused: TokenGrant | undefined): Promise<TokenGrant> {
    if (this.#grant !== undefined && this.#grant !== refused && Date.now() < this.#until) return this.#grant;
    const under = this.#flight?.abandoned ? undefined : this.#flight;
    if (under === undefined) return this.#depart(context).join(context.signal);
    try {
      return await under.join(context.signal);
    } catch (error) {
      // A refusal is one for all who waited; that another session was closed or gave up is not.
      if (isOpenStackError(error) && error.code !== "SESSION_CLOSED") throw error;
      context.signal.throwIfAborted();
      return this.get(context, refused);
    }
  }

  #depart(context: AuthContext): Flight<TokenGrant> {
    const previous = this.#grant;
    const flight = new Flight((signal) =>
      tokenOf(this.#service, { send: (request) => context.send(request), signal, previous }),
    );
    this.#flight = flight;
    flight.result
      .then((grant) => {
        this.#grant = grant;
        this.#until = Date.now() + (grant.expiresAt - grant.issuedAt) / 2;
      })
      .catch(() => undefined)
      .finally(() => {
        if (this.#flight === flight) this.#flight = undefined;
      });
    return flight;
  }
}

async function tokenOf(method: AuthMethod, context: AuthContext): Promise<TokenGrant> {
  const grant: Grant = await method.authenticate(context);
  if (grant.kind === "token") return grant;
  const text = `A service token goes with a user's token, and ${method.type} gives none.`;
  throw new AuthError("UNSUPPORTED_AUTH", text, { method: method.type, authUrl: method.authUrl });
}

/** Both tokens as one that lives as long as the first of them to end. */
function joined(user: TokenGrant, service: TokenGrant): TokenGrant {
  const first = service.expiresAt < user.expiresAt ? service : user;
  const { clockSkew = 0, issuedAt, expiresAt } = first;
  return {
    ...user,
    issuedAt,
    expiresAt,
    clockSkew,
    headers: { ...user.headers, "x-service-token": service.token },
  };
}
