import { secret } from "../../redaction/secret.ts";
import { exchange } from "../exchange.ts";
import { authUrlOf, type UserOptions, userOf, userSubject } from "../identity.ts";
import type { AuthMethod, Scope } from "../method.ts";
import { requiredText, requireObject } from "../option.ts";
import { type ScopeOptions, scopeOf } from "../scope.ts";

/** What {@link password} takes. */
export type PasswordOptions = UserOptions &
  ScopeOptions & {
    /** Where Keystone is, such as "https://keystone.example/v3"; `/v3` may be left out. */
    readonly authUrl: string;
    readonly userDomainId?: string | undefined;
    readonly userDomainName?: string | undefined;
    readonly password: string;
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
  const proof = secret(requiredText(options, "password", "write the user's password"));
  const check = "Check the user, its domain, the password and the scope.";
  const scopedTo = (scope: Scope | undefined): AuthMethod => ({
    type,
    authUrl,
    scope,
    subject: userSubject(user),
    proof: () => proof,
    authenticate: (context) =>
      exchange(
        context,
        { method: type, authUrl, check },
        { identity: { password: { user: { password: proof.reveal(), ...user } } }, scope },
      ),
    withScope: scopedTo,
  });
  return scopedTo(scopeOf(options, type));
}
