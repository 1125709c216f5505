import { TransportError, type TransportErrorCode } from "../errors/errors.ts";
import { redactUrl } from "../redaction/url.ts";
import type { Late } from "./clock.ts";
import { explainTls } from "./tls-failure.ts";

const CLOSED = new Set(["UND_ERR_CLOSED", "UND_ERR_DESTROYED"]);
const TIMEOUTS = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);
const INVALID = new Set(["UND_ERR_INVALID_ARG", "UND_ERR_NOT_SUPPORTED", "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH"]);
const TLS = /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO)/;

const TOO_LATE: Readonly<Record<Late, string>> = {
  headers: "no answer began within",
  idle: "the answer did not move, or was not read, for",
  unread: "nobody read the answer for",
  whole: "no complete answer within",
};

/** Where a failure happened: what was sent, and whether any of it reached the wire. */
export interface FailurePlace {
  readonly method: string;
  readonly url: string;
  readonly sent: boolean;
  /** The id that was sent along. */
  readonly requestId?: string | undefined;
}

/** Turns what the dispatcher reports into one of our errors, with the URL and what to do about it. */
export function transportFailure(cause: unknown, place: FailurePlace): TransportError {
  const root = rootOf(cause);
  const code = codeOf(root, place.sent);
  const url = redactUrl(place.url);
  return new TransportError(code, `${place.method} ${url}: ${explain(code, root)}`, {
    ...place,
    url,
    cause: withoutBytes(cause),
  });
}

/** A parser's error holds the bytes of the answer that it did not understand: a token may be among them. */
function withoutBytes(cause: unknown): unknown {
  if (!(cause instanceof Error) || !("data" in cause)) return cause;
  const { name, message } = cause;
  return Object.assign(new Error(message), { name, ...("code" in cause && { code: cause.code }) });
}

/** The timeout of a call has passed. */
export function timeoutFailure(place: FailurePlace, late: Late, ms: number): TransportError {
  const url = redactUrl(place.url);
  return new TransportError("TIMEOUT", `${place.method} ${url}: ${TOO_LATE[late]} ${ms} ms`, { ...place, url });
}

/** The caller's own source of a body failed. */
export function bodyFailure(cause: unknown, place: FailurePlace): TransportError {
  const url = redactUrl(place.url);
  const message = `${place.method} ${url}: the body could not be read (${rootOf(cause).message})`;
  return new TransportError("BODY_FAILED", message, { ...place, url, cause });
}

/** The session was closed before the request could be sent. */
export function closedFailure(place: FailurePlace): TransportError {
  const url = redactUrl(place.url);
  return new TransportError("SESSION_CLOSED", `${place.method} ${url}: the session is closed`, { ...place, url });
}

function rootOf(cause: unknown): Error {
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0];
  return cause instanceof Error ? cause : new Error(String(cause));
}

function codeOf(root: Error, sent: boolean): TransportErrorCode {
  const code = systemCodeOf(root);
  if (TLS.test(code)) return "TLS_FAILED";
  if (CLOSED.has(code)) return "SESSION_CLOSED";
  if (TIMEOUTS.has(code)) return "TIMEOUT";
  if (INVALID.has(code)) return "INVALID_REQUEST";
  // ETIMEDOUT and its like also end connections that stood.
  return sent ? "CONNECTION_LOST" : "CONNECT_FAILED";
}

function explain(code: TransportErrorCode, root: Error): string {
  const reason = reasonOf(root);
  switch (code) {
    case "TLS_FAILED":
      return explainTls({ code: systemCodeOf(root), message: root.message }, reason);
    case "CONNECT_FAILED":
      return `cannot connect (${reason})`;
    case "CONNECTION_LOST":
      return `the connection broke before the answer was complete (${reason})`;
    case "SESSION_CLOSED":
      return "the session is closed";
    default:
      return reason;
  }
}

function systemCodeOf(root: Error): string {
  return "code" in root && typeof root.code === "string" ? root.code : "";
}

/** On one line, and of OpenSSL what it says, not where in its source. */
function reasonOf(root: Error): string {
  const told = "reason" in root && typeof root.reason === "string" ? root.reason : root.message;
  return told.replace(/\s+/g, " ").trim() || systemCodeOf(root) || root.name;
}
