/** An error as events show it: without secrets. */
export interface EventError {
  readonly name: string;
  /** Such as "CONNECTION_LOST"; undefined for errors that are not this library's, as an abort's reason. */
  readonly code: string | undefined;
  readonly message: string;
}

interface AboutRequest {
  /** The same for all events of one request. */
  readonly id: string;
  readonly method: string;
  /** Without credentials. */
  readonly url: string;
  /** The service's type; undefined for logins and version documents. */
  readonly service: string | undefined;
}

/** A request is sent for the first time: on "osauth:request". */
export interface RequestEvent extends AboutRequest {
  /** Names in lower case; masked are the values of all that may carry credentials. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A request has its answer, of which a large body may still be to come, or none: on "osauth:response". */
export interface ResponseEvent extends AboutRequest {
  /** undefined: there is no answer, but an error. */
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The service's id for this request. */
  readonly requestId: string | undefined;
  readonly error: EventError | undefined;
  /** ms since the request event. */
  readonly duration: number;
  /** How often it was sent again. */
  readonly retries: number;
  readonly redirects: number;
}

/** A request will be sent again: on "osauth:retry". */
export interface RetryEvent extends AboutRequest {
  /** Which attempt failed, from 1. */
  readonly attempt: number;
  /** ms until the next one. */
  readonly delay: number;
  /** What the service answered; undefined: nothing, see `error`. */
  readonly status: number | undefined;
  readonly error: EventError | undefined;
}

/** A redirect is followed: on "osauth:redirect". */
export interface RedirectEvent extends AboutRequest {
  readonly status: number;
  /** Where to. */
  readonly location: string;
  /** Whether headers that may hold credentials go along. */
  readonly credentials: boolean;
}

/** A login is over: on "osauth:authentication". */
export interface AuthenticationEvent {
  /** The login's type, such as "v3password". */
  readonly method: string;
  readonly authUrl: string | undefined;
  readonly outcome: "success" | "failure";
  readonly error: EventError | undefined;
  /** ms */
  readonly duration: number;
  /** When the token ends, epoch ms. */
  readonly expiresAt: number | undefined;
}

/** A version document was asked for: on "osauth:discovery". */
export interface DiscoveryEvent {
  readonly url: string;
  /** undefined: no answer. */
  readonly status: number | undefined;
  /** The versions it lists; undefined: it is no version document. */
  readonly versions: readonly string[] | undefined;
  /** Why it is none. */
  readonly reason: string | undefined;
  /** ms */
  readonly duration: number;
}

/** What became of a look into a session's token store: on "osauth:token-store". */
export type TokenStoreEvent =
  | {
      /** hit: a stored token is used; miss: there was none, and the session logs in. */
      readonly outcome: "hit" | "miss";
      /** The login's type, such as "v3password". */
      readonly method: string;
      readonly authUrl: string | undefined;
    }
  | {
      /** The store did not do its part; the session goes on without it. */
      readonly outcome: "failure";
      /** What was asked; "key" is the proof of the login, without which nothing is looked for. */
      readonly operation: "key" | "get" | "set" | "delete" | "exclusive";
      /** What went wrong, for people; without secrets. */
      readonly problem: string;
    };

/** Something the owner of a configuration should know: on "osauth:config". */
export interface ConfigEvent {
  /** What kind of note, such as "READABLE_SECRET". */
  readonly code: string;
  /** For people; without secrets. */
  readonly message: string;
  readonly key: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/**
 * What osauth publishes, by the name of its `node:diagnostics_channel`.
 *
 * @example
 * ```ts
 * import { subscribe } from "node:diagnostics_channel";
 * import type { DiagnosticEvents } from "osauth";
 *
 * subscribe("osauth:retry", (event) => {
 *   const { method, url, delay } = event as DiagnosticEvents["osauth:retry"];
 *   console.warn(`${method} ${url} again in ${delay} ms`);
 * });
 * ```
 */
export interface DiagnosticEvents {
  readonly "osauth:request": RequestEvent;
  readonly "osauth:response": ResponseEvent;
  readonly "osauth:retry": RetryEvent;
  readonly "osauth:redirect": RedirectEvent;
  readonly "osauth:authentication": AuthenticationEvent;
  readonly "osauth:discovery": DiscoveryEvent;
  readonly "osauth:token-store": TokenStoreEvent;
  readonly "osauth:config": ConfigEvent;
}
