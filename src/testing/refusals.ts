import { STATUS_CODES } from "node:http";
import type { ServiceDocuments } from "../../generated/service-documents.ts";
import { type Answer, html, json, withHeaders } from "./answer.ts";
import type { Call } from "./call.ts";
import type { Refused } from "./refused.ts";

/** The shape in which a service says no. */
export type ErrorStyle = ServiceDocuments["errors"];

interface Refusal {
  readonly status: number;
  readonly title: string;
  readonly message: string;
  readonly requestId: string;
  readonly details: Readonly<Record<string, string>>;
}

const FAULTS: Readonly<Record<number, string>> = {
  400: "badRequest",
  401: "unauthorized",
  403: "forbidden",
  404: "itemNotFound",
  405: "badMethod",
  409: "conflictingRequest",
  413: "overLimit",
  415: "badMediaType",
  429: "overLimit",
  501: "notImplemented",
  503: "serviceUnavailable",
};

const BODIES: Readonly<Record<Exclude<ErrorStyle, "webob" | "html" | "plain">, (refusal: Refusal) => unknown>> = {
  keystone: ({ status, message, title }) => ({ error: { code: status, message, title } }),
  fault: ({ status, message }) => ({ [FAULTS[status] ?? "computeFault"]: { code: status, message } }),
  neutron: ({ title, message }) => ({
    NeutronError: { type: `HTTP${title.replaceAll(" ", "")}`, message, detail: "" },
  }),
  "error-message-string": (refusal) => ({ error_message: JSON.stringify(embedded(refusal)) }),
  "error-message": (refusal) => ({ error_message: wsmeFault(refusal) }),
  wsme: wsmeFault,
  errors: ({ status, title, message, requestId, details }) => ({
    errors: [{ status, code: "", title, detail: message, request_id: requestId, links: [], ...details }],
  }),
  heat: ({ status, title, message }) => ({
    code: status,
    title,
    explanation: `The request was refused: ${title}.`,
    error: { message, traceback: null, type: `HTTP${title.replaceAll(" ", "")}` },
  }),
  designate: ({ status, title, message, requestId }) => ({
    code: status,
    type: title.toLowerCase().replaceAll(" ", "_"),
    message,
    request_id: requestId,
  }),
  description: ({ status, title, message }) => ({ code: status, title, description: message }),
  falcon: ({ title, message }) => ({ title, description: message }),
  sahara: ({ status, title, message }) => ({
    error_code: status,
    error_message: message,
    error_name: title.toUpperCase().replaceAll(" ", "_"),
  }),
};

/** The answer that turns a request down, in the service's own shape. */
export function refusalAnswer(style: ErrorStyle, refused: Refused, context: RefusalContext): Answer {
  const { status, message, details } = refused;
  const title = STATUS_CODES[status] ?? "Error";
  const refusal = { status, title, message, requestId: context.requestId, details };
  return withHeaders(bodyOf(style, refusal, context.call), refused.headers);
}

/** What beside the refusal itself goes into its answer. */
export interface RefusalContext {
  readonly call: Call;
  readonly requestId: string;
}

function bodyOf(style: ErrorStyle, refusal: Refusal, call: Call): Answer {
  const { status, title, message } = refusal;
  if (style === "webob") return webobAnswer(refusal, call);
  if (style === "html") return html(status, `<html><h1>${title}</h1><p>${message}</p></html>`);
  if (style === "plain") {
    return { status, headers: { "content-type": "text/plain; charset=UTF-8" }, body: Buffer.from(message) };
  }
  return json(status, BODIES[style](refusal));
}

/** WebOb answers in JSON only when the client asked for it. */
function webobAnswer({ status, title, message }: Refusal, call: Call): Answer {
  const code = `${status} ${title}`;
  if (call.headers.accept?.includes("application/json")) {
    return json(status, { message: `${message}<br /><br />\n\n\n`, code, title });
  }
  const page = `<html>\n <head>\n  <title>${code}</title>\n </head>\n <body>\n  <h1>${code}</h1>\n  ${message}<br /><br />\n\n\n\n </body>\n</html>`;
  return html(status, page);
}

/** A version that is not spoken is turned down before WSME gets to see the request. */
function embedded(refusal: Refusal): unknown {
  const { status, title, message } = refusal;
  return status === 406 ? { code: status, title, description: message } : wsmeFault(refusal);
}

function wsmeFault({ status, message }: Refusal): unknown {
  return { faultcode: status < 500 ? "Client" : "Server", faultstring: message, debuginfo: null };
}
