import { Agent } from "undici";
import type { DispatcherLike } from "./dispatcher.ts";

/** How to verify the cloud and to show who is calling. PEM texts, not paths. */
export interface TlsOptions {
  /** Certificates to trust, instead of the system's. */
  readonly ca?: string | readonly string[];
  /** Client certificate. */
  readonly cert?: string;
  /** Key of the client certificate. */
  readonly key?: string;
  /** false accepts any certificate. @default true */
  readonly verify?: boolean;
}

/** A dispatcher that the session made and therefore closes. */
export interface OwnedDispatcher extends DispatcherLike {
  close(): Promise<void>;
  destroy(): Promise<void>;
}

const CONNECT_TIMEOUT = 10_000;

/** Makes the session's own connection pool; timeouts of requests are the session's, so undici's are off. */
export function createAgent(tls: TlsOptions = {}): OwnedDispatcher {
  return new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: CONNECT_TIMEOUT,
      rejectUnauthorized: tls.verify ?? true,
      ...(tls.ca === undefined ? {} : { ca: typeof tls.ca === "string" ? tls.ca : [...tls.ca] }),
      ...(tls.cert === undefined ? {} : { cert: tls.cert }),
      ...(tls.key === undefined ? {} : { key: tls.key }),
    },
  });
}
