import { randomUUID } from "node:crypto";
import { eventError, type Reporter } from "../diagnostics/reporter.ts";
import { isPublicHeader, redactHeaderList, redactHeaders } from "../redaction/table.ts";
import { redactUrl } from "../redaction/url.ts";
import type { Answer } from "./answer.ts";
import { urlOf, type WireRequest } from "./request.ts";

/** What a request came to: an answer, or an error. */
export interface Outcome {
  readonly answer?: Answer;
  readonly error?: unknown;
}

/** Tells what happens to one request, retries and redirects included. */
export class Watch {
  readonly #reporter: Reporter;
  readonly #id = randomUUID();
  readonly #started = performance.now();
  #request: WireRequest;
  #retries = 0;
  #redirects = 0;

  constructor(reporter: Reporter, request: WireRequest) {
    this.#reporter = reporter;
    this.#request = request;
    reporter.tell("osauth:request", () => ({ ...this.#about(), headers: redactHeaderList(request.headers) }));
  }

  retry(outcome: Outcome, next: { readonly attempt: number; readonly delay: number }): void {
    const error = outcome.answer === undefined ? eventError(outcome.error) : undefined;
    this.#reporter.tell("osauth:retry", () => ({ ...this.#about(), ...next, status: outcome.answer?.status, error }));
  }

  /** The request is sent again now: a wait before it may have been ended. */
  again(): void {
    this.#retries++;
  }

  redirect(answer: Answer, to: WireRequest): void {
    const about = this.#about();
    const credentials = to.headers.some((name, index) => index % 2 === 0 && !isPublicHeader(name));
    this.#redirects++;
    this.#request = to;
    this.#reporter.tell("osauth:redirect", () => ({
      ...about,
      status: answer.status,
      location: redactUrl(urlOf(to)),
      credentials,
    }));
  }

  end({ answer, error }: Outcome): void {
    this.#reporter.tell("osauth:response", () => ({
      ...this.#about(),
      status: answer?.status,
      headers: redactHeaders(answer?.headers ?? {}),
      requestId: answer?.requestId,
      error: answer === undefined ? eventError(error) : undefined,
      duration: performance.now() - this.#started,
      retries: this.#retries,
      redirects: this.#redirects,
    }));
  }

  #about(): { id: string; method: string; url: string; service: string | undefined } {
    const { method, service } = this.#request;
    return { id: this.#id, method, url: redactUrl(urlOf(this.#request)), service };
  }
}
