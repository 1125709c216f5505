import { redactUrl } from "./url.ts";

/** What stands where something was taken out. */
export const MASK = "[redacted]";

/** How deep lists and objects are looked into; no service nests so, and a call for each level would end the stack. */
export const DEEPEST = 100;

/** Headers that carry credentials, in lower case. */
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  "x-auth-token",
  "x-subject-token",
  "x-service-token",
  "x-storage-token",
  "x-auth-key",
  "x-account-meta-temp-url-key",
  "x-account-meta-temp-url-key-2",
  "x-container-meta-temp-url-key",
  "x-container-meta-temp-url-key-2",
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
  "openstack-auth-receipt",
]);

/** Headers that are addresses, which may have credentials in them. */
const ADDRESSES: ReadonlySet<string> = new Set(["location", "content-location", "link", "referer"]);

/** Names of JSON members that hold secrets, without case, hyphens and underscores. */
const SECRET_KEYS: ReadonlySet<string> = new Set([
  "password",
  "adminpass",
  "adminpassword",
  "rootpassword",
  "originalpassword",
  "newpassword",
  "userpassword",
  "databasepassword",
  "secret",
  "clientsecret",
  "consumersecret",
  "oauthtokensecret",
  "applicationcredentialsecret",
  "passcode",
  "passphrase",
  "accesstoken",
  "refreshtoken",
  "idtoken",
  "subjecttoken",
  "devicecode",
  "codeverifier",
  "assertion",
  "clientassertion",
  "authtoken",
  "xauthtoken",
  "token",
  "privatekey",
  "secretkey",
  "apikey",
  "userdata",
  "personality",
  "blob",
  "payload",
  "receipt",
]);

/** Headers as they may be shown. */
export function redactHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, shownHeader(name, value)]));
}

/** Headers, names and values in turn, as they may be shown. */
export function redactHeaderList(headers: readonly string[]): Record<string, string> {
  const shown: Record<string, string> = {};
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = (headers[i] ?? "").toLowerCase();
    shown[name] = shownHeader(name, headers[i + 1] ?? "");
  }
  return shown;
}

/** Whether a header carries a credential. */
export function isSecretHeader(name: string): boolean {
  return SECRET_HEADERS.has(name.toLowerCase());
}

/** The texts of a JSON value that {@link redactJson} would mask. */
export function secretMembers(value: unknown): readonly string[] {
  const found: string[] = [];
  const open: Member[] = [{ value, name: "" }];
  // It grows while it is read: however deep the value, no call is.
  for (const { value: item, name } of open) {
    if (typeof item !== "object" || item === null) continue;
    for (const [key, inner] of Object.entries(item)) {
      if (typeof inner !== "string") open.push({ value: inner, name: key });
      else if (isSecret(key, { item: inner, holder: name })) found.push(inner);
    }
  }
  return found;
}

interface Member {
  readonly value: unknown;
  readonly name: string;
}

/**
 * A JSON value as it may be shown: a copy in which secrets are masked, and what lies deeper than {@link DEEPEST}, or the
 * value itself when there is nothing to mask.
 */
export function redactJson(value: unknown): unknown {
  return redacted(value, "", 0);
}

function redacted(value: unknown, name: string, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) return MASK;
  if (Array.isArray(value)) {
    const copy = value.map((item) => redacted(item, name, depth + 1));
    return copy.every((item, index) => item === value[index]) ? value : copy;
  }
  let changed = false;
  const copy = Object.entries(value).map(([key, item]: [string, unknown]): [string, unknown] => {
    const shown = isSecret(key, { item, holder: name }) ? MASK : redacted(item, key, depth + 1);
    changed ||= shown !== item;
    return [key, shown];
  });
  return changed ? Object.fromEntries(copy) : value;
}

function shownHeader(name: string, value: string): string {
  if (isSecretHeader(name)) return MASK;
  return ADDRESSES.has(name.toLowerCase()) ? redactUrl(value) : value;
}

/** Objects are looked into: the "token" of an answer to a login is one, and what it says is no secret but for its id. */
function isSecret(key: string, { item, holder }: { readonly item: unknown; readonly holder: string }): boolean {
  if (typeof item !== "string" && typeof item !== "number" && !Array.isArray(item)) return false;
  if (key === "id" && holder === "token") return true;
  return item !== "" && SECRET_KEYS.has(key.toLowerCase().replaceAll(/[-_:]/g, ""));
}
