import { Fields, flag, listOf, oneOf, type Reader, text, whole } from "./fields.ts";
import { GeneratorError } from "./problem.ts";
import type {
  AnswerHeaders,
  DocumentShape,
  ErrorShape,
  LinkStyle,
  ServedDocument,
  ServedMicroversions,
  ServedVersion,
  ServiceDocuments,
} from "./served.ts";

/** What discovery.yaml says about a service's server; without a catalog type it registers under its own type. */
export type ServedFacts = Omit<ServiceDocuments, "type" | "project" | "catalogType"> & {
  readonly catalogType: string | null;
};

const shape: Reader<DocumentShape> = oneOf(
  "versions",
  "values",
  "version",
  "bare",
  "bare-version",
  "array",
  "elements",
  "resources",
  "uri",
  "string",
  "version-string",
  "listing",
  "missing",
);
const links: Reader<LinkStyle> = oneOf("absolute", "host", "path", "empty", "none");
const errors: Reader<ErrorShape> = oneOf(
  "keystone",
  "fault",
  "neutron",
  "error-message-string",
  "error-message",
  "wsme",
  "errors",
  "heat",
  "designate",
  "description",
  "webob",
  "html",
  "falcon",
  "sahara",
  "plain",
);

const version: Reader<string> = (value, at) => {
  const found = text(value, at);
  if (!/^\d+\.\d+$/.test(found)) throw new GeneratorError(at, `expected a version such as "2.1", found "${found}"`);
  return found;
};

export function readServed(value: unknown, at: string): ServedFacts {
  const fields = new Fields(value, at);
  const served: ServedFacts = {
    port: fields.or("port", whole, null),
    catalogType: fields.or("catalogType", text, null),
    catalogPath: fields.or("catalogPath", text, ""),
    root: fields.or("root", readDocument, null),
    versioned: fields.or("versioned", readDocument, null),
    versions: fields.or("versions", listOf(readVersion), []),
    links: fields.or("links", links, "absolute"),
    microversions: fields.or("microversions", readMicroversions, null),
    errors: fields.or("errors", errors, "plain"),
    requestIdHeader: fields.or("requestIdHeader", text, "X-Openstack-Request-Id"),
  };
  fields.close();
  return served;
}

function readDocument(value: unknown, at: string): ServedDocument {
  const fields = new Fields(value, at);
  const document: ServedDocument = {
    path: fields.need("path", text),
    status: fields.need("status", whole),
    shape: fields.need("shape", shape),
    authenticated: fields.or("authenticated", flag, false),
  };
  fields.close();
  return document;
}

function readVersion(value: unknown, at: string): ServedVersion {
  const fields = new Fields(value, at);
  const entry: ServedVersion = {
    id: fields.need("id", text),
    path: fields.need("path", text),
    status: fields.or("status", text, null),
    microversions: fields.or("microversions", flag, false),
  };
  fields.close();
  return entry;
}

function readMicroversions(value: unknown, at: string): ServedMicroversions {
  const fields = new Fields(value, at);
  const served: ServedMicroversions = {
    min: fields.need("min", version),
    max: fields.need("max", version),
    maxField: fields.need("maxField", oneOf("version", "max_version")),
    header: fields.need("header", oneOf("typed", "bare", "none")),
    tokens: fields.or("tokens", listOf(text), []),
    legacy: fields.or("legacy", listOf(text), []),
    answers: fields.need("answers", readAnswers),
    outOfRange: fields.need("outOfRange", whole),
    malformed: fields.need("malformed", whole),
    foreign: fields.or("foreign", oneOf<"default" | 400 | 406>("default", 400, 406), "default"),
    absent: fields.or("absent", oneOf("min", "max"), "min"),
    latest: fields.or("latest", flag, true),
    askWith: fields.or("askWith", version, null),
  };
  fields.close();
  return served;
}

function readAnswers(value: unknown, at: string): AnswerHeaders {
  const fields = new Fields(value, at);
  const answers: AnswerHeaders = {
    applied: fields.or("applied", text, null),
    min: fields.or("min", text, null),
    max: fields.or("max", text, null),
    token: fields.or("token", text, null),
    rangeToken: fields.or("rangeToken", text, null),
  };
  fields.close();
  return answers;
}
