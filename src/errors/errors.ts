import type { Secret } from "../redaction/secret.ts";
import { redactHeaders, redactJson } from "../redaction/table.ts";

/** Reasons an answer from a service is an error, by HTTP status. */
export type HttpErrorCode =
  | "BAD_REQUEST"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "METHOD_NOT_ALLOWED"
  | "NOT_ACCEPTABLE"
  | "REQUEST_TIMEOUT"
  | "CONFLICT"
  | "PRECONDITION_FAILED"
  | "TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "RANGE_NOT_SATISFIABLE"
  | "UNPROCESSABLE"
  | "TOO_MANY_REQUESTS"
  | "CLIENT_ERROR"
  | "SERVER_ERROR"
  | "NOT_IMPLEMENTED"
  | "BAD_GATEWAY"
  | "SERVICE_UNAVAILABLE"
  | "GATEWAY_TIMEOUT"
  | "REDIRECT_REFUSED"
  | "INVALID_BODY"
  | "BODY_TOO_LARGE"
  | "CHECKSUM_MISMATCH"
  | "CONTENT_CHANGED"
  | "AMBIGUOUS_NAME";

/** Reasons no token could be had. */
export type AuthErrorCode =
  | "AUTH_FAILED"
  | "RECEIPT_REQUIRED"
  | "INVALID_TOKEN_RESPONSE"
  | "NOT_RENEWABLE"
  | "UNSUPPORTED_AUTH"
  | "INVALID_SCOPE";

/** Reasons no answer came, or none that could be used. */
export type TransportErrorCode =
  | "TIMEOUT"
  | "CONNECT_FAILED"
  | "TLS_FAILED"
  | "CONNECTION_LOST"
  | "FOREIGN_URL"
  | "INVALID_REQUEST"
  | "BODY_NOT_REPLAYABLE"
  | "BODY_FAILED"
  | "SESSION_CLOSED";

/** Reasons the catalog or version discovery gave no endpoint. */
export type EndpointErrorCode =
  | "NO_CATALOG"
  | "SERVICE_NOT_FOUND"
  | "SERVICE_DISABLED"
  | "ENDPOINT_NOT_FOUND"
  | "VERSION_NOT_FOUND"
  | "DISCOVERY_FAILED"
  | "MICROVERSION_NOT_SUPPORTED";

/** Reasons the configuration cannot be used. */
export type ConfigErrorCode =
  | "CLOUD_NOT_FOUND"
  | "NO_CLOUD_CHOSEN"
  | "INVALID_FILE"
  | "INVALID_VALUE"
  | "MISSING_VALUE";

/** Every `code` an error of this library can have. */
export type ErrorCode = HttpErrorCode | AuthErrorCode | TransportErrorCode | EndpointErrorCode | ConfigErrorCode;

/** The base of all errors of this library. Use {@link isOpenStackError} to narrow: it knows the five classes. */
export abstract class OpenStackError extends Error {
  abstract readonly code: ErrorCode;
  /** Tells this library's errors from others', also across copies of the package. */
  readonly openstack: true = true;
}

/** What an {@link HttpError} tells beyond its message. */
export interface HttpErrorDetails {
  readonly status: number;
  readonly method: string;
  readonly url: string;
  readonly service: string | undefined;
  readonly requestId: string | undefined;
  /** Parsed JSON, or the text; undefined when the body was empty. */
  readonly body: unknown;
  readonly retryAfter: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An answer with status ≥ 400, or one whose body is not what was asked for. `message` is the service's own text. */
export class HttpError extends OpenStackError {
  override readonly name = "HttpError";
  readonly code: HttpErrorCode;
  readonly status: number;
  readonly method: string;
  /** The URL that answered, without credentials. */
  readonly url: string;
  /** Official or catalog service type; undefined when the request was not bound to a service. */
  readonly service: string | undefined;
  /** The service's id for the request, by which its log has it. */
  readonly requestId: string | undefined;
  /** How long the service asks to wait, ms. */
  readonly retryAfter: number | undefined;
  /** Parsed JSON with secrets masked, or the text; not shown by `console.log`. */
  declare readonly body: unknown;
  /** Header names in lower case, credentials masked; not shown by `console.log`. */
  declare readonly headers: Readonly<Record<string, string>>;

  constructor(code: HttpErrorCode, message: string, details: HttpErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = details.status;
    this.method = details.method;
    this.url = details.url;
    this.service = details.service;
    this.requestId = details.requestId;
    this.retryAfter = details.retryAfter;
    hide(this, "body", redactJson(details.body));
    hide(this, "headers", redactHeaders(details.headers));
  }
}

/** Keystone's answer to a login that needs more methods; `withReceipt` goes on with it. */
export interface Receipt {
  /** Stands for the methods done so far, so it is as secret as they are. */
  readonly id: Secret;
  /** Methods done so far. */
  readonly methods: readonly string[];
  /** The sets of methods of which one must be completed. */
  readonly required: readonly (readonly string[])[];
  /** As Keystone writes it, ISO 8601. */
  readonly expiresAt: string | undefined;
}

/** No token to be had: refused credentials, an unusable answer, a method that cannot renew. */
export class AuthError extends OpenStackError {
  override readonly name = "AuthError";
  readonly code: AuthErrorCode;
  /** The authentication method's type, such as "v3password". */
  readonly method: string;
  readonly authUrl: string | undefined;
  /** Keystone's id for the request, by which its log has it. */
  readonly requestId: string | undefined;
  /** With `RECEIPT_REQUIRED`: what `withReceipt` goes on with. */
  readonly receipt: Receipt | undefined;

  constructor(
    code: AuthErrorCode,
    message: string,
    details: {
      readonly method: string;
      readonly authUrl?: string | undefined;
      readonly requestId?: string | undefined;
      readonly receipt?: Receipt | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.method = details.method;
    this.authUrl = details.authUrl;
    this.requestId = details.requestId;
    this.receipt = details.receipt;
  }
}

/** No answer: the connection failed, broke or took too long, or the request must not be sent. */
export class TransportError extends OpenStackError {
  override readonly name = "TransportError";
  readonly code: TransportErrorCode;
  readonly method: string;
  /** Without credentials. */
  readonly url: string;
  /** Whether the request may have reached the server; when false, sending it again is safe. */
  readonly sent: boolean;
  /** The id that was sent along, if any, for a search in the service's log. */
  readonly requestId: string | undefined;

  constructor(
    code: TransportErrorCode,
    message: string,
    details: {
      readonly method: string;
      readonly url: string;
      readonly sent?: boolean;
      readonly requestId?: string | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.method = details.method;
    this.url = details.url;
    this.sent = details.sent ?? false;
    this.requestId = details.requestId;
  }
}

/** One version document that was tried, and why it did not help. */
export interface DiscoveryAttempt {
  readonly url: string;
  readonly status: number | undefined;
  readonly reason: string;
  /** The service's id for the request. */
  readonly requestId?: string | undefined;
}

/** The catalog or the service's versions do not have what was asked for; the message lists what there is. */
export class EndpointError extends OpenStackError {
  override readonly name = "EndpointError";
  readonly code: EndpointErrorCode;
  /** The service type that was asked for. */
  readonly service: string;
  /** The version documents that were tried; empty when the catalog was enough. */
  readonly attempts: readonly DiscoveryAttempt[];
  /** Of the first attempt that has one. */
  readonly requestId: string | undefined;

  constructor(
    code: EndpointErrorCode,
    message: string,
    details: { readonly service: string; readonly attempts?: readonly DiscoveryAttempt[]; readonly cause?: unknown },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.service = details.service;
    this.attempts = details.attempts ?? [];
    this.requestId = this.attempts.find((attempt) => attempt.requestId !== undefined)?.requestId;
  }
}

/** A configuration that cannot be used: which file, line and key, and what to write instead. */
export class ConfigError extends OpenStackError {
  override readonly name = "ConfigError";
  readonly code: ConfigErrorCode;
  /** undefined: it stands in no file. */
  readonly file: string | undefined;
  /** From 1. */
  readonly line: number | undefined;
  /** The key, option or environment variable. */
  readonly key: string | undefined;

  constructor(
    code: ConfigErrorCode,
    message: string,
    details: {
      readonly file?: string | undefined;
      readonly line?: number | undefined;
      readonly key?: string | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.file = details.file;
    this.line = details.line;
    this.key = details.key;
  }
}

/** The union `isOpenStackError` narrows to, so that `code` tells the class. */
export type AnyOpenStackError = HttpError | AuthError | TransportError | EndpointError | ConfigError;

/**
 * Tells whether an error comes from this library, whichever copy of the package made it.
 *
 * @example
 * ```ts
 * try {
 *   await compute.get("/servers/{id}", { path: { id } });
 * } catch (error) {
 *   if (isOpenStackError(error) && error.code === "NOT_FOUND") console.log(error.status);
 *   else throw error;
 * }
 * ```
 */
export function isOpenStackError(error: unknown): error is AnyOpenStackError {
  return error instanceof Error && "openstack" in error && error.openstack === true && "code" in error;
}

function hide(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: false });
}
