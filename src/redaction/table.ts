import { MASK } from "./mask.ts";
import { isSecretMember, isSecretName } from "./names.ts";
import { redactText } from "./text.ts";
import { redactUrl } from "./url.ts";

/** How deep lists and objects are looked into; no service nests so, and a call for each level would end the stack. */
export const DEEPEST = 100;

/**
 * Headers of a request that anybody may see. A login of one's own can carry its credentials in a header of any name, so
 * others are none of these.
 */
const PUBLIC =
  /^(?:accept(?:-\w+)?|user-agent|range|if-[\w-]+|openstack-api-version|x-openstack-[\w-]+|content-[\w-]+)$/i;

/** Headers that are addresses, which may have credentials in them. */
const ADDRESSES = /^(?:location|content-location|referer)$/i;

/** What is masked whatever it is made of. */
const WHOLE = /^personality$/i;

/** Headers as they may be shown. */
export function redactHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, shownHeader(name, value)]));
}

/** The headers of a request, names and values in turn, as they may be shown. */
export function redactHeaderList(headers: readonly string[]): Record<string, string> {
  const shown: Record<string, string> = {};
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = (headers[i] ?? "").toLowerCase();
    shown[name] = isPublicHeader(name) ? shownHeader(name, headers[i + 1] ?? "") : MASK;
  }
  return shown;
}

/** Whether a header of a request can hold no credential, whoever made it. */
export function isPublicHeader(name: string): boolean {
  return PUBLIC.test(name);
}

/** The texts and numbers of a JSON value that {@link redactJson} would mask. */
export function secretMembers(value: unknown): readonly string[] {
  const found: string[] = [];
  const open: Member[] = [{ value, name: "", holder: "" }];
  // It grows while it is read: however deep the value, no call is.
  for (const { value: item, name, holder } of open) {
    if (typeof item === "string" || typeof item === "number") {
      if (isSecret(item, name, holder)) found.push(String(item));
    } else if (Array.isArray(item)) {
      for (const inner of item) open.push({ value: inner, name, holder });
    } else if (typeof item === "object" && item !== null) {
      for (const [key, inner] of Object.entries(item)) open.push({ value: inner, name: key, holder: name });
    }
  }
  return found;
}

interface Member {
  readonly value: unknown;
  readonly name: string;
  /** The name of what the value is in. */
  readonly holder: string;
}

/**
 * A JSON value, or a text, as it may be shown: a copy in which secrets are masked, and what lies deeper than
 * {@link DEEPEST}, or the value itself when there is nothing to mask.
 */
export function redactJson(value: unknown): unknown {
  return redacted({ value, name: "", holder: "" }, 0);
}

function redacted({ value, name, holder }: Member, depth: number): unknown {
  if (isSecret(value, name, holder)) return MASK;
  if (typeof value === "string") return shownText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) return MASK;
  if (Array.isArray(value)) {
    const copy = value.map((item) => redacted({ value: item, name, holder }, depth + 1));
    return copy.every((item, index) => item === value[index]) ? value : copy;
  }
  let changed = false;
  const copy = Object.entries(value).map(([key, item]: [string, unknown]): [string, unknown] => {
    const shown = redacted({ value: item, name: key, holder: name }, depth + 1);
    changed ||= shown !== item;
    return [key, shown];
  });
  return changed ? Object.fromEntries(copy) : value;
}

/** A text may be JSON once more. */
function shownText(text: string): string {
  if (!/^\s*[{[]/.test(text)) return redactText(text);
  try {
    const value: unknown = JSON.parse(text);
    const shown = redactJson(value);
    return shown === value ? text : JSON.stringify(shown);
  } catch {
    return redactText(text);
  }
}

function shownHeader(name: string, value: string): string {
  if (isSecretName(name)) return MASK;
  return ADDRESSES.test(name) ? redactUrl(value) : redactText(value);
}

/** Objects are looked into: the "token" of an answer to a login is one, and what it says is no secret but for its id. */
function isSecret(value: unknown, name: string, holder: string): boolean {
  if (Array.isArray(value)) return WHOLE.test(name);
  // A number of passwords, or of tokens, is none.
  if (typeof value === "number" && /(?<!s)s$/i.test(name)) return false;
  if ((typeof value !== "string" && typeof value !== "number") || value === "") return false;
  return isSecretMember(name, holder);
}
