import type { ServedMicroversions, ServiceDocuments } from "../../generated/service-documents.ts";
import { type ApiVersion, formatVersion, inRange, parseVersion } from "../versions/version.ts";
import type { AnswerHeaders } from "./answer.ts";
import type { Call } from "./call.ts";
import { Refused } from "./refused.ts";

/** The microversion a request is served with, and the headers that say so. */
export interface Agreed {
  /** Undefined where the service has no microversions. */
  readonly version: ApiVersion | undefined;
  readonly headers: AnswerHeaders;
}

/** A value as the client sent it; undefined when it asked for nothing the service listens to. */
type Asked = string | undefined;

const NONE: Agreed = { version: undefined, headers: {} };
const TYPED = "openstack-api-version";

/** Settles the microversion of a request as the real service does. */
export function agree(service: ServiceDocuments, call: Call): Agreed | Refused {
  const { microversions } = service;
  if (!microversions || !appliesTo(service, call.path)) return NONE;
  const asked = askedFor(microversions, call);
  if (asked instanceof Refused) return asked;
  const text = asked ?? microversions[microversions.absent];
  const version = parseAsked(text, microversions);
  if (!version) return malformed(text, microversions);
  const range = { min: parseVersion(microversions.min), max: parseVersion(microversions.max) };
  if (inRange(version, range)) return agreed(version, microversions);
  return outOfRange(version, service, microversions);
}

/** A root document that lists several majors belongs to none of them; a range that no entry shows holds everywhere. */
function appliesTo({ versions }: ServiceDocuments, path: string): boolean {
  const bearers = versions.filter((version) => version.microversions);
  if (bearers.length === 0) return true;
  if (path === "/") return versions.length === 1;
  return bearers.some((version) =>
    `${path}/`.startsWith(version.path.endsWith("/") ? version.path : `${version.path}/`),
  );
}

function askedFor(microversions: ServedMicroversions, call: Call): Asked | Refused {
  const legacy = microversions.legacy.map((name) => call.headers[name.toLowerCase()]).find((value) => value);
  const header = call.headers[TYPED];
  if (header === undefined || microversions.header === "none") return legacy;
  if (microversions.header === "bare") return header.trim();
  const parts = header.split(",").map((part) => part.trim().split(/\s+/));
  const own = parts.find(([token, version]) => version && microversions.tokens.includes(token?.toLowerCase() ?? ""));
  if (own) return own[1];
  if (microversions.foreign === "default") return legacy;
  return new Refused(microversions.foreign, `Invalid service type for ${microversions.tokens.join(", ")}: ${header}`);
}

function parseAsked(text: string, microversions: ServedMicroversions): ApiVersion | undefined {
  if (text === "latest") return microversions.latest ? parseVersion(microversions.max) : undefined;
  return /^\d+\.\d+$/.test(text) ? parseVersion(text) : undefined;
}

function malformed(text: string, microversions: ServedMicroversions): Agreed | Refused {
  const fallback = parseVersion(microversions[microversions.absent]);
  if (microversions.malformed === 200 && fallback) return agreed(fallback, microversions);
  const message = `API Version String ${text} is of invalid format. Must be of format MajorNum.MinorNum.`;
  return new Refused(microversions.malformed, message);
}

function outOfRange(version: ApiVersion, service: ServiceDocuments, microversions: ServedMicroversions): Refused {
  const { min, max, outOfRange: status } = microversions;
  const message = `Version ${formatVersion(version)} is not supported by the API. Minimum is ${min} and maximum is ${max}.`;
  // Nova and its kin name the version that was asked for even when they turn it down; the others only tell the range.
  const echoed = service.errors === "fault" ? appliedHeaders(version, microversions) : {};
  const headers = { ...rangeHeaders(microversions), ...echoed };
  return new Refused(status, message, { headers, details: { max_version: max, min_version: min } });
}

function agreed(version: ApiVersion, microversions: ServedMicroversions): Agreed {
  return { version, headers: { ...rangeHeaders(microversions), ...appliedHeaders(version, microversions) } };
}

function appliedHeaders(version: ApiVersion, { answers, legacy }: ServedMicroversions): AnswerHeaders {
  if (answers.applied === null) return {};
  const text = formatVersion(version);
  const headers: Record<string, string> = { [answers.applied]: prefixed(answers.token, text) };
  for (const name of legacy) headers[name] = text;
  return { ...headers, vary: Object.keys(headers) };
}

function rangeHeaders({ answers, min, max }: ServedMicroversions): AnswerHeaders {
  return {
    ...(answers.min === null ? {} : { [answers.min]: prefixed(answers.rangeToken, min) }),
    ...(answers.max === null ? {} : { [answers.max]: prefixed(answers.rangeToken, max) }),
  };
}

function prefixed(token: string | null, version: string): string {
  return token === null ? version : `${token} ${version}`;
}
