import { canonicalNames, impliedMajors, type ServiceTypeName } from "../generated/service-types.ts";

/** Which headers ask a service for a microversion. */
export interface MicroversionHeaders {
  /** The word before the version in OpenStack-API-Version; null: the service does not read that header. */
  readonly token: string | null;
  /** Tokens of older releases, sent in the same header, comma-joined. */
  readonly formerTokens: readonly string[];
  /** Whether some releases want the version in OpenStack-API-Version without a token. */
  readonly bare: boolean;
  /** Headers of the service's own that carry the bare version. */
  readonly legacy: readonly string[];
  /** Whether "latest" is accepted. */
  readonly latest: boolean;
}

/** How to find a service's version documents. */
export interface DiscoveryHints {
  /** False: the service has no version document at all. */
  readonly documents: boolean;
  /** The microversion that the document must be asked with to tell its range. */
  readonly askWith: string | null;
  /** Whether the versioned URL answers a version document that tells the range. */
  readonly versionedDocument: boolean;
  /** Where the version lies under the root when it is not the first segment. */
  readonly versionPath: string | null;
  /** Whether the root needs its trailing slash. */
  readonly rootSlash: boolean;
  /** Whether catalogs carry the project id in the URL. */
  readonly projectInPath: boolean;
}

/** What is known about a service type. */
export interface ServiceTypeInfo {
  /** The official type, or any catalog type for a service that nobody registered. */
  readonly type: string;
  /** The project behind it, without `openstack/`. */
  readonly project: string | null;
  /** Former and unofficial names, in the order in which they are tried. */
  readonly aliases: readonly string[];
  /** Whether the API was retired. */
  readonly retired: boolean;
  /** Whether people mean another service when they name the project. */
  readonly secondary: boolean;
  /** URL of the API reference. */
  readonly apiReference: string | null;
  /** The project whose repository holds the API reference, where that is another one. */
  readonly apiReferenceProject: string | null;
  /** How a microversion is asked for; "none": not at all; "unknown": discovery decides. */
  readonly microversions: "none" | "unknown" | MicroversionHeaders;
  /** Every major version that the service is known to have had, ascending. */
  readonly majors: readonly number[];
  /** How to find its version documents. */
  readonly discovery: DiscoveryHints;
  /** How its lists continue on a next page. */
  readonly paging: string | null;
  /** Statuses that mean "nothing was done, ask again". */
  readonly retriableStatuses: readonly number[];
}

const versionSegment = /^v\d+(?:\.\d+)?$/;

/**
 * The headers that ask a service for a microversion; none for a service without microversions.
 * The "bare" dialect leaves the token out for services of which some releases want that.
 */
export function microversionHeaders(
  service: ServiceTypeInfo,
  version: string,
  dialect: "token" | "bare" = "token",
): readonly (readonly [name: string, value: string])[] {
  const known = service.microversions;
  if (known === "none") return [];
  if (known === "unknown") return [["OpenStack-API-Version", `${service.type} ${version}`]];
  const headers: (readonly [string, string])[] = [];
  if (known.token !== null) {
    const words = [known.token, ...known.formerTokens].map((token) => `${token} ${version}`);
    headers.push(["OpenStack-API-Version", dialect === "bare" && known.bare ? version : words.join(", ")]);
  }
  for (const name of known.legacy) headers.push([name, version]);
  return headers;
}

/**
 * The URLs that may answer a version document for an endpoint, best first; none when the service has no such document or
 * the endpoint is not an http or https URL. The project id and the query are left out; no URL lies above the service's own root.
 */
export function discoveryCandidates(
  service: ServiceTypeInfo,
  endpointUrl: string,
  projectId?: string,
): readonly string[] {
  const hints = service.discovery;
  const [, origin, path = ""] = /^\s*(https?:\/\/[^\s/?#\\]+)([^\s?#]*)/i.exec(endpointUrl) ?? [];
  if (!hints.documents || origin === undefined || !URL.canParse(origin + path)) return [];
  const segments = path.split("/").filter((segment) => segment !== "");
  const withProject = segments.length;
  if (endsInProject(segments, projectId)) segments.pop();
  const url = (slash: boolean): string => [origin, ...segments].join("/") + (slash ? "/" : "");
  const versioned = url(true);
  const version = segments.at(-1);
  const candidates: string[] = [];
  if (version === undefined || !versionSegment.test(version)) {
    if (hints.rootSlash || segments.length < withProject) candidates.push(versioned);
  } else {
    if (hints.versionedDocument) candidates.push(versioned);
    segments.splice(-versionDepth(segments, hints.versionPath));
    candidates.push(url(true));
  }
  return withoutRepeats([...candidates, origin + path]);
}

/** The major version that a name stands for by itself: 3 for `volumev3`. */
export function impliedMajor(name: string): number | undefined {
  return Object.hasOwn(impliedMajors, name) ? impliedMajors[name] : undefined;
}

/** The official type of a name that is official or an alias, `_` read as `-`. */
export function canonical(name: string): ServiceTypeName | undefined {
  const normal = name.replaceAll("_", "-");
  return Object.hasOwn(canonicalNames, normal) ? canonicalNames[normal] : undefined;
}

/** Whether the last segment is a project id: the one given, or whatever follows a version. */
function endsInProject(segments: readonly string[], projectId: string | undefined): boolean {
  const last = segments.at(-1);
  if (last === undefined) return false;
  if (projectId !== undefined && projectId !== "" && (last === projectId || last === `AUTH_${projectId}`)) return true;
  return !versionSegment.test(last) && versionSegment.test(segments.at(-2) ?? "");
}

/** How many segments the version takes: more than one where the service keeps its versions under a path of its own. */
function versionDepth(segments: readonly string[], versionPath: string | null): number {
  const own = (versionPath ?? "")
    .split("/")
    .filter((segment) => segment !== "")
    .slice(0, -1);
  const lead = segments.slice(0, -1).slice(-own.length || segments.length);
  return own.length > 0 && lead.join("/") === own.join("/") ? own.length + 1 : 1;
}

function withoutRepeats(urls: readonly string[]): readonly string[] {
  const bare = urls.map((url) => url.replace(/\/+$/, ""));
  return urls.filter((_, index) => bare.indexOf(bare[index] ?? "") === index);
}
