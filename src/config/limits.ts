import { isRecord } from "../errors/record.ts";
import { SERVICE_NAMES } from "./keys.ts";
import type { Settings } from "./settings.ts";

/** One limit of a cloud: a number for every service, or numbers by official service type. */
export interface CloudLimit {
  readonly all: number | undefined;
  readonly byType: ReadonlyMap<string, number>;
}

/**
 * Reads `rate_limit` or `concurrency`: a number, or a mapping from service types or aliases to numbers, in which the official
 * name wins.
 *
 * @throws ConfigError (`INVALID_VALUE`).
 */
export function limitIn(settings: Settings, key: "rate_limit" | "concurrency"): CloudLimit {
  const value = settings.value(key);
  const byType = new Map<string, number>();
  if (value === undefined) return { all: undefined, byType };
  if (!isRecord(value)) return { all: amountOf(settings, [key], value), byType };
  for (const [name, amount] of Object.entries(value)) {
    const type = SERVICE_NAMES.get(name.replaceAll("-", "_")) ?? name;
    if (amount !== null && (name === type || !byType.has(type)))
      byType.set(type, amountOf(settings, [key, name], amount));
  }
  return { all: undefined, byType };
}

function amountOf(
  settings: Settings,
  path: readonly ["rate_limit" | "concurrency", ...string[]],
  value: unknown,
): number {
  const [key] = path;
  const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  const whole = key === "concurrency";
  if ((whole ? /^\d{1,6}$/ : /^\d{1,6}(?:\.\d{1,9})?$/).test(text)) return Number(text);
  const amount = whole ? "a whole number" : "a number of requests a second";
  throw settings.invalid(key, `write ${amount}, or a mapping from service types to such`, { path });
}
