import { ConfigError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { shown } from "../errors/shown.ts";
import type { AuthMethod } from "./method.ts";

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Reads one option as text. What a JavaScript caller passes may be anything, so the value is checked here, once. `advice`
 * says what to do about a value that is no text.
 *
 * @throws ConfigError (`INVALID_VALUE`) when it is set to something that is not well-formed text, or to "".
 */
export function optionText(options: object, key: string, advice = "; leave it out if unused"): string | undefined {
  const value: unknown = Reflect.get(options, key);
  if (value === undefined) return undefined;
  if (typeof value === "string" && value !== "" && !LONE_SURROGATE.test(value)) return value;
  const found = value === "" ? "an empty string" : typeof value === "string" ? "half a character" : shown(value);
  throw new ConfigError("INVALID_VALUE", `The option ${key} must be non-empty text, not ${found}${advice}.`, { key });
}

/**
 * Reads one option the login cannot work without; `hint` says what to write.
 *
 * @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`).
 */
export function requiredText(options: object, key: string, hint: string): string {
  const value = optionText(options, key, `: ${hint}`);
  if (value === undefined) throw new ConfigError("MISSING_VALUE", `The option ${key} is missing: ${hint}.`, { key });
  return value;
}

/**
 * Reads a required option that is sent in a header, such as a token.
 *
 * @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`).
 */
export function requiredHeader(options: object, key: string, hint: string): string {
  return headerText(requiredText(options, key, hint), key);
}

/**
 * Text for a header, without the white space around it: files end with a line break, which is no part of a token.
 *
 * @throws ConfigError (`INVALID_VALUE`) when there is none, or it holds what no header can.
 */
export function headerText(text: string, key: string): string {
  const trimmed = text.trim();
  if (/^[\x20-\x7e\x80-\xff]+$/.test(trimmed)) return trimmed;
  const problem = trimmed === "" ? "is nothing but white space" : "holds a character that no header can hold";
  throw new ConfigError("INVALID_VALUE", `The option ${key} cannot be used: it ${problem}.`, { key });
}

/** Refuses options that are not an object, before anything reads from them. */
export function requireObject(options: unknown, factory: string): asserts options is object {
  if (typeof options === "object" && options !== null) return;
  throw new ConfigError(
    "MISSING_VALUE",
    `${factory}() needs an object with its options, such as { authUrl: "https://…" }.`,
  );
}

/**
 * Refuses what is no authentication method; a promise of one is none either.
 *
 * @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`).
 */
export function requireMethod(value: unknown, key: string): asserts value is AuthMethod {
  if (value === undefined) {
    const text = `The option ${key} is missing: make one with password(), applicationCredential() or their siblings.`;
    throw new ConfigError("MISSING_VALUE", text, { key });
  }
  const lacks = isRecord(value)
    ? (["authenticate", "withScope"] as const).filter((name) => !isFunction(value[name]))
    : [];
  if (isRecord(value) && lacks.length === 0) return;
  const without = lacks.length === 0 ? "" : ` without ${lacks.join("() and ")}()`;
  const text = `The option ${key} must be an authentication method, as password() makes one, not ${shown(value)}${without}.`;
  throw new ConfigError("INVALID_VALUE", text, { key });
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}
