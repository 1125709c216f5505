import { HttpError } from "../errors/errors.ts";
import { readErrorText } from "../errors/message.ts";
import { codeOfStatus } from "../errors/status.ts";
import { secretsIn, textWithoutSecrets, withoutSecrets } from "../redaction/values.ts";
import type { Answer } from "./answer.ts";
import type { WireRequest } from "./request.ts";
import { readRetryAfter } from "./retry-after.ts";
import { textOf } from "./text.ts";

// Bytes: enough for every service's report, and an end for one that has none.
const LONGEST_BODY = 1_048_576;

/**
 * The error an answer with status ≥ 400 to a request is, with the service's own words, in which nothing stands that the
 * request keeps secret; `partial` leaves an answer that streams unread.
 */
export async function httpFailure(
  answer: Answer,
  request: Pick<WireRequest, "service" | "headers" | "body">,
  { partial = false }: { readonly partial?: boolean } = {},
): Promise<HttpError> {
  const unread = partial && !answer.isWhole;
  const bytes = unread ? Buffer.alloc(0) : await beginningOf(answer);
  const text = textOf(bytes);
  // What was cut off is no JSON any more.
  const secrets = text === "" ? [] : secretsSent(request, text.length);
  const body = withoutSecrets(bytes.length < LONGEST_BODY ? parsed(text) : text, secrets);
  const told = readErrorText(body, answer.headers["content-type"]);
  const said = told.message && textWithoutSecrets(told.message, secrets);
  const message = said ?? `HTTP ${answer.status} answered to ${answer.method} ${answer.url}`;
  return new HttpError(codeOfStatus(answer.status), message, {
    status: answer.status,
    method: answer.method,
    url: answer.url,
    service: request.service,
    requestId: answer.requestId ?? told.requestId,
    body: text === "" ? undefined : body,
    retryAfter: readRetryAfter(answer.headers["retry-after"], Date.now()),
    headers: answer.headers,
  });
}

/** What a service may repeat of a request and nobody else is to read: services quote what does not fit their schema. */
function secretsSent({ headers, body }: Pick<WireRequest, "headers" | "body">, longest: number): readonly string[] {
  const named: Record<string, string> = {};
  for (let i = 0; i + 1 < headers.length; i += 2) named[headers[i] ?? ""] = headers[i + 1] ?? "";
  const type = named["content-type"] ?? "";
  const text = textSent(body, type);
  const form = type.startsWith("application/x-www-form-urlencoded");
  return secretsIn(
    { headers: named, json: form ? Object.fromEntries(new URLSearchParams(text)) : parsed(text) },
    longest,
  );
}

/** A request's body as text; empty when it is data, or gone. */
function textSent(body: WireRequest["body"], type: string): string {
  if (typeof body === "string") return body;
  return body instanceof Uint8Array && /json|urlencoded/.test(type) ? textOf(Buffer.from(body)) : "";
}

/** As much of a failure's body as is worth reading; nothing of one that breaks off. */
export async function beginningOf(answer: Answer): Promise<Buffer> {
  try {
    return await answer.beginning(LONGEST_BODY);
  } catch {
    return Buffer.alloc(0);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
