import { createHmac, randomBytes } from "node:crypto";
import type { Secret } from "../redaction/secret.ts";

/** A key with the secret that proves it. */
export interface OAuth1Credential {
  readonly key: string;
  readonly secret: Secret;
}

/** What is signed: a request and who sends it (RFC 5849). */
export interface OAuth1Request {
  readonly method: string;
  /** With its query, if there is one. */
  readonly url: string;
  readonly consumer: OAuth1Credential;
  readonly token?: OAuth1Credential;
  /** More protocol parameters, such as `oauth_callback` or `oauth_verifier`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What makes a signature differ from all others. */
export interface OAuth1Stamp {
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

type Pair = readonly [name: string, value: string];

/** The Authorization header of a request, signed with HMAC-SHA1 (RFC 5849 §3.4.2, §3.5.1). */
export function oauth1Header(request: OAuth1Request, stamp: OAuth1Stamp = freshStamp()): string {
  const parameters: Pair[] = [
    ["oauth_consumer_key", request.consumer.key],
    ...(request.token === undefined ? [] : [["oauth_token", request.token.key] as const]),
    ["oauth_signature_method", "HMAC-SHA1"],
    ["oauth_timestamp", String(stamp.timestamp)],
    ["oauth_nonce", stamp.nonce],
    ...Object.entries(request.parameters ?? {}),
  ];
  const signature = oauth1Signature(oauth1BaseString(request, parameters), request);
  const fields: readonly Pair[] = [...parameters, ["oauth_signature", signature]];
  return `OAuth ${fields.map(([name, value]) => `${percentEncoded(name)}="${percentEncoded(value)}"`).join(", ")}`;
}

/** HMAC-SHA1 of a base string, in base64 (RFC 5849 §3.4.2). */
export function oauth1Signature(base: string, by: Pick<OAuth1Request, "consumer" | "token">): string {
  const key = [by.consumer.secret.reveal(), by.token?.secret.reveal() ?? ""].map(percentEncoded).join("&");
  return createHmac("sha1", key).update(base).digest("base64");
}

/** The text that is signed (RFC 5849 §3.4.1); `parameters` are those of the header and of a form in the body. */
export function oauth1BaseString(
  request: Pick<OAuth1Request, "method" | "url">,
  parameters: readonly (readonly [name: string, value: string])[],
): string {
  const url = new URL(request.url);
  const normalized = [...url.searchParams, ...parameters]
    .map(([name, value]): Pair => [percentEncoded(name), percentEncoded(value)])
    .sort(byNameThenValue)
    .map((pair) => pair.join("="))
    .join("&");
  return [request.method.toUpperCase(), `${url.origin}${url.pathname}`, normalized].map(percentEncoded).join("&");
}

/** Everything but letters, digits and `-._~` as UTF-8 octets, in capitals (RFC 5849 §3.6). */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Encoded text is ASCII, so that comparing characters compares bytes, as the RFC asks. */
function byNameThenValue([nameA, valueA]: Pair, [nameB, valueB]: Pair): number {
  const [a, b] = nameA === nameB ? [valueA, valueB] : [nameA, nameB];
  return a < b ? -1 : Number(a > b);
}

function freshStamp(): OAuth1Stamp {
  return { nonce: randomBytes(16).toString("hex"), timestamp: Math.floor(Date.now() / 1000) };
}
