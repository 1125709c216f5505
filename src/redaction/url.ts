import { isSecretName } from "./names.ts";

/** A whole URL with no user, no fragment, and a query whose names every parser reads as they are written. */
const PLAIN = /^https?:\/\/[^@?#]*\?(?:[\w.~-]+(?:=[^&#]*)?(?:&|$))*$/;
const NAMES = /(?<=[?&])[\w.~-]+/g;

/** The longest URL (characters) whose query is read: no server takes one, and some versions of Node read it for minutes. */
const LONGEST = 100_000;

/**
 * The URL without user information and with secret values in query and fragment masked, for messages and logs; one that
 * is longer than any server takes, without its query.
 */
export function redactUrl(url: string): string {
  const cut = url.search(/[?#]/);
  if (cut < 0 && !url.includes("@")) return url;
  if (cut >= 0 && url.length > LONGEST) return redactUrl(url.slice(0, cut));
  // Every answer has its URL shown, and a parser would take longer for it than the rest of a request.
  if (PLAIN.test(url) && !url.slice(cut).match(NAMES)?.some(isSecretParameter)) return url;
  // Proxies, and addresses somebody got wrong, may be without a scheme; a user is then taken for one.
  const authority = /^[^/?#]*/.exec(url)?.[0] ?? "";
  const user = authority.slice(0, authority.lastIndexOf("@") + 1);
  if (user.includes(":")) return redactUrl(url.slice(user.length));
  try {
    const parsed = new URL(url);
    parsed.username = "";
    parsed.password = "";
    parsed.search = maskedParameters(parsed.search);
    parsed.hash = maskedParameters(parsed.hash);
    return parsed.href;
  } catch {
    return (cut < 0 ? url : url.slice(0, cut)).replace(/\/\/[^/]*@/, "//");
  }
}

/** A query or fragment, with the sign before it; one without secrets as it is. */
function maskedParameters(text: string): string {
  const parameters = new URLSearchParams(text.slice(1));
  const secrets = [...parameters.keys()].filter(isSecretParameter);
  for (const name of secrets) parameters.set(name, "redacted");
  return secrets.length === 0 ? text : parameters.toString();
}

function isSecretParameter(name: string): boolean {
  return name.toLowerCase() === "code" || isSecretName(name);
}
