import type { Grant } from "../auth/method.ts";
import type { WireRequest } from "../transport/request.ts";
import { retryRule } from "../transport/retry-rule.ts";
import type { Times } from "../transport/times.ts";
import type { Mode } from "./call.ts";
import { type CoreRequest, placeBelow, splitUrl } from "./core-request.ts";
import type { OutboundOptions } from "./outbound.ts";
import { RequestHeaders } from "./request-headers.ts";
import type { Found, Target } from "./target.ts";
import { Trust } from "./trust.ts";

/** With what and where a request goes; neither for an absolute URL. */
export interface Place {
  readonly grant?: Grant | undefined;
  readonly found?: Found | undefined;
}

/** What changes from one sending of a request to the next. */
export interface Sending extends Place {
  readonly mode: Mode;
  /** What is left of the call's. */
  readonly times: Times;
}

/** Makes what is sent of what is asked for. */
export class Wire {
  readonly #options: OutboundOptions;
  readonly #headers: RequestHeaders;
  readonly #trust: Trust;

  constructor(options: OutboundOptions, authUrl: string | undefined) {
    this.#options = options;
    this.#headers = new RequestHeaders(options);
    this.#trust = new Trust(authUrl);
  }

  /** The request to a target, as it is sent this time. */
  of(target: Target, request: CoreRequest, sending: Sending): WireRequest {
    const { grant, found, mode, times } = sending;
    const { info } = target.query.service;
    const { origin, path } = found === undefined ? splitUrl(request.path) : placeBelow(found, request.path);
    return {
      method: request.method,
      origin,
      path,
      headers: this.#headers.of(target, request, { grant, mode }),
      body: request.body,
      times,
      signal: request.signal,
      service: info.type,
      mode,
      bodyLimit: request.bodyLimit ?? this.#options.bodyLimit,
      retry: retryRule(request.retry, this.#options.retry),
      limits: request.limits,
      retriableStatuses: info.retriableStatuses,
      trusts: grant && this.#trust.of(grant),
    };
  }
}
