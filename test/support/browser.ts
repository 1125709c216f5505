import { REDIRECT } from "./identity-provider.ts";

/** What the user types into the provider's pages. */
export interface Typed {
  readonly login: string;
  /** Whether to log in and consent, or to walk away at the first page. */
  readonly answer: "continue" | "abort";
}

/**
 * Walks through a provider's pages as a person would: follows redirects, keeps cookies, fills in forms and sends them.
 * Gives the address the provider sends the browser back to, or the text of the last page.
 */
export async function browse(address: string, typed: Typed): Promise<string> {
  const cookies = new Map<string, string>();
  let url = new URL(address);
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 20; step++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { cookie },
      ...(form === undefined ? {} : { method: "POST", body: form }),
    });
    for (const line of answer.headers.getSetCookie()) keep(cookies, line);
    const page = await answer.text();
    const location = answer.headers.get("location");
    const next = location === null ? nextFrom(page, url, typed) : { action: location };
    if (next === undefined) return page;
    url = new URL(next.action, url);
    form = next.fields;
    if (url.href.startsWith(REDIRECT)) return url.href;
  }
  throw new Error(`the pages of ${address} never end`);
}

function keep(cookies: Map<string, string>, line: string): void {
  const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (value === "") cookies.delete(name);
  else cookies.set(name, value);
}

function nextFrom(
  page: string,
  url: URL,
  { login, answer }: Typed,
): { action: string; fields?: URLSearchParams } | undefined {
  if (answer === "abort" && /^\/interaction\/[^/]+$/.test(url.pathname)) return { action: `${url.pathname}/abort` };
  const [, action] = /<form[^>]* action="([^"]+)"/.exec(page) ?? [];
  if (action === undefined) return undefined;
  const fields = new URLSearchParams();
  for (const [tag] of page.matchAll(/<(?:input|button)\b[^>]*>/g)) {
    const [, name] = /\bname="([^"]*)"/.exec(tag) ?? [];
    const [, value = ""] = /\bvalue="([^"]*)"/.exec(tag) ?? [];
    if (name !== undefined && name !== "abort") fields.set(name, name === "login" ? login : value);
  }
  // The person has no other code to type in.
  return fields.get("user_code") === "" ? undefined : { action, fields };
}
