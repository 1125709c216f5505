import { TransportError } from "../errors/errors.ts";

/** Values of one query parameter; a list repeats the parameter, undefined leaves it out. */
export type QueryValue = string | number | boolean | undefined | readonly (string | number | boolean)[];

/** Query parameters in the order they are sent. */
export type Query = Readonly<Record<string, QueryValue>>;

const UNSENDABLE = /[^!-~]+/g;
const PLACEHOLDER = /\{([^{}]*)\}/g;
const VERSION_SEGMENT = /^\/v\d+(\.\d+)?(?=\/|\?|$)/i;

/**
 * The encoded path: `{name}` is replaced by `values.name`, segments are percent-encoded once, and so is in a text what no
 * request can hold as it is: spaces, control characters and what is not ASCII.
 *
 * Among segments `.` and `..` are names of objects like any other; as a value they would lead to another resource.
 *
 * @throws TransportError `INVALID_REQUEST` for a missing or empty value, one that is `.` or `..`, or a path without its
 *   slash.
 */
export function encodePath(
  path: string | readonly (string | number)[],
  values: Readonly<Record<string, string | number>> = {},
): string {
  if (typeof path !== "string") return path.map((segment) => `/${encodeText(segment, path)}`).join("");
  if (!path.startsWith("/"))
    throw invalid(path, "a path starts with a slash; an absolute URL needs authenticated: false");
  return filled(path, values).replace(UNSENDABLE, (text) => encodeText(text, path));
}

function filled(path: string, values: Readonly<Record<string, string | number>>): string {
  if (!path.includes("{")) return path;
  return path.replace(PLACEHOLDER, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined || value === "") throw invalid(path, `{${name}} has no value; give it in \`path\``);
    if (value === "." || value === "..") throw invalid(path, `"${value}" as {${name}} would lead to another resource`);
    return encodeText(value, path);
  });
}

/** The query with its question mark, or nothing. @throws TransportError `INVALID_REQUEST` for text that is none. */
export function encodeQuery(query: Query | undefined): string {
  if (query === undefined) return "";
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    const values = Array.isArray(value) ? value : [value];
    for (const one of values) {
      if (one !== undefined) pairs.push(`${encodeText(name, "?")}=${encodeText(one, "?")}`);
    }
  }
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** Appends a query to a path that may already have one. */
export function withQuery(path: string, query: Query | undefined): string {
  const encoded = encodeQuery(query);
  if (encoded === "" || !path.includes("?")) return path + encoded;
  return `${path}&${encoded.slice(1)}`;
}

/** A path and the query that was written into it. */
export function withoutQuery(path: string | readonly (string | number)[]): {
  readonly path: string | readonly (string | number)[];
  readonly query: Query;
} {
  const at = typeof path === "string" ? path.indexOf("?") : -1;
  if (typeof path !== "string" || at < 0) return { path, query: {} };
  const written = new URLSearchParams(path.slice(at + 1));
  const query = Object.fromEntries([...new Set(written.keys())].map((name) => [name, written.getAll(name)]));
  return { path: path.slice(0, at), query };
}

/** Whether a path is a URL, which is sent as it is and without a token. */
export function isUrl(path: string): path is `http://${string}` | `https://${string}` {
  return /^https?:\/\//i.test(path);
}

/** Whether a path names an API version itself, as `/v2/images` does. */
export function startsWithVersion(path: string): boolean {
  return VERSION_SEGMENT.test(path);
}

function encodeText(text: string | number | boolean, path: string | readonly (string | number)[]): string {
  try {
    return encodeURIComponent(text);
  } catch (cause) {
    throw invalid(path, "a part of it is not well-formed text", cause);
  }
}

function invalid(path: string | readonly (string | number)[], reason: string, cause?: unknown): TransportError {
  // A query may hold a secret.
  const shown = typeof path === "string" ? path.replace(/\?.+/s, "") : path.join("/");
  return new TransportError("INVALID_REQUEST", `cannot request ${shown}: ${reason}`, { method: "", url: shown, cause });
}
