import { secret } from "../../redaction/secret.ts";
import { endpointOf } from "../identity.ts";
import type { AuthMethod } from "../method.ts";
import { requireObject } from "../option.ts";
import { refuseScope } from "../scope.ts";

/** What {@link noAuth} takes. */
export interface NoAuthOptions {
  /** The service to talk to; without it every service needs an endpoint override. */
  readonly endpoint?: string | undefined;
}

/**
 * Talks to a service that asks for no login, such as a standalone ironic.
 *
 * @throws ConfigError when the endpoint is not an http(s) URL.
 * @example
 * ```ts
 * const auth = noAuth({ endpoint: "http://127.0.0.1:6385" });
 * ```
 */
export function noAuth(options: NoAuthOptions = {}): AuthMethod {
  requireObject(options, "noAuth");
  const type = "none";
  const endpoint = endpointOf(options);
  return {
    type,
    authUrl: undefined,
    scope: undefined,
    subject: {},
    proof: undefined,
    // Services without a login still tell a caller that sends no token apart from one that does.
    authenticate: async () => ({
      kind: "static",
      headers: { "x-auth-token": secret("notused") },
      ...(endpoint === undefined ? {} : { endpoint }),
    }),
    withScope: () => refuseScope(type, "Without a login there is no scope: leave it out."),
  };
}
