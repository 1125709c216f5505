import { HttpError } from "../errors/errors.ts";
import { redactUrl } from "../redaction/url.ts";
import type { Answer } from "./answer.ts";
import { urlOf, type WireRequest } from "./request.ts";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
// What may be seen by anybody: a method of one's own can carry its credentials in a header of any name.
const HARMLESS = /^(?:accept(?:-\w+)?|user-agent|range|if-[\w-]+|openstack-api-version|x-openstack-[\w-]+)$/i;

/** How many redirects are followed. */
export const MAX_REDIRECTS = 10;

/** Whether an answer asks to look elsewhere; 300 and 304 are answers of their own. */
export function isRedirect(answer: Answer): boolean {
  return REDIRECTS.has(answer.status);
}

/**
 * The request an answer redirects to. Only GET and HEAD go on, never from https to http; headers that might hold
 * credentials stay behind unless the new origin is the old one or a trusted one.
 *
 * @throws HttpError `REDIRECT_REFUSED`
 */
export function redirected(request: WireRequest, answer: Answer): WireRequest {
  const location = answer.headers.location;
  if (location === undefined) throw refused(answer, "without saying where to");
  if (request.method !== "GET" && request.method !== "HEAD") {
    throw refused(answer, `to ${redactUrl(location)}, which is followed for GET and HEAD only`);
  }
  const target = resolve(location, request);
  if (target === undefined) throw refused(answer, `to ${redactUrl(location)}, which is no http or https URL`);
  if (request.origin.startsWith("https:") && target.protocol !== "https:") {
    throw refused(answer, `to ${redactUrl(location)}, which would leave https`);
  }
  const keep = target.origin === request.origin || request.trusts?.(target.origin) === true;
  return {
    ...request,
    origin: target.origin,
    path: target.pathname + target.search,
    headers: keep ? request.headers : harmless(request.headers),
  };
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
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? "";
    if (HARMLESS.test(name)) kept.push(name, headers[i + 1] ?? "");
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
