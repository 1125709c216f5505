import { HttpError } from "../errors/errors.ts";
import { readErrorText } from "../errors/message.ts";
import { codeOfStatus } from "../errors/status.ts";
import type { Answer } from "./answer.ts";
import { readRetryAfter } from "./retry-after.ts";
import { textOf } from "./text.ts";

// Bytes: enough for every service's report, and an end for one that has none.
const LONGEST_BODY = 1_048_576;

/** The error an answer with status ≥ 400 is, with the service's own words; `partial` leaves an answer that streams unread. */
export async function httpFailure(
  answer: Answer,
  service: string | undefined,
  { partial = false }: { readonly partial?: boolean } = {},
): Promise<HttpError> {
  const unread = partial && !answer.isWhole;
  const bytes = unread ? Buffer.alloc(0) : await beginningOf(answer);
  const text = textOf(bytes);
  // What was cut off is no JSON any more.
  const body = bytes.length < LONGEST_BODY ? parsed(text) : text;
  const told = readErrorText(body, answer.headers["content-type"]);
  const message = told.message ?? `HTTP ${answer.status} answered to ${answer.method} ${answer.url}`;
  return new HttpError(codeOfStatus(answer.status), message, {
    status: answer.status,
    method: answer.method,
    url: answer.url,
    service,
    requestId: answer.requestId ?? told.requestId,
    body: text === "" ? undefined : body,
    retryAfter: readRetryAfter(answer.headers["retry-after"], Date.now()),
    headers: answer.headers,
  });
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
