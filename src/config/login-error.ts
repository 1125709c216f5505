import { AuthError, type ConfigError } from "../errors/errors.ts";
import { LOGIN_KEYS } from "./keys.ts";
import { scopeKeysIn } from "./login-options.ts";
import type { Settings } from "./settings.ts";

/** Options of the authentication layer whose keys have quite another name. */
const KEYS: ReadonlyMap<string, string> = new Map([
  ["otp", "passcode"],
  ["id", "application_credential_id"],
  ["name", "application_credential_name"],
  ["secret", "application_credential_secret"],
]);

/** The same error in the words of the configuration: the authentication layer only knows its options' names. */
export function placedError(error: ConfigError | AuthError, settings: Settings): ConfigError {
  const problem = inKeys(error.message).replace(/\.$/, "");
  if (error instanceof AuthError) return settings.contradicting(scopeKeysIn(settings), problem);
  const key = error.key === undefined ? "auth_type" : keyOf(error.key);
  if (error.code === "MISSING_VALUE") return settings.missing(key, hintIn(problem));
  return settings.invalid(
    key,
    problem.replace(/^The option \w+ (?:cannot be used: )?/, "").replace(/^must /, "it must "),
  );
}

function hintIn(problem: string): string {
  return problem
    .replace(/^The option \w+ is missing: /, "")
    .replace(/^The options (\w+) and (\w+)\b.*? are both missing: write one of them/, "write $1 or $2");
}

/** A message with the keys in it instead of the options. */
function inKeys(message: string): string {
  return message.replace(/\b[a-z]\w*[A-Z]\w*\b/g, (word) => (LOGIN_KEYS.includes(snake(word)) ? snake(word) : word));
}

function keyOf(option: string): string {
  return KEYS.get(option) ?? snake(option);
}

function snake(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
