import type { CoreRequest } from "../core/core-request.ts";
import { encodePath, encodeQuery, isUrl, withQuery } from "../core/path.ts";
import { TransportError } from "../errors/errors.ts";
import { redactUrl } from "../redaction/url.ts";
import type { Method } from "../transport/dispatcher.ts";
import type { Limits } from "../transport/gate.ts";
import type { RequestBody } from "../transport/request-body.ts";
import type { Retry } from "../transport/retry-rule.ts";
import type { RequestInit } from "./adapter.ts";
import { requestProblem } from "./check.ts";
import { encodeJson } from "./json.ts";

/** What each request is sent with unless it says otherwise. */
export interface RequestDefaults {
  readonly microversion?: string | undefined;
  readonly retry?: Retry | undefined;
  readonly limits?: Limits | undefined;
}

/** A caller's request before it is encoded. */
export interface RawRequest {
  readonly method: Method;
  readonly path: string | readonly (string | number)[];
  readonly init: RequestInit & {
    readonly path?: Readonly<Record<string, string | number>>;
    readonly microversion?: string;
  };
  /** The adapter's own microversion and the like. */
  readonly defaults: RequestDefaults;
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
  const { signal, timeout, bodyLimit, requestId } = init;
  const authenticated = init.authenticated ?? true;
  const { body, type } = encodeBody(raw);
  const headers = flat(init.headers);
  if (type !== undefined && !headers.some((name, index) => index % 2 === 0 && name === "content-type"))
    headers.push("content-type", type);
  return {
    method,
    path: withQuery(encodeTarget(raw, authenticated), init.query),
    headers,
    body,
    microversion: init.microversion ?? raw.defaults.microversion,
    signal,
    timeout,
    retry: init.retry ?? raw.defaults.retry,
    limits: raw.defaults.limits,
    bodyLimit,
    requestId,
    check: init.check ?? true,
    authenticated,
  };
}

function encodeBody(raw: RawRequest): { readonly body: RequestBody | undefined; readonly type?: string } {
  const { json, form, body } = raw.init;
  if (json === undefined && form === undefined) return { body };
  if ([json, form, body].filter((one) => one !== undefined).length > 1) {
    throw invalid(raw, "give only one of `json`, `form` and `body`");
  }
  if (form !== undefined) {
    return { body: encodeQuery(form).slice(1), type: "application/x-www-form-urlencoded" };
  }
  try {
    return { body: encodeJson(json), type: "application/json" };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalid(raw, `\`json\` cannot be written as JSON: ${reason}`, cause);
  }
}

function encodeTarget(raw: RawRequest, authenticated: boolean): string {
  const { path } = raw;
  if (typeof path !== "string" || !isUrl(path)) return encodePath(path, raw.init.path);
  if (!URL.canParse(path)) throw invalid(raw, "it is no URL");
  if (!authenticated) {
    const [, origin = "", rest = ""] = /^([^/]*\/\/[^/?#]*)(.*)$/s.exec(path) ?? [];
    return rest.includes("{") ? origin + encodePath(rest, raw.init.path) : path;
  }
  const shown = redactUrl(path).split(/[?#]/)[0] ?? "";
  const message = `refusing to send the token to ${shown}: give a path below the endpoint, or \`authenticated: false\``;
  throw new TransportError("FOREIGN_URL", message, { method: raw.method, url: shown });
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
