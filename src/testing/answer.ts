/** What a service answers. */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Uint8Array;
}

/** Headers of an answer; several values are sent as several lines. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[]>>;

const NOTHING = new Uint8Array();

/** An answer with a JSON body. */
export function json(status: number, value: unknown, headers: AnswerHeaders = {}): Answer {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

/** An answer with a page for people. */
export function html(status: number, page: string, headers: AnswerHeaders = {}): Answer {
  return { status, headers: { "content-type": "text/html; charset=UTF-8", ...headers }, body: Buffer.from(page) };
}

/** An answer without a body. */
export function empty(status: number, headers: AnswerHeaders = {}): Answer {
  return { status, headers, body: NOTHING };
}

/** The same answer with more headers; those it has already win. */
export function withHeaders(answer: Answer, headers: AnswerHeaders): Answer {
  return { ...answer, headers: { ...headers, ...answer.headers } };
}
