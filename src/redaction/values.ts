import { MASK } from "./mask.ts";
import { isSecretName } from "./names.ts";
import { DEEPEST, secretMembers } from "./table.ts";

/** Shorter ones would be found in words that have nothing to do with them. */
const SHORTEST = 4;

/**
 * What a request sends that is nobody else's business: the values of its secret headers and members, in every way in
 * which a server may write them when it repeats what it was sent. Longer ones than the answer are not in it, and to write
 * megabytes in every way would take all memory.
 */
export function secretsIn(
  request: { readonly headers?: Readonly<Record<string, string>>; readonly json?: unknown },
  longest: number = Number.POSITIVE_INFINITY,
): readonly string[] {
  const headers = Object.entries(request.headers ?? {}).flatMap(([name, value]) =>
    isSecretName(name) ? [value, value.replace(/^\w+ /, ""), passwordIn(value)] : [],
  );
  const secrets = [...headers, ...secretMembers(request.json)];
  return written(secrets.filter(({ length }) => length >= SHORTEST && length <= longest));
}

/** Secrets in every way in which a server may write them, the longer ones first. */
export function written(secrets: readonly string[]): readonly string[] {
  return [...new Set(secrets.flatMap(writings))].sort((one, other) => other.length - one.length);
}

/** A text in which nobody reads these secrets. */
export function textWithoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, one) => rest.replaceAll(one, MASK), text);
}

/** A copy of a JSON value, or of a text, in which nobody reads these secrets, nor what is nested too deep to look. */
export function withoutSecrets(value: unknown, secrets: readonly string[], depth = 0): unknown {
  if (typeof value === "string") return textWithoutSecrets(value, secrets);
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) return MASK;
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, secrets, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withoutSecrets(item, secrets, depth + 1)]),
  );
}

/** The password of HTTP basic authentication. */
function passwordIn(authorization: string): string {
  const [, encoded = ""] = /^basic (.*)/i.exec(authorization) ?? [];
  return Buffer.from(encoded, "base64")
    .toString("utf8")
    .replace(/^[^:]*:/, "");
}

/** A text as it is and in base64; in JSON and as Python prints it; all of these in a form, and all of that on a page. */
function writings(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const python = json.replaceAll('\\"', '"');
  const ascii = json.replace(/[^ -~]/g, escaped);
  const quoted = [text, json, ascii, ascii.replace(/[<>&]/g, escaped), python, python.replaceAll("'", "\\'")];
  const sent = [...quoted, ...quoted.flatMap(inForm)];
  const base64 = Buffer.from(text, "utf8").toString("base64").replace(/=+$/, "");
  return [...sent, ...sent.flatMap(onPage), base64];
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function onPage(text: string): readonly string[] {
  const page = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const double = page.replaceAll('"', "&quot;");
  const numbers = page.replaceAll('"', "&#34;").replaceAll("'", "&#39;");
  return [page, double, double.replaceAll("'", "&#x27;"), double.replaceAll("'", "&#39;"), numbers];
}

function inForm(text: string): readonly string[] {
  const form = new URLSearchParams({ "": text }).toString().slice(1);
  const url = form.replaceAll("+", "%20");
  return [form, url, url.replace(/%(?:21|27|28|29|7E)/g, decodeURIComponent)];
}
