import { type Factor, methodOf } from "../factor.ts";
import { authUrlOf, type UserOptions, userOf, userSubject } from "../identity.ts";
import type { AuthMethod } from "../method.ts";
import { requireObject } from "../option.ts";
import { type ScopeOptions, scopeOf } from "../scope.ts";
import { type SecretInput, secretOf } from "../secret-input.ts";

/** What {@link password} takes. */
export type PasswordOptions = UserOptions &
  ScopeOptions & {
    /** Where Keystone is, such as "https://keystone.example/v3"; `/v3` may be left out. */
    readonly authUrl: string;
    readonly userDomainId?: string | undefined;
    readonly userDomainName?: string | undefined;
    /** A function is asked anew for each login, so a password can come from a prompt or a vault. */
    readonly password: SecretInput;
  };

/**
 * Logs in with a user's password.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @throws AuthError (`INVALID_SCOPE`) when the scope options contradict each other.
 * @example
 * ```ts
 * const auth = password({
 *   authUrl: "https://keystone.example/v3",
 *   username: "demo",
 *   userDomainName: "Default",
 *   password: "s3cret",
 *   projectName: "demo",
 *   projectDomainName: "Default",
 * });
 * ```
 */
export function password(options: PasswordOptions): AuthMethod {
  requireObject(options, "password");
  const method = "v3password";
  const check = "Check the user, its domain, the password and the scope.";
  const login = { method, authUrl: authUrlOf(options), check };
  return methodOf(login, passwordFactor(options, method), scopeOf(options, method));
}

/** A user and a password as a part of a login. @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`). */
export function passwordFactor(options: object, method: string): Factor {
  const user = userOf(options);
  const source = secretOf(options, { key: "password", hint: "write the user's password", method });
  return {
    subject: userSubject(user),
    proof: (signal) => source.proof(signal),
    use: (signal, login) =>
      source.use(signal, (value) => login({ password: { user: { password: value.reveal(), ...user } } })),
  };
}
