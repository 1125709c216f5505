import { MASK } from "./mask.ts";
import { isSecretName } from "./names.ts";
import { DEEPEST, secretMembers } from "./table.ts";

/** Shorter ones would be found in words that have nothing to do with them. */
const SHORTEST = 4;

/** What a request sends that is nobody else's business: the values of its secret headers and members. */
export function secretsIn(request: {
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}): readonly string[] {
  const headers = Object.entries(request.headers ?? {}).flatMap(([name, value]) =>
    isSecretName(name) ? [value, value.replace(/^\w+ /, "")] : [],
  );
  const long = [...headers, ...secretMembers(request.json)].filter((value) => value.length >= SHORTEST);
  return [...new Set(long)].sort((one, other) => other.length - one.length);
}

/** A copy of a JSON value, or of a text, in which nobody reads these secrets, nor what is nested too deep to look. */
export function withoutSecrets(value: unknown, secrets: readonly string[], depth = 0): unknown {
  if (typeof value === "string") return secrets.reduce((text, one) => text.replaceAll(one, MASK), value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) return MASK;
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, secrets, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withoutSecrets(item, secrets, depth + 1)]),
  );
}
