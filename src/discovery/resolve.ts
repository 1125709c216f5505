import { discoveryCandidates, type ServiceTypeInfo } from "../../generated/service-types.ts";
import { type DiscoveryAttempt, EndpointError } from "../errors/errors.ts";
import { redactUrl } from "../redaction/url.ts";
import { serviceRequestId } from "../transport/service-request-id.ts";
import {
  type ApiVersion,
  formatVersion,
  isVersionSegment,
  type MajorRange,
  majorMatches,
  versionInPath,
} from "../versions/version.ts";
import type { DocumentResult } from "./documents.ts";
import type { VersionEntry } from "./entry.ts";
import { withProject } from "./links.ts";
import { pickVersion } from "./pick.ts";

/** The endpoint whose version is to be found. */
export interface VersionQuery {
  readonly service: ServiceTypeInfo;
  /** The endpoint as the catalog or an override gives it. */
  readonly url: string;
  readonly projectId: string | undefined;
  readonly major: MajorRange | undefined;
}

/** Where a service is to be called, and what is known about the version there. */
export interface VersionedEndpoint {
  readonly url: string;
  readonly version: ApiVersion | undefined;
  /** The document's entry; undefined when there is no document, or none was asked for. */
  readonly entry: VersionEntry | undefined;
  /** Headers of the document's answer, which tell how the service writes microversions. */
  readonly headers: Readonly<Record<string, string>>;
  /** Something else than a document was there, such as a proxy's page, so that asking again may help. */
  readonly doubtful?: boolean;
}

/** Looks one URL up. */
export type Lookup = (url: string) => Promise<DocumentResult>;

/** The endpoint if its URL alone says enough: it has a wanted version, or the service has no documents. */
export function versionByUrl(query: VersionQuery): VersionedEndpoint | undefined {
  const version = versionInPath(query.url);
  const known = version !== undefined && majorMatches(query.major, version.major);
  const undocumented = !query.service.discovery.documents && query.major === undefined;
  return known || undocumented ? { url: query.url, version, entry: undefined, headers: {} } : undefined;
}

/**
 * Finds the version through the service's documents, and falls back to what the URL says.
 *
 * @throws EndpointError `VERSION_NOT_FOUND` with every document that was tried; what made the documents unreachable,
 *   when without them nobody knows where the service's version lies.
 */
export async function versionByDocument(query: VersionQuery, lookup: Lookup): Promise<VersionedEndpoint> {
  const attempts: DiscoveryAttempt[] = [];
  let found: VersionedEndpoint | undefined;
  let failure: unknown;
  for (const candidate of candidatesFor(query)) {
    const result = await lookup(candidate);
    const entry = pickFrom(result, query);
    if (entry === undefined) {
      attempts.push(attemptOf(result));
      failure ??= result.failure;
      continue;
    }
    const endpoint = endpointOf(entry, { query, headers: result.headers });
    if (entry.maxMicroversion !== undefined || query.service.microversions === "none") return endpoint;
    found ??= endpoint;
  }
  return found ?? versionByUrl(query) ?? unversioned(query, { attempts, failure });
}

/**
 * Every version the service lists, from its most complete document. A service that has none, such as object storage,
 * offers the version its URL names; of one that could not be asked nothing is claimed.
 */
export async function allVersions(query: VersionQuery, lookup: Lookup): Promise<readonly VersionEntry[]> {
  const candidates = [...candidatesFor(query)].sort((a, b) => versionRank(a) - versionRank(b));
  let asked = true;
  for (const candidate of candidates) {
    const { entries, failure } = await lookup(candidate);
    if (entries !== undefined) return entries;
    asked &&= failure === undefined;
  }
  return asked ? versionOfUrl(query.url) : [];
}

function versionOfUrl(catalogUrl: string): readonly VersionEntry[] {
  const version = versionInPath(catalogUrl);
  if (version === undefined) return [];
  const url = new URL(catalogUrl);
  const segments = url.pathname.split("/");
  const at = segments.findLastIndex(isVersionSegment);
  url.pathname = `${segments.slice(0, at + 1).join("/")}/`;
  const unknown = { rawStatus: undefined, minMicroversion: undefined, maxMicroversion: undefined };
  return [{ id: segments[at] ?? "", version, status: "CURRENT", url: url.href, ...unknown }];
}

/** A document at the wanted version comes first; else the root, which lists them all. */
function candidatesFor(query: VersionQuery): readonly string[] {
  const candidates = discoveryCandidates(query.service, query.url, query.projectId);
  const version = versionInPath(query.url);
  if (version === undefined || majorMatches(query.major, version.major)) return candidates;
  return [...candidates].sort((a, b) => versionRank(a) - versionRank(b));
}

function versionRank(url: string): number {
  return versionInPath(url) === undefined ? 0 : 1;
}

function pickFrom(result: DocumentResult, query: VersionQuery): VersionEntry | undefined {
  return result.entries && pickVersion(result.entries, query);
}

function endpointOf(
  entry: VersionEntry,
  from: { readonly query: VersionQuery; readonly headers: Readonly<Record<string, string>> },
): VersionedEndpoint {
  const { url, projectId } = from.query;
  const known = { version: entry.version, entry, headers: from.headers };
  // Some entries link to nowhere, so that only the root they were found at is left; the catalog knows better.
  const lost = versionInPath(entry.url) === undefined && versionInPath(url)?.major === entry.version.major;
  return { url: lost ? url : withProject(entry.url, url, projectId), ...known };
}

function attemptOf(result: DocumentResult): DiscoveryAttempt {
  const { url, status, headers } = result;
  return { url, status, reason: reasonOf(result), requestId: serviceRequestId(headers) };
}

function reasonOf(result: DocumentResult): string {
  if (result.entries === undefined) return result.reason;
  return `offers ${result.entries.map((entry) => `${entry.id} (${entry.rawStatus ?? "no status"})`).join(", ")}`;
}

function unversioned(
  query: VersionQuery,
  known: { readonly attempts: readonly DiscoveryAttempt[]; readonly failure: unknown },
): VersionedEndpoint {
  if (query.major !== undefined) throw versionNotFound(query, known.attempts);
  if (known.failure !== undefined) throw unreachable(query, known);
  const doubtful = known.attempts.some(({ status }) => status !== undefined && status < 400);
  return { url: query.url, version: undefined, entry: undefined, headers: {}, doubtful };
}

function versionNotFound(query: VersionQuery, attempts: readonly DiscoveryAttempt[]): EndpointError {
  const inUrl = versionInPath(query.url);
  const tried = attempts.map(({ url, reason }) => `${url}: ${reason}`);
  if (inUrl !== undefined) tried.push(`${redactUrl(query.url)} itself is version ${formatVersion(inUrl)}`);
  const wanted = describeMajor(query.major);
  return new EndpointError(
    "VERSION_NOT_FOUND",
    `${query.service.type} at ${redactUrl(query.url)} does not offer ${wanted}; ${tried.join("; ") || "it has no version documents"}`,
    { service: query.service.type, attempts },
  );
}

function unreachable(
  query: VersionQuery,
  known: { readonly attempts: readonly DiscoveryAttempt[]; readonly failure: unknown },
): EndpointError {
  const tried = known.attempts.map(({ url, reason }) => `${url}: ${reason}`).join("; ");
  return new EndpointError(
    "DISCOVERY_FAILED",
    `the versions of ${query.service.type} at ${redactUrl(query.url)} cannot be read just now; ${tried}`,
    { service: query.service.type, attempts: known.attempts, cause: known.failure },
  );
}

function describeMajor(major: MajorRange | undefined): string {
  if (typeof major === "number") return `major version ${major}`;
  return `a major version from ${major?.min ?? "any"} to ${major?.max ?? "any"}`;
}
