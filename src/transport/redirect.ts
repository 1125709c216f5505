import { HttpError } from "../errors/errors.ts";
import { isPublicHeader } from "../redaction/table.ts";
import { redactUrl } from "../redaction/url.ts";
import type { Answer } from "./answer.ts";
import { urlOf, type WireRequest } from "./request.ts";
import { isReplayable } from "./request-body.ts";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const ABOUT_BODY = /^content-/i;

/** How many redirects are followed. */
export const MAX_REDIRECTS = 10;

/** Whether an answer asks to look elsewhere; 300 and 304 are answers of their own. */
export function isRedirect(answer: Answer): boolean {
  return REDIRECTS.has(answer.status);
}

/**
 * The request an answer redirects to, never from https to http. After a 303 it is a GET without a body (a HEAD stays
 * one); otherwise method and body stay, and requests that change something only go to the same origin or a trusted one.
 * Elsewhere headers that might hold credentials stay behind.
 *
 * @throws HttpError `REDIRECT_REFUSED`
 */
export function redirected(request: WireRequest, answer: Answer): WireRequest {
  const { target, shown } = destination(request, answer);
  const keep = target.origin === request.origin || request.trusts?.(target.origin) === true;
  const { method, body, headers } = answer.status === 303 ? asGet(request) : request;
  const reads = method === "GET" || method === "HEAD";
  if (!keep && !reads) throw refused(answer, `to ${shown}, where no ${method} is sent`);
  if (!isReplayable(body)) throw refused(answer, `to ${shown}, but its body, a stream, cannot be sent again`);
  return {
    ...request,
    method,
    // What a request to read carries is not for others.
    body: keep ? body : undefined,
    origin: target.origin,
    path: target.pathname + target.search,
    headers: keep ? headers : harmless(headers),
    anonymous: !keep || request.anonymous,
  };
}

/** Where an answer redirects to, if such a request may go there at all. */
function destination(request: WireRequest, answer: Answer): { readonly target: URL; readonly shown: string } {
  const location = answer.headers.location;
  if (location === undefined) throw refused(answer, "without saying where to");
  if (answer.count("location") > 1) throw refused(answer, "to several places at once");
  const shown = redactUrl(location);
  const target = resolve(location, request);
  if (target === undefined) throw refused(answer, `to ${shown}, which is no http or https URL`);
  if (request.origin.startsWith("https:") && target.protocol !== "https:") {
    throw refused(answer, `to ${shown}, which would leave https`);
  }
  if (request.redirect === "same-origin" && target.origin !== request.origin) {
    throw refused(answer, `to ${shown}, which cannot answer for ${request.origin}; give that address instead`);
  }
  return { target, shown };
}

function asGet(request: WireRequest): Pick<WireRequest, "method" | "body" | "headers"> {
  const method = request.method === "HEAD" ? "HEAD" : "GET";
  if (request.body === undefined) return { method, body: undefined, headers: request.headers };
  return { method, body: undefined, headers: filtered(request.headers, (name) => !ABOUT_BODY.test(name)) };
}

/** What is thrown for one redirect too many. */
export function endless(answer: Answer): HttpError {
  const location = redactUrl(answer.headers.location ?? "");
  return refused(answer, `to ${location}, after ${MAX_REDIRECTS} redirects: this goes in circles`);
}

function resolve(location: string, request: WireRequest): URL | undefined {
  try {
    const target = new URL(location, urlOf(request));
    return target.protocol === "http:" || target.protocol === "https:" ? target : undefined;
  } catch {
    return undefined;
  }
}

function harmless(headers: readonly string[]): string[] {
  return filtered(headers, (name) => isPublicHeader(name) && !ABOUT_BODY.test(name));
}

function filtered(headers: readonly string[], keep: (name: string) => boolean): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? "";
    if (keep(name)) kept.push(name, headers[i + 1] ?? "");
  }
  return kept;
}

function refused(answer: Answer, where: string): HttpError {
  return new HttpError(
    "REDIRECT_REFUSED",
    `${answer.method} ${answer.url} was redirected (${answer.status}) ${where}`,
    {
      status: answer.status,
      method: answer.method,
      url: answer.url,
      service: undefined,
      requestId: answer.requestId,
      body: undefined,
      retryAfter: undefined,
      headers: answer.headers,
    },
  );
}
