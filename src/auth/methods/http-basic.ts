import { ConfigError } from "../../errors/errors.ts";
import { secret } from "../../redaction/secret.ts";
import { endpointOf } from "../identity.ts";
import type { AuthMethod } from "../method.ts";
import { requiredText, requireObject } from "../option.ts";
import { refuseScope } from "../scope.ts";

/** What {@link httpBasic} takes. */
export interface HttpBasicOptions {
  readonly username: string;
  readonly password: string;
  /** The service to talk to; without it every service needs an endpoint override. */
  readonly endpoint?: string | undefined;
}

/**
 * Sends a user name and password with every request, for services that check them without Keystone.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @example
 * ```ts
 * const auth = httpBasic({ username: "admin", password: "s3cret", endpoint: "https://ironic.example:6385" });
 * ```
 */
export function httpBasic(options: HttpBasicOptions): AuthMethod {
  requireObject(options, "httpBasic");
  const type = "http_basic";
  const username = requiredText(options, "username", "write the name to log in with");
  if (username.includes(":")) {
    const text = 'The option username cannot be used: HTTP basic authentication has no way to send a ":" in a name.';
    throw new ConfigError("INVALID_VALUE", text, { key: "username" });
  }
  const password = requiredText(options, "password", "write the user's password");
  const authorization = secret(`Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`);
  const endpoint = endpointOf(options);
  return {
    type,
    authUrl: undefined,
    scope: undefined,
    subject: { username },
    proof: undefined,
    authenticate: async () => ({
      kind: "static",
      headers: { authorization },
      ...(endpoint === undefined ? {} : { endpoint }),
    }),
    withScope: () => refuseScope(type, "HTTP basic authentication has no scope: leave it out."),
  };
}
