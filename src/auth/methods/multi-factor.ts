import { ConfigError } from "../../errors/errors.ts";
import { type Factor, type KeystoneMethod, methodOf, together } from "../factor.ts";
import { authUrlOf } from "../identity.ts";
import type { AuthMethod, Scope } from "../method.ts";
import { requireObject } from "../option.ts";
import { rescopable } from "../rescope.ts";
import { refuseScope, refuseScopeOptions, type ScopeOptions, scopeOf } from "../scope.ts";
import type { SecretInput } from "../secret-input.ts";
import { applicationCredentialFactor, FIXED } from "./application-credential.ts";
import { passwordFactor } from "./password.ts";
import { tokenFactor } from "./token.ts";
import { totpFactor } from "./totp.ts";

/** A method that {@link multiFactor} can put together with others. */
export type FactorName =
  | "v3password"
  | "v3totp"
  | "v3token"
  | "v3applicationcredential"
  | "password"
  | "totp"
  | "token"
  | "application_credential";

/** What {@link multiFactor} takes: the methods, and the options of each of them. */
export interface MultiFactorOptions extends ScopeOptions {
  /** Where Keystone is, such as "https://keystone.example/v3"; `/v3` may be left out. */
  readonly authUrl: string;
  /** In the order in which Keystone shall try them. */
  readonly authMethods: readonly FactorName[];
  readonly userId?: string | undefined;
  readonly username?: string | undefined;
  readonly userDomainId?: string | undefined;
  readonly userDomainName?: string | undefined;
  /** A function is asked anew for each login. */
  readonly password?: SecretInput | undefined;
  /** Text is sent once; a function is asked for a fresh code at each login, so that the session can renew. */
  readonly passcode?: SecretInput | undefined;
  readonly token?: string | undefined;
  readonly applicationCredentialId?: string | undefined;
  readonly applicationCredentialName?: string | undefined;
  readonly applicationCredentialSecret?: string | undefined;
}

const METHOD = "v3multifactor";

const FACTORS: ReadonlyMap<unknown, (options: object) => Factor> = new Map([
  ["password", (options: object) => passwordFactor(options, METHOD)],
  ["totp", (options: object) => totpFactor(options, METHOD)],
  ["token", tokenFactor],
  ["application_credential", credentialFactor],
]);

/**
 * Logs in with several methods at once, as Keystone's multi-factor rules ask for.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @throws AuthError (`INVALID_SCOPE`) when the scope options contradict each other.
 * @example
 * ```ts
 * const auth = multiFactor({
 *   authUrl: "https://keystone.example/v3",
 *   authMethods: ["v3password", "v3totp"],
 *   username: "demo",
 *   userDomainName: "Default",
 *   password: "s3cret",
 *   passcode: () => prompt("Passcode: "),
 *   projectId: "b3f1c2",
 * });
 * ```
 */
export function multiFactor(options: MultiFactorOptions): AuthMethod {
  requireObject(options, "multiFactor");
  const check = "Check what each of the methods sends, and the scope.";
  const login = { method: METHOD, authUrl: authUrlOf(options), check };
  const names = namesIn(options);
  const factor = together(names.map((name) => FACTORS.get(name)?.(options)).filter((part) => part !== undefined));
  const named = { ...factor, subject: { ...factor.subject, authMethods: names.join(",") } };
  const make = (wanted: Scope | undefined): KeystoneMethod => methodOf(login, named, wanted);
  if (!names.includes("application_credential")) {
    const scope = scopeOf(options, METHOD);
    return factor.proof === undefined ? rescopable(login, make)(scope) : make(scope);
  }
  refuseScopeOptions(options, METHOD, FIXED);
  return { ...make(undefined), withScope: () => refuseScope(METHOD, FIXED) };
}

/** The methods' names in Keystone's own words, each once. */
function namesIn(options: object): readonly string[] {
  const given: unknown = Reflect.get(options, "authMethods");
  if (!Array.isArray(given) || given.length === 0) {
    const text = 'The option authMethods is missing: list the methods to use, such as ["v3password", "v3totp"].';
    throw new ConfigError("MISSING_VALUE", text, { key: "authMethods" });
  }
  return [...new Set(given.map(nameOf))];
}

function nameOf(given: unknown): string {
  const name = String(given)
    .replace(/^v3/, "")
    .replace(/^applicationcredential$/, "application_credential");
  if (FACTORS.has(name)) return name;
  const text = `The option authMethods cannot hold "${String(given)}": write ${[...FACTORS.keys()].join(", ")}.`;
  throw new ConfigError("INVALID_VALUE", text, { key: "authMethods" });
}

/** The credential's id, name and secret have longer names here, among the options of other methods. */
function credentialFactor(options: object): Factor {
  return applicationCredentialFactor({
    ...options,
    id: Reflect.get(options, "applicationCredentialId"),
    name: Reflect.get(options, "applicationCredentialName"),
    secret: Reflect.get(options, "applicationCredentialSecret"),
  });
}
