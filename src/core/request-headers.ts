import type { Grant } from "../auth/method.ts";
import { READABLE_CODINGS } from "../transport/content-coding.ts";
import type { Mode } from "./call.ts";
import { overridden } from "./headers.ts";
import { headersFor } from "./microversion.ts";
import { credentialHeaders, type OutboundOptions } from "./outbound.ts";
import { requestIdHeader } from "./request-id.ts";
import type { Found, Target } from "./target.ts";

/** What a request says of its headers. */
interface HeadedRequest {
  /** The caller's own, names and values in turn, names in lower case. */
  readonly headers: readonly string[];
  readonly microversion: string | undefined;
  readonly requestId: string | undefined;
  readonly authenticated: boolean;
}

/** Whose request it is, and how it is read. */
interface Kind {
  readonly grant: Grant | undefined;
  readonly mode: Mode;
}

interface Kept {
  readonly grant: Grant | undefined;
  readonly document: Found | undefined;
  readonly headers: string[];
}

/** The headers of requests; what many have in common is put together once, as long as token and document stay. */
export class RequestHeaders {
  readonly #options: Pick<OutboundOptions, "userAgent" | "compression" | "requestId">;
  readonly #kept = new WeakMap<Target, Map<string, Kept>>();

  constructor(options: Pick<OutboundOptions, "userAgent" | "compression" | "requestId">) {
    this.#options = options;
  }

  /** Names and values in turn; shared, so not to be changed. */
  of(target: Target, request: HeadedRequest, kind: Kind): string[] {
    const common = this.#common(target, request, kind);
    const requestId = request.requestId ?? this.#options.requestId;
    const headers = requestId === undefined ? common : [...common, ...requestIdHeader(requestId)];
    return request.headers.length === 0 ? headers : overridden(headers, request.headers);
  }

  #common(target: Target, request: HeadedRequest, { grant, mode }: Kind): string[] {
    const of = this.#kept.get(target) ?? new Map<string, Kept>();
    this.#kept.set(target, of);
    const key = `${mode} ${request.authenticated} ${request.microversion}`;
    const document = grant && target.known("document", grant);
    const known = of.get(key);
    if (known !== undefined && known.grant === grant && known.document === document) return known.headers;
    const headers = this.#made(target, request, { grant, mode, document });
    of.set(key, { grant, document, headers });
    return headers;
  }

  #made(
    target: Target,
    { microversion, authenticated }: HeadedRequest,
    { grant, mode, document }: Kind & { readonly document: Found | undefined },
  ): string[] {
    const { userAgent, compression } = this.#options;
    const headers = ["user-agent", userAgent, "accept", "application/json"];
    if (mode === "buffer" && compression) headers.push("accept-encoding", READABLE_CODINGS);
    if (microversion !== undefined) {
      headers.push(...headersFor(target.query.service.info, microversion, document?.endpoint));
    }
    if (authenticated && grant !== undefined) headers.push(...credentialHeaders(grant));
    return headers;
  }
}
