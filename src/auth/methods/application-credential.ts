import { ConfigError } from "../../errors/errors.ts";
import { secret } from "../../redaction/secret.ts";
import { type Factor, methodOf } from "../factor.ts";
import { authUrlOf, type UserOptions, userOf, userSubject } from "../identity.ts";
import type { AuthMethod } from "../method.ts";
import { optionText, requiredText, requireObject } from "../option.ts";
import { refuseScope, refuseScopeOptions } from "../scope.ts";

/** What {@link applicationCredential} takes. */
export type ApplicationCredentialOptions = {
  /** Where Keystone is, such as "https://keystone.example/v3"; `/v3` may be left out. */
  readonly authUrl: string;
  readonly secret: string;
} & (
  | { readonly id: string; readonly name?: undefined }
  | (UserOptions & { readonly name: string; readonly id?: undefined })
);

type Credential = { readonly id: string } | { readonly name: string; readonly user: ReturnType<typeof userOf> };

/** Why a login with an application credential takes no scope. */
export const FIXED: string =
  "An application credential's token always has the project it was made for: leave the scope options out, or make " +
  "another application credential in the other project.";

/**
 * Logs in with an application credential, named by its id, or by its name and its user. Its tokens always have the
 * scope it was made for.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @throws AuthError (`INVALID_SCOPE`) when a scope is asked for.
 * @example
 * ```ts
 * const auth = applicationCredential({ authUrl: "https://keystone.example/v3", id: "6a2f…", secret: "s3cret" });
 * ```
 */
export function applicationCredential(options: ApplicationCredentialOptions): AuthMethod {
  requireObject(options, "applicationCredential");
  const method = "v3applicationcredential";
  const check = "Check the application credential's id and secret; it may have expired or been deleted.";
  const login = { method, authUrl: authUrlOf(options), check };
  const fixed = (): never => refuseScope(method, FIXED);
  const factor = applicationCredentialFactor(options);
  refuseScopeOptions(options, method, FIXED);
  return { ...methodOf(login, factor, undefined), withScope: fixed };
}

/** An application credential as a part of a login. @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`). */
export function applicationCredentialFactor(options: object): Factor {
  const credential = credentialOf(options);
  const proof = secret(requiredText(options, "secret", "write the secret shown when the credential was created"));
  return {
    subject: subjectOf(credential),
    proof: () => proof,
    use: (_signal, login) => login({ application_credential: { secret: proof.reveal(), ...credential } }),
  };
}

function credentialOf(options: object): Credential {
  const id = optionText(options, "id");
  const name = optionText(options, "name");
  if (id !== undefined && name !== undefined) {
    const text = "The options id and name of the application credential are both set: keep one of them.";
    throw new ConfigError("INVALID_VALUE", text, { key: "id" });
  }
  if (id !== undefined) return { id };
  if (name !== undefined) return { name, user: userOf(options) };
  const text = "The options id and name of the application credential are both missing: write one of them.";
  throw new ConfigError("MISSING_VALUE", text, { key: "id" });
}

function subjectOf(credential: Credential): Record<string, string> {
  if ("id" in credential) return { applicationCredentialId: credential.id };
  return { applicationCredentialName: credential.name, ...userSubject(credential.user) };
}
