import { GeneratorError } from "./problem.ts";

/** Turns an unknown value into a known one, or throws a GeneratorError naming the place. */
export type Reader<T> = (value: unknown, at: string) => T;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value, shortened, as an error message shows it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function mismatch(value: unknown, at: string, wanted: string): GeneratorError {
  return new GeneratorError(
    at,
    value === undefined ? `missing, expected ${wanted}` : `expected ${wanted}, found ${shown(value)}`,
  );
}

export const text: Reader<string> = (value, at) => {
  if (typeof value !== "string") throw mismatch(value, at, "a string");
  return value;
};

export const flag: Reader<boolean> = (value, at) => {
  if (typeof value !== "boolean") throw mismatch(value, at, "true or false");
  return value;
};

export const whole: Reader<number> = (value, at) => {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw mismatch(value, at, "a whole number");
  return value;
};

export function listOf<T>(item: Reader<T>): Reader<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw mismatch(value, at, "a list");
    return value.map((entry: unknown, index) => item(entry, `${at}[${index}]`));
  };
}

export function oneOf<const T extends string | number>(...choices: readonly T[]): Reader<T> {
  return (value, at) => {
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw mismatch(value, at, `one of ${choices.join(", ")}`);
    return found;
  };
}

/** Reads a map key by key; `close` refuses the keys that nobody asked for. */
export class Fields {
  readonly at: string;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #asked = new Set<string>();

  constructor(value: unknown, at: string) {
    if (!isRecord(value)) throw mismatch(value, at, "a map");
    this.at = at;
    this.#values = value;
  }

  need<T>(key: string, read: Reader<T>): T {
    return read(this.#take(key), `${this.at}.${key}`);
  }

  /** The fallback stands for an absent key only: a wrong value is an error. */
  or<T, F>(key: string, read: Reader<T>, fallback: F): T | F {
    const value = this.#take(key);
    return value === undefined ? fallback : read(value, `${this.at}.${key}`);
  }

  close(): void {
    const unknown = Object.keys(this.#values).find((key) => !this.#asked.has(key));
    if (unknown !== undefined) throw new GeneratorError(`${this.at}.${unknown}`, "unknown key");
  }

  #take(key: string): unknown {
    this.#asked.add(key);
    return Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
  }
}
