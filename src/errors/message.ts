import { redactText } from "../redaction/text.ts";
import { markupText, plainText, xmlText } from "./message-text.ts";
import { isRecord, jsonIn } from "./record.ts";

/** What a service says about a failure. */
export interface ErrorText {
  /** One line of at most 1,000 characters; undefined when the body says nothing. */
  readonly message: string | undefined;
  /** The service's own name for the failure, or its number. */
  readonly code?: string | number;
  readonly requestId?: string;
}

type Json = Readonly<Record<string, unknown>>;
type Reader = (body: Json, depth: number) => ErrorText | undefined;

// Deeper than any service nests.
const DEEPEST = 6;
// Characters of JSON inside a text: a longer one is no message, and takes long to be parsed for nothing.
const LONGEST_JSON = 65_536;

// One reader for each way of saying it; the first that finds a text wins, so the more precise ones stand first.
const READERS: readonly Reader[] = [
  (body, depth) => (isRecord(body.error) ? readRecord(body.error, depth) : undefined),
  (body, depth) => readErrors(body.errors, depth),
  (body, depth) => readValue(body.error_message, depth),
  (body, depth) => readValue(body.faultstring, depth),
  (body, depth) => readValue(body.message, depth),
  (body, depth) => readDescription(body.description, depth),
  (body, depth) => readValue(body.detail, depth),
  (body, depth) => readValue(body.explanation, depth),
  (body) => readString(body.error_description),
  (body) => readString(body.error),
  (body) => readString(body.title),
  readFault,
];

/**
 * Finds the service's own text in the body of a failed request, whichever service wrote it, without secrets; never throws.
 *
 * @param body - parsed JSON, or the text
 * @param contentType - the header, when there was one
 */
export function readErrorText(body: unknown, contentType: string | undefined): ErrorText {
  const found = typeof body === "string" ? readText(body, contentType ?? "") : readValue(body, 0);
  return { ...found, message: found?.message && redactText(found.message) };
}

function readText(text: string, contentType: string): ErrorText | undefined {
  const json = parseJson(text);
  if (json !== undefined) return readValue(json, 0);
  if (/\bhtml\b/i.test(contentType) || /<(?:!doctype|html|head|body|h1|title)\b/i.test(text)) {
    return { message: markupText(text) };
  }
  if (/\bxml\b/i.test(contentType) || /^\s*<\?xml\b/.test(text)) return readXml(text);
  return readString(text);
}

function readXml(text: string): ErrorText {
  const code = xmlText(text, "code");
  const requestId = xmlText(text, "requestid");
  return {
    message: xmlText(text, "message") ?? markupText(text),
    ...(code !== undefined && { code }),
    ...(requestId !== undefined && { requestId }),
  };
}

function readString(value: unknown): ErrorText | undefined {
  const message = typeof value === "string" ? plainText(value) : undefined;
  return message === undefined ? undefined : { message };
}

function readValue(value: unknown, depth: number): ErrorText | undefined {
  if (depth > DEEPEST) return undefined;
  if (typeof value === "string") {
    // Ironic puts JSON into a string.
    const json = parseJson(value);
    return json === undefined ? readString(value) : readValue(json, depth + 1);
  }
  if (Array.isArray(value)) return readList(value, depth);
  return isRecord(value) ? readRecord(value, depth) : undefined;
}

function readList(values: readonly unknown[], depth: number): ErrorText | undefined {
  for (const value of values) {
    const found = readValue(value, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readRecord(body: Json, depth: number): ErrorText | undefined {
  if (depth > DEEPEST) return undefined;
  for (const read of READERS) {
    const found = read(body, depth + 1);
    if (found !== undefined) return { ...ownDetails(body), ...found };
  }
  return undefined;
}

// API-SIG and Adjutant give a list, Designate a report, Adjutant also a map from a field to what is wrong with it.
function readErrors(value: unknown, depth: number): ErrorText | undefined {
  if (!isRecord(value)) return Array.isArray(value) ? readList(value, depth) : undefined;
  const report = readRecord(value, depth);
  if (report !== undefined) return report;
  const fields = Object.entries(value).flatMap(([field, problem]) => {
    const text = readValue(problem, depth)?.message;
    return text === undefined ? [] : [`${field}: ${text}`];
  });
  return readString(fields.join("; "));
}

// {"itemNotFound": {…}}, {"NeutronError": {…}}, and the old {"NeutronError": "…"}.
function readFault(body: Json, depth: number): ErrorText | undefined {
  const [name, ...others] = Object.keys(body);
  if (name === undefined || others.length > 0) return undefined;
  const inner = body[name];
  const found = isRecord(inner)
    ? readRecord(inner, depth)
    : /(?:Error|Fault)$/.test(name)
      ? readString(inner)
      : undefined;
  if (found === undefined || typeof found.code === "string") return found;
  return { ...found, code: name };
}

// Barbican's is a text, Gnocchi's an object.
function readDescription(value: unknown, depth: number): ErrorText | undefined {
  if (!isRecord(value)) return readValue(value, depth);
  const parts = [value.cause, value.detail].map((part) => readValue(part, depth)?.message);
  return readString(parts.filter((part) => part !== undefined).join(": ")) ?? readRecord(value, depth);
}

function ownDetails(body: Json): Omit<ErrorText, "message"> {
  const codes = [body.type, body.error_name, body.code, body.error_code, body.faultcode, body.error];
  // "404 Not Found" and "about:blank" name nothing.
  const code =
    codes.find((value) => typeof value === "string" && /^[\w.-]+$/.test(value)) ?? codes.find(Number.isInteger);
  const requestId = body.request_id;
  return {
    ...((typeof code === "string" || typeof code === "number") && { code }),
    ...(typeof requestId === "string" && /^[\w.:-]{1,200}$/.test(requestId) && { requestId }),
  };
}

function parseJson(text: string): unknown {
  return text.length > LONGEST_JSON || !/^\s*[{[]/.test(text) ? undefined : jsonIn(text);
}
