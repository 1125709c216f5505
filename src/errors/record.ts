/** Whether a value from a server is a JSON object, neither null nor an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value that a text is in JSON; undefined when it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The fields a server should send, with values nobody has checked yet. */
export type Unchecked<T> = { readonly [K in keyof T]?: unknown };
