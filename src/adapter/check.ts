import { countProblem, retryProblem, signalProblem, timeoutProblem } from "../core/amounts.ts";
import { requestIdProblem } from "../core/request-id.ts";
import { isRecord } from "../errors/record.ts";
import { shown } from "../errors/shown.ts";
import { isBody } from "../transport/request-body.ts";

/** What a caller who has no type checker may have written instead of a request. */
interface Unchecked {
  readonly path: unknown;
  readonly init: unknown;
}

/** What is wrong with a request, if anything, before it is encoded. */
export function requestProblem({ path, init }: Unchecked): string | undefined {
  if (typeof path !== "string" && !Array.isArray(path)) return `the path must be text or segments, not ${shown(path)}`;
  if (!isRecord(init)) return `its options must be an object, not ${shown(init)}`;
  return (Array.isArray(path) ? segmentsProblem(path) : undefined) ?? contentProblem(init) ?? handlingProblem(init);
}

/** What is wrong with what is sent. */
function contentProblem({ path, query, form, headers, body }: Readonly<Record<string, unknown>>): string | undefined {
  return (
    (path === undefined ? undefined : valuesProblem(path)) ??
    (query === undefined ? undefined : queryProblem("query", query)) ??
    (form === undefined ? undefined : queryProblem("form", form)) ??
    (headers === undefined ? undefined : headersProblem(headers)) ??
    problem("body", body, bodyProblem)
  );
}

/** What is wrong with how it is sent. */
function handlingProblem(init: Readonly<Record<string, unknown>>): string | undefined {
  return (
    problem("timeout", init.timeout, (value) => timeoutProblem(value)) ??
    problem("retry", init.retry, retryProblem) ??
    problem("bodyLimit", init.bodyLimit, countProblem) ??
    problem("requestId", init.requestId, requestIdProblem) ??
    problem("signal", init.signal, signalProblem)
  );
}

function problem(key: string, value: unknown, find: (value: unknown) => string | undefined): string | undefined {
  const found = value === undefined ? undefined : find(value);
  return found && `${key} ${found}`;
}

function segmentsProblem(segments: readonly unknown[]): string | undefined {
  const index = segments.findIndex((segment) => typeof segment !== "string" && !Number.isFinite(segment));
  if (index >= 0) return `segment ${index + 1} must be text, not ${shown(segments[index])}`;
  if (segments.length < 2 || segments.at(-1) !== "") return undefined;
  return "its last segment is empty, which would address what the others lead to; leave it out if that is meant";
}

function valuesProblem(values: unknown): string | undefined {
  if (!isPlain(values)) return `path must be an object such as { id: "…" }, not ${shown(values)}`;
  for (const [name, value] of Object.entries(values)) {
    const fits = typeof value === "string" || value === undefined || (typeof value === "number" && isScalar(value));
    if (!fits) return `path.${name} must be text or a number, not ${shown(value)}`;
  }
  return undefined;
}

function bodyProblem(value: unknown): string | undefined {
  if (typeof value === "function") return undefined;
  if (value instanceof URLSearchParams) return "cannot be URLSearchParams; give `form: { name: value }`";
  const kinds = "text, bytes, a Blob, an open file, a stream, or a function that makes one of these";
  return isBody(value) ? undefined : `must be ${kinds}, not ${shown(value)}`;
}

function queryProblem(key: "query" | "form", query: unknown): string | undefined {
  if (!isPlain(query)) return `${key} must be an object such as { limit: 10 }, not ${shown(query)}`;
  for (const [name, value] of Object.entries(query)) {
    const wrong = (Array.isArray(value) ? value : [value]).find((one) => one !== undefined && !isScalar(one));
    if (wrong !== undefined)
      return `${key}.${name} must be text, a number, a boolean, or a list of these, not ${shown(wrong)}`;
  }
  return undefined;
}

function headersProblem(headers: unknown): string | undefined {
  if (!isPlain(headers)) return `headers must be an object such as { "x-name": "value" }, not ${shown(headers)}`;
  const seen = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    if (!isScalar(value)) return `the header ${name} must be text, not ${shown(value)}`;
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) return `headers has ${other} and ${name}, which are one header; leave one of them out`;
    seen.set(name.toLowerCase(), name);
  }
  return undefined;
}

/** Headers and URLSearchParams are objects whose entries nobody would see. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function isScalar(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "string" || typeof value === "boolean" || typeof value === "bigint";
}
