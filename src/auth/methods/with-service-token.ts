import { AuthError } from "../../errors/errors.ts";
import type { AuthContext, AuthMethod, Grant, TokenGrant } from "../method.ts";

/** A service token with the time until which more sessions may share it. */
interface Shared {
  readonly grant: TokenGrant;
  /** Epoch ms, by this machine's clock. */
  readonly until: number;
}

/** The last token of each service, so that not every user's session makes its service log in again. */
const shared = new WeakMap<AuthMethod, Shared>();

/**
 * Sends a service's token beside the user's, so that services take the call as one of their own kind and let the user's
 * token live on for as long as the work takes. Sessions that are given the same `service` share its token; a session
 * that has to renew renews both.
 *
 * @param user Who the calls are for, usually `token()` with the token of the request being served.
 * @param service Who makes them, usually `password()` of the service's own user.
 * @example
 * ```ts
 * const service = password({ authUrl, username: "nova", userDomainName: "Default", password: "s3cret", projectName });
 * const auth = withServiceToken(token({ authUrl, token: request.headers["x-auth-token"] }), service);
 * ```
 */
export function withServiceToken(user: AuthMethod, service: AuthMethod): AuthMethod {
  let sent: TokenGrant | undefined;
  return {
    type: user.type,
    authUrl: user.authUrl,
    scope: user.scope,
    subject: user.subject,
    // Stored, the grant would keep a service's token with a user's.
    proof: undefined,
    authenticate: async (context) => {
      const [own, servicing] = await Promise.all([
        tokenOf(user, context),
        serviceToken(service, { context, refused: sent }),
      ]);
      sent = servicing;
      return joined(own, servicing);
    },
    withScope: (scope) => withServiceToken(user.withScope(scope), service),
  };
}

/** The service's token; not the one sent before, which may be why there is another login. */
async function serviceToken(
  service: AuthMethod,
  { context, refused }: { readonly context: AuthContext; readonly refused: TokenGrant | undefined },
): Promise<TokenGrant> {
  const known = shared.get(service);
  if (known !== undefined && known.grant !== refused && Date.now() < known.until) return known.grant;
  const { signal } = context;
  const grant = await tokenOf(service, { send: (request) => context.send(request), signal, previous: refused });
  shared.set(service, { grant, until: Date.now() + (grant.expiresAt - grant.issuedAt) / 2 });
  return grant;
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
  return {
    ...user,
    issuedAt: first.issuedAt,
    expiresAt: first.expiresAt,
    headers: { ...user.headers, "x-service-token": service.token },
  };
}
