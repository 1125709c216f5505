import { secret } from "../../redaction/secret.ts";
import { endpointOf } from "../identity.ts";
import type { AuthMethod } from "../method.ts";
import { requiredHeader, requireObject } from "../option.ts";
import { refuseScope } from "../scope.ts";

/** What {@link adminToken} takes. */
export interface AdminTokenOptions {
  readonly token: string;
  /** The service to talk to; without it every service needs an endpoint override. */
  readonly endpoint?: string | undefined;
}

/**
 * Sends a fixed token to a fixed endpoint, without asking Keystone about either: for setting up a cloud, and for
 * services that take a token of their own.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @example
 * ```ts
 * const auth = adminToken({ endpoint: "https://keystone.example/v3", token: "ADMIN" });
 * ```
 */
export function adminToken(options: AdminTokenOptions): AuthMethod {
  requireObject(options, "adminToken");
  const type = "admin_token";
  const token = secret(requiredHeader(options, "token", "write the token to send"));
  const endpoint = endpointOf(options);
  return {
    type,
    authUrl: undefined,
    scope: undefined,
    subject: {},
    proof: undefined,
    authenticate: async () => ({
      kind: "static",
      headers: { "x-auth-token": token },
      ...(endpoint === undefined ? {} : { endpoint }),
    }),
    withScope: () => refuseScope(type, "A fixed token has the scope it was made with: use token() for another one."),
  };
}
