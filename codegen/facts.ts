import { parse } from "yaml";
import { Fields, flag, listOf, type Reader, text, whole } from "./fields.ts";
import type { DiscoveryHints, MicroversionHeaders, ServiceTypeInfo } from "./helpers.ts";
import { GeneratorError } from "./problem.ts";
import { readServed, type ServedFacts } from "./served-facts.ts";

/** What discovery.yaml says about one service type. */
export interface ServiceFacts extends Pick<ServiceTypeInfo, "majors" | "discovery" | "paging" | "retriableStatuses"> {
  readonly microversions: ServiceTypeInfo["microversions"];
  readonly served: ServedFacts;
}

/** The facts by service type. */
export type Facts = ReadonlyMap<string, ServiceFacts>;

/** What holds for a service without facts. */
export const noFacts: ServiceFacts = {
  microversions: "unknown",
  majors: [],
  discovery: readDiscovery({ versionedDocument: true }, "default"),
  paging: null,
  retriableStatuses: [],
  served: readServed({}, "default"),
};

/**
 * Reads the text of discovery.yaml; unknown keys and wrong types are errors.
 *
 * @throws GeneratorError naming the entry.
 */
export function parseFacts(source: string): Facts {
  let document: unknown;
  try {
    document = parse(source);
  } catch (cause) {
    const problem = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
    throw new GeneratorError("discovery.yaml", `not YAML: ${problem}`, { cause });
  }
  const fields = new Fields(document, "discovery.yaml");
  const types = Object.keys(Object(document));
  return new Map(types.map((type) => [type, fields.need(type, (value) => readService(value, type))]));
}

function readService(value: unknown, at: string): ServiceFacts {
  const fields = new Fields(value, at);
  const facts: ServiceFacts = {
    majors: fields.need("majors", listOf(whole)),
    microversions: fields.or("microversions", readMicroversions, "none"),
    discovery: fields.or("discovery", readDiscovery, readDiscovery({}, at)),
    paging: fields.or("paging", text, null),
    retriableStatuses: fields.or("retriableStatuses", listOf(whole), []),
    served: fields.need("served", readServed),
  };
  fields.close();
  return facts;
}

const tokenOrNull: Reader<string | null> = (value, at) => (value === null ? null : text(value, at));

function readMicroversions(value: unknown, at: string): MicroversionHeaders {
  const fields = new Fields(value, at);
  const headers: MicroversionHeaders = {
    token: fields.need("token", tokenOrNull),
    formerTokens: fields.or("formerTokens", listOf(text), []),
    bare: fields.or("bare", flag, false),
    legacy: fields.or("legacy", listOf(text), []),
    latest: fields.or("latest", flag, true),
  };
  fields.close();
  if (headers.token === null && headers.legacy.length === 0)
    throw new GeneratorError(at, "neither a token nor a legacy header");
  return headers;
}

function readDiscovery(value: unknown, at: string): DiscoveryHints {
  const fields = new Fields(value, at);
  const hints: DiscoveryHints = {
    documents: fields.or("documents", flag, true),
    askWith: fields.or("askWith", text, null),
    versionedDocument: fields.or("versionedDocument", flag, false),
    versionPath: fields.or("versionPath", text, null),
    rootSlash: fields.or("rootSlash", flag, false),
    projectInPath: fields.or("projectInPath", flag, false),
  };
  fields.close();
  return hints;
}
