import type { CoreRequest } from "../core/core.ts";
import { encodePath, withQuery } from "../core/path.ts";
import { TransportError } from "../errors/errors.ts";
import { redactUrl } from "../redaction/url.ts";
import type { Method } from "../transport/dispatcher.ts";
import type { RequestInit, RequestPath } from "./adapter.ts";
import { requestProblem } from "./check.ts";

/** A caller's request before it is encoded. */
export interface RawRequest {
  readonly method: Method;
  readonly path: RequestPath;
  readonly init: RequestInit & {
    readonly path?: Readonly<Record<string, string | number>>;
    readonly microversion?: string;
  };
  /** The adapter's own microversion. */
  readonly microversion: string | undefined;
}

/**
 * Checks and encodes a caller's request.
 *
 * @throws TransportError `INVALID_REQUEST`, or `FOREIGN_URL` for an absolute URL that would take the token along.
 */
export function encodeRequest(raw: RawRequest): CoreRequest {
  const { method, init } = raw;
  const problem = requestProblem(raw);
  if (problem !== undefined) throw invalid(raw, problem);
  const { signal, timeout, retry, json, body } = init;
  const authenticated = init.authenticated ?? true;
  const headers = flat(init.headers);
  if (json !== undefined) {
    if (body !== undefined) throw invalid(raw, "give either `json` or `body`");
    if (!headers.some((name, index) => index % 2 === 0 && name === "content-type"))
      headers.push("content-type", "application/json");
  }
  return {
    method,
    path: withQuery(encodeTarget(raw, authenticated), init.query),
    headers,
    body: json === undefined ? body : encodeJson(raw),
    microversion: init.microversion ?? raw.microversion,
    signal,
    timeout,
    retries: retry,
    check: init.check ?? true,
    authenticated,
  };
}

function encodeTarget(raw: RawRequest, authenticated: boolean): string {
  const { path } = raw;
  if (typeof path !== "string" || !/^https?:\/\//i.test(path)) return encodePath(path, raw.init.path);
  if (!URL.canParse(path)) throw invalid(raw, "it is no URL");
  if (!authenticated) return path;
  const shown = redactUrl(path).split(/[?#]/)[0] ?? "";
  const message = `refusing to send the token to ${shown}: give a path below the endpoint, or \`authenticated: false\``;
  throw new TransportError("FOREIGN_URL", message, { method: raw.method, url: shown });
}

function encodeJson(raw: RawRequest): string {
  try {
    const text: string | undefined = JSON.stringify(raw.init.json);
    if (text !== undefined) return text;
  } catch (cause) {
    throw invalid(raw, "`json` cannot be written as JSON", cause);
  }
  throw invalid(raw, "`json` cannot be written as JSON");
}

function flat(headers: Readonly<Record<string, string>> | undefined): string[] {
  const list: string[] = [];
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined) list.push(name.toLowerCase(), String(value));
  }
  return list;
}

function invalid(raw: RawRequest, reason: string, cause?: unknown): TransportError {
  const url = Array.isArray(raw.path) ? raw.path.map(String).join("/") : redactUrl(String(raw.path));
  return new TransportError("INVALID_REQUEST", `cannot send ${raw.method} ${url}: ${reason}`, {
    method: raw.method,
    url,
    cause,
  });
}
