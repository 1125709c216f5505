import type { CustomFetchOptions } from "oauth4webapi";
import { isRecord, jsonIn } from "../../errors/record.ts";
import type { AuthContext, AuthRequest } from "../method.ts";
import { failure } from "../refusal.ts";

/** How the OAuth library sends a form. */
export type FormSender = (url: string, form: CustomFetchOptions<"POST", URLSearchParams>) => Promise<Response>;

/**
 * Sends the library's forms as the session sends its own requests. It gets the answers that are meant for it: tokens,
 * and refusals in OAuth's words.
 */
export function formSender(context: AuthContext): FormSender {
  return async (url, { body, headers: { authorization } }) => {
    const headers = authorization === undefined ? {} : { authorization };
    const request: AuthRequest = { method: "POST", url, headers, form: Object.fromEntries(body) };
    const answer = await context.send(request);
    const { status } = answer;
    const text = await answer.text();
    const refused = status >= 400 && status < 500 && status !== 429 && typeof recordIn(text)?.error === "string";
    const granted = status >= 200 && status < 300;
    if (granted || refused) {
      // The library knows no other status of a good answer.
      const how = { status: granted ? 200 : status, headers: { "content-type": "application/json" } };
      return new Response(tidied(text), how);
    }
    throw failure(answer, request, { body: undefined, said: undefined, service: undefined });
  };
}

/** An answer as the library reads it: providers write null for what is not there, and a device's interval as text. */
function tidied(text: string): string {
  const body = recordIn(text);
  return body === undefined ? text : JSON.stringify(body, meant);
}

function meant(name: string, value: unknown): unknown {
  if (value === null) return undefined;
  return name === "interval" && typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
}

/**
 * Takes the id_token out of an answer. Keystone judges it when it gets it; the library would keep machines out whose
 * clock is off, and without a discovery document there is no issuer to judge it by.
 */
export async function withoutIdToken(
  response: Response,
): Promise<{ readonly rest: Response; readonly idToken: unknown }> {
  const text = await response.text();
  const body = recordIn(text);
  if (body === undefined) return { rest: new Response(text, response), idToken: undefined };
  const { id_token: idToken, ...rest } = body;
  return { rest: Response.json(rest, { status: response.status }), idToken };
}

/** The JSON object a text is; undefined when it is none. */
export function recordIn(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = jsonIn(text);
  return isRecord(value) ? value : undefined;
}
