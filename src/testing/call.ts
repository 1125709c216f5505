import { isRecord, jsonIn } from "../errors/record.ts";
import { Refused } from "./refused.ts";

/** One request as a service sees it. */
export interface Call {
  /** HEAD arrives as GET with `head` set, as in most web frameworks. */
  readonly method: string;
  readonly head: boolean;
  /** Scheme, host and port the client used. */
  readonly origin: string;
  /** Where the service is mounted, such as "/compute"; no slash at its end. */
  readonly mount: string;
  /** Below the mount, as it came: still percent-encoded; "/" at least. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** An object whose fields are not known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value when it is an object with fields. */
export function fieldsOf(value: unknown): Fields | undefined {
  return isRecord(value) ? value : undefined;
}

/** The value when it is a string. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The object under one key of a JSON body, such as "server". */
export function bodyUnder(call: Call, key: string): Fields | Refused {
  const body = fieldsOf(jsonBody(call));
  if (!body) return new Refused(400, "Malformed request body");
  return fieldsOf(body[key]) ?? new Refused(400, `'${key}' is a required property`);
}

/** The parsed JSON body; undefined when it is not JSON. */
export function jsonBody(call: Call): unknown {
  return jsonIn(Buffer.from(call.body).toString("utf8"));
}

/** The segments of a path, each percent-decoded once; empty ones at both ends are dropped. */
export function segmentsOf(path: string): readonly string[] {
  return path
    .replace(/^\/+|\/+$/g, "")
    .split("/")
    .map(decode);
}

/** Percent-decodes once; text that is not valid encoding stays as it is. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
