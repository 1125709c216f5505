import type { HttpErrorCode } from "./errors.ts";

const CODES: Readonly<Record<number, HttpErrorCode>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_ALLOWED",
  406: "NOT_ACCEPTABLE",
  408: "REQUEST_TIMEOUT",
  409: "CONFLICT",
  410: "NOT_FOUND",
  412: "PRECONDITION_FAILED",
  413: "TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  416: "RANGE_NOT_SATISFIABLE",
  422: "UNPROCESSABLE",
  429: "TOO_MANY_REQUESTS",
  501: "NOT_IMPLEMENTED",
  502: "BAD_GATEWAY",
  503: "SERVICE_UNAVAILABLE",
  504: "GATEWAY_TIMEOUT",
};

/** The error code of an HTTP status; what has no code of its own is CLIENT_ERROR or SERVER_ERROR. */
export function codeOfStatus(status: number): HttpErrorCode {
  return CODES[status] ?? (status >= 500 ? "SERVER_ERROR" : "CLIENT_ERROR");
}
