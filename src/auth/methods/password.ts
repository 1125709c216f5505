import { exchange } from "../exchange.ts";
import { authUrlOf, type UserOptions, userOf, userSubject } from "../identity.ts";
import type { AuthMethod, Scope } from "../method.ts";
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
  const type = "v3password";
  const authUrl = authUrlOf(options);
  const user = userOf(options);
  const source = secretOf(options, { key: "password", hint: "write the user's password", method: type });
  const check = "Check the user, its domain, the password and the scope.";
  const scopedTo = (scope: Scope | undefined): AuthMethod => ({
    type,
    authUrl,
    scope,
    subject: userSubject(user),
    proof: () => source.proof(),
    authenticate: (context) =>
      source.use(context.signal, (value) => {
        const identity = { password: { user: { password: value.reveal(), ...user } } };
        return exchange(context, { method: type, authUrl, check }, { identity, scope });
      }),
    withScope: scopedTo,
  });
  return scopedTo(scopeOf(options, type));
}
