import type { AnswerHeaders } from "./answer.ts";

/** A request that is turned down; the service's own error shape is put on when it is answered. */
export class Refused {
  readonly status: number;
  readonly message: string;
  readonly headers: AnswerHeaders;
  /** Fields some error shapes carry beside the message. */
  readonly details: Readonly<Record<string, string>>;

  constructor(status: number, message: string, extra: RefusedExtra = {}) {
    this.status = status;
    this.message = message;
    this.headers = extra.headers ?? {};
    this.details = extra.details ?? {};
  }

  /** The same refusal with more headers. */
  with(headers: AnswerHeaders): Refused {
    return new Refused(this.status, this.message, { headers: { ...headers, ...this.headers }, details: this.details });
  }
}

/** What a refusal carries beside its status and message. */
export interface RefusedExtra {
  readonly headers?: AnswerHeaders;
  readonly details?: Readonly<Record<string, string>>;
}
