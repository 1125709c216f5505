import type { AuthAnswer, AuthRequest, Grant } from "../auth/method.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import type { DocumentRequest, FetchedDocument } from "../discovery/documents.ts";
import { Answer } from "../transport/answer.ts";
import { beginningOf } from "../transport/http-failure.ts";
import type { WireRequest } from "../transport/request.ts";
import { type RetryRule, retryRule } from "../transport/retry-rule.ts";
import type { TimesByMode } from "../transport/times.ts";
import type { Transport } from "../transport/transport.ts";
import { overridden } from "./headers.ts";
import { type RequestIdSource, requestIdHeader } from "./request-id.ts";

/** How a session sends. */
export interface OutboundOptions {
  readonly transport: Transport;
  /** How long a call may take unless it says otherwise. */
  readonly times: TimesByMode;
  readonly retry: RetryRule;
  /** The longest answer (bytes) that is read whole; 0: no limit. */
  readonly bodyLimit: number;
  /** Whether services may compress what is read whole. */
  readonly compression: boolean;
  readonly userAgent: string;
  /** The id that every request of the session carries, or what makes one for each. */
  readonly requestId: RequestIdSource | undefined;
  readonly reporter: Reporter;
}

/** The longest answer to a login, and the longest version document, bytes. */
const OWN_LIMIT = 16 * 1024 * 1024;

/** The requests a session makes for itself: logging in and reading version documents. */
export class Outbound {
  readonly #options: OutboundOptions;

  constructor(options: OutboundOptions) {
    this.#options = options;
  }

  /** One request of an authentication method. */
  async authenticate(request: AuthRequest, signal: AbortSignal | undefined): Promise<AuthAnswer> {
    const { method, url, json, form, text } = request;
    const headers = Object.entries(request.headers ?? {}).flatMap(([name, value]) => [name.toLowerCase(), value]);
    if (json !== undefined) headers.push("content-type", "application/json");
    if (form !== undefined) headers.push("content-type", "application/x-www-form-urlencoded");
    const body = json === undefined ? ((form && new URLSearchParams(form).toString()) ?? text) : JSON.stringify(json);
    // Whoever else answered could name a catalog of his own, to which the token would go next.
    const redirect = request.redirect ?? "same-origin";
    const retry = retryRule(request.retry, this.#options.retry);
    const answer = await this.#send(url, { method, headers, body, signal, redirect, retry });
    return answer.status < 400 ? answer : beginning(answer);
  }

  /** One GET of a version document. */
  async document({ url, signal, grant, ...request }: DocumentRequest): Promise<FetchedDocument> {
    const headers = [...request.headers.flat(), ...(grant === undefined ? [] : credentialHeaders(grant))];
    const { retry } = this.#options;
    const answer = await this.#send(url, { method: "GET", headers, body: undefined, signal, retry });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  #send(
    url: string,
    request: Pick<WireRequest, "method" | "headers" | "body" | "signal" | "redirect" | "retry">,
  ): Promise<Answer> {
    const { origin, pathname, search } = new URL(url);
    const { transport, times, userAgent, requestId } = this.#options;
    const defaults = ["user-agent", userAgent, "accept", "application/json", ...requestIdHeader(requestId)];
    const headers = overridden(defaults, request.headers);
    const path = pathname + search;
    return transport.send({
      ...request,
      origin,
      path,
      headers,
      times: times.buffer,
      bodyLimit: OWN_LIMIT,
      retriableStatuses: [],
      mode: "buffer",
    });
  }
}

/** An answer with the beginning of its body, decoded. */
async function beginning(answer: Answer): Promise<Answer> {
  const { status, method, url } = answer;
  const { "content-encoding": _, ...headers } = answer.headers;
  const context = { method, url, service: undefined, bodyLimit: 0 };
  return new Answer(status, headers, { context, source: [await beginningOf(answer)] });
}

/** The headers that carry a grant, names and values in turn. */
export function credentialHeaders(grant: Grant): string[] {
  const headers = grant.kind === "token" ? ["x-auth-token", grant.token.reveal()] : [];
  for (const [name, value] of Object.entries(grant.headers ?? {})) headers.push(name, value.reveal());
  return headers;
}
