import type { AuthAnswer, AuthRequest, Grant } from "../auth/method.ts";
import type { DocumentRequest, FetchedDocument } from "../discovery/documents.ts";
import type { Answer } from "../transport/answer.ts";
import type { WireRequest } from "../transport/request.ts";
import type { Transport } from "../transport/transport.ts";
import { overridden } from "./headers.ts";

/** How a session sends. */
export interface OutboundOptions {
  readonly transport: Transport;
  /** Default ms for a call; 0: no limit. */
  readonly timeout: number;
  /** Default number of times a request may be sent again. */
  readonly retries: number;
  readonly userAgent: string;
}

/** The requests a session makes for itself: logging in and reading version documents. */
export class Outbound {
  readonly #options: OutboundOptions;

  constructor(options: OutboundOptions) {
    this.#options = options;
  }

  /** One request of an authentication method. */
  authenticate(request: AuthRequest, signal: AbortSignal): Promise<AuthAnswer> {
    const { method, url, json, form, text, redirect } = request;
    const headers = Object.entries(request.headers ?? {}).flatMap(([name, value]) => [name.toLowerCase(), value]);
    if (json !== undefined) headers.push("content-type", "application/json");
    if (form !== undefined) headers.push("content-type", "application/x-www-form-urlencoded");
    const body = json === undefined ? ((form && new URLSearchParams(form).toString()) ?? text) : JSON.stringify(json);
    return this.#send(url, { method, headers, body, signal, redirect });
  }

  /** One GET of a version document. */
  async document({ url, signal, grant, ...request }: DocumentRequest): Promise<FetchedDocument> {
    const headers = [...request.headers.flat(), ...(grant === undefined ? [] : credentialHeaders(grant))];
    const answer = await this.#send(url, { method: "GET", headers, body: undefined, signal });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  #send(
    url: string,
    request: Pick<WireRequest, "method" | "headers" | "body" | "signal" | "redirect">,
  ): Promise<Answer> {
    const { origin, pathname, search } = new URL(url);
    const { transport, timeout, retries, userAgent } = this.#options;
    const headers = overridden(["user-agent", userAgent, "accept", "application/json"], request.headers);
    const path = pathname + search;
    return transport.send({
      ...request,
      origin,
      path,
      headers,
      timeout,
      retries,
      retriableStatuses: [],
      mode: "buffer",
    });
  }
}

/** The headers that carry a grant, names and values in turn. */
export function credentialHeaders(grant: Grant): string[] {
  const headers = grant.kind === "token" ? ["x-auth-token", grant.token.reveal()] : [];
  for (const [name, value] of Object.entries(grant.headers ?? {})) headers.push(name, value.reveal());
  return headers;
}
