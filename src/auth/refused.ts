import { AuthError, type AuthErrorCode } from "../errors/errors.ts";

/** What a login ends with that was not refused: an answer that is none, or a secret that counts once. */
const NO_REFUSALS: ReadonlySet<AuthErrorCode> = new Set(["INVALID_TOKEN_RESPONSE", "NOT_RENEWABLE"]);

/** Errors of logins whose credentials nobody has looked at, whatever their code. */
const unseen = new WeakSet<AuthError>();

/** Says of a login's error that nobody has looked at the credentials. */
export function unseenCredentials(error: AuthError): AuthError {
  unseen.add(error);
  return error;
}

/** Whether a login was refused, as another one would be, until the account is locked. */
export function isRefusal(error: unknown): error is AuthError {
  return error instanceof AuthError && !NO_REFUSALS.has(error.code) && !unseen.has(error);
}
