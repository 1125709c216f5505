import { type Factor, methodOf } from "../factor.ts";
import { authUrlOf, type UserOptions, userOf, userSubject } from "../identity.ts";
import type { AuthMethod } from "../method.ts";
import { requireObject } from "../option.ts";
import { rescopable } from "../rescope.ts";
import { type ScopeOptions, scopeOf } from "../scope.ts";
import { oneTimeSecretOf, type SecretInput } from "../secret-input.ts";

/** What {@link totp} takes. */
export type TotpOptions = UserOptions &
  ScopeOptions & {
    /** Where Keystone is, such as "https://keystone.example/v3"; `/v3` may be left out. */
    readonly authUrl: string;
    readonly userDomainId?: string | undefined;
    readonly userDomainName?: string | undefined;
    /** Text is sent once; a function is asked for a fresh code at each login, so that the session can renew. */
    readonly passcode: SecretInput;
  };

/**
 * Logs in with a time-based one-time passcode. Its tokens are never stored: a passcode that is over proves nothing.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @throws AuthError (`INVALID_SCOPE`) when the scope options contradict each other.
 * @example
 * ```ts
 * const auth = totp({
 *   authUrl: "https://keystone.example/v3",
 *   username: "demo",
 *   userDomainName: "Default",
 *   passcode: () => prompt("Passcode: "),
 *   projectId: "b3f1c2",
 * });
 * ```
 */
export function totp(options: TotpOptions): AuthMethod {
  requireObject(options, "totp");
  const method = "v3totp";
  const check = "Check the user, its domain, the passcode, this machine's clock and the scope.";
  const login = { method, authUrl: authUrlOf(options), check };
  const factor = totpFactor(options, method);
  return rescopable(login, (scope) => methodOf(login, factor, scope))(scopeOf(options, method));
}

/** A user and a passcode as a part of a login. @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`). */
export function totpFactor(options: object, method: string): Factor {
  const user = userOf(options);
  const hint = "write the code that the user's authenticator shows, or a function that asks for it";
  const source = oneTimeSecretOf(options, { key: "passcode", hint, method });
  return {
    subject: userSubject(user),
    proof: undefined,
    use: (signal, login) =>
      source.use(signal, (value) => login({ totp: { user: { passcode: value.reveal(), ...user } } })),
  };
}
