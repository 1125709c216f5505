import type { AuthContext, AuthRequest, Grant, TokenGrant } from "../../src/auth/method.ts";
import { HttpError } from "../../src/errors/errors.ts";

export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Anything but a string is sent as JSON; a string as it is. */
  readonly body?: unknown;
}

export const TOKEN_BODY: { readonly token: Readonly<Record<string, unknown>> } = {
  token: {
    methods: ["password"],
    issued_at: "2026-11-24T00:16:56.000000Z",
    expires_at: "2026-11-24T01:16:56.000000Z",
    user: { id: "u", name: "n", domain: { id: "default", name: "Default" } },
  },
};

/** A context that records what is sent and gives a fixed answer. */
export function fakeContext(
  answer: FakeAnswer = {},
  previous?: Grant,
): { readonly context: AuthContext; readonly sent: AuthRequest[] } {
  return scriptedContext(() => answer, previous);
}

/** A context that records what is sent and asks the script for each answer. */
export function scriptedContext(
  script: (request: AuthRequest) => FakeAnswer,
  previous?: Grant,
): { readonly context: AuthContext; readonly sent: AuthRequest[] } {
  const sent: AuthRequest[] = [];
  const send: AuthContext["send"] = async (request) => {
    sent.push(request);
    const { status = 201, headers = { "x-subject-token": "NEW" }, body = TOKEN_BODY } = script(request);
    return {
      status,
      headers,
      json: async () => (typeof body === "string" ? notJson(status, body) : body),
      text: async () => (typeof body === "string" ? body : JSON.stringify(body)),
    };
  };
  return { context: { send, signal: new AbortController().signal, previous }, sent };
}

export function tokenGrant(grant: Grant): TokenGrant {
  if (grant.kind !== "token") throw new Error("not a token");
  return grant;
}

/** The error a promise ends with, or a function throws. */
export async function errorOf(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

function notJson(status: number, body: string): never {
  throw new HttpError("INVALID_BODY", "not JSON", {
    status,
    method: "POST",
    url: "https://k.example/identity/v3/auth/tokens",
    service: undefined,
    requestId: undefined,
    body,
    retryAfter: undefined,
    headers: {},
  });
}
