import type { ServedDocument, ServedVersion, ServiceDocuments } from "../../generated/service-documents.ts";
import { type ApiVersion, compareVersions, parseVersion } from "../versions/version.ts";
import { type Answer, json } from "./answer.ts";
import type { Call } from "./call.ts";
import { Refused } from "./refused.ts";

/** A version document that is being asked for. */
export interface DocumentRequest {
  readonly service: ServiceDocuments;
  readonly document: ServedDocument;
  readonly call: Call;
  /** The microversion of the request, which some documents depend on. */
  readonly version: ApiVersion | undefined;
}

/** Services whose document without an envelope is complete; that of the others is only an id and links. */
const COMPLETE_BARE: ReadonlySet<string> = new Set(["accelerator", "monitoring"]);

/** The version document at a path, if there is one; a listing is an ordinary resource. */
export function documentAt(service: ServiceDocuments, call: Call): ServedDocument | undefined {
  if (call.method !== "GET") return undefined;
  const documents = [service.root, service.versioned].filter((document) => document !== null);
  const found = documents.find((document) => trimmed(document.path) === trimmed(call.path));
  return found?.shape === "listing" ? undefined : found;
}

/** Shows a version document the way the service does. */
export function showDocument(request: DocumentRequest): Answer | Refused {
  const { service, document, call } = request;
  if (document.shape === "missing") return new Refused(document.status, "The resource could not be found.");
  const headers =
    service.type === "identity" && document.status === 300 ? { location: `${call.origin}${call.mount}/v3/` } : {};
  return json(document.status, bodyOf(request), headers);
}

function bodyOf(request: DocumentRequest): unknown {
  const { service, document } = request;
  const entries = service.versions.map((version) => entryOf(version, request));
  const own = ownEntry(request);
  switch (document.shape) {
    case "versions":
      return { versions: document === service.root ? entries : [own] };
    case "values":
      return asked(request) ? { versions: entries } : { versions: { values: entries } };
    case "version":
      return { version: own };
    case "bare":
      return COMPLETE_BARE.has(service.type) ? own : { id: own.id, links: own.links, media_types: mediaType(service) };
    case "bare-version":
      return { id: own.id, links: own.links, media_types: mediaType(service), version: own };
    case "array":
      return entries.map(({ links, ...entry }) => ({
        ...entry,
        link: { href: links?.[0]?.href, target_name: entry.id },
      }));
    case "elements":
      return { links: [], elements: entries };
    default:
      return notADocument(request);
  }
}

/** What services without a version document answer at their versioned URL. */
function notADocument(request: DocumentRequest): unknown {
  const { service, document, call } = request;
  const version = document.path.replaceAll("/", "");
  // Falcon services show a JSON-Home document, whose resources are keyed by their relation.
  if (document.shape === "resources") return { resources: service.errors === "falcon" ? {} : [] };
  if (document.shape === "uri") return { uri: `${call.origin}${call.mount}/${version}` };
  if (document.shape === "version-string")
    return { version: version.replace(/^v/, ""), links: ownEntry(request).links };
  return version;
}

interface Entry {
  readonly id: string;
  readonly links?: readonly { readonly rel: string; readonly href: string }[];
}

function ownEntry(request: DocumentRequest): Entry {
  const { service, document } = request;
  const own = service.versions.find((version) => trimmed(version.path) === trimmed(document.path));
  return entryOf(own ?? { id: document.path, path: document.path, status: null, microversions: false }, request);
}

function entryOf(version: ServedVersion, request: DocumentRequest): Entry {
  const { service, call } = request;
  // Asked with a newer microversion, Barbican also speaks of its status as the others do.
  const status = version.status === "stable" && asked(request) ? "CURRENT" : version.status;
  return {
    id: version.id,
    ...(status === null ? {} : { status }),
    ...rangeOf(version, request),
    ...(service.links === "none" ? {} : { links: [{ rel: "self", href: hrefOf(version, service, call) }] }),
  };
}

function rangeOf(version: ServedVersion, request: DocumentRequest): object {
  const { microversions } = request.service;
  if (!microversions) return {};
  const { min, max, maxField, askWith } = microversions;
  if (version.microversions) return askWith === null || asked(request) ? { [maxField]: max, min_version: min } : {};
  return maxField === "version" ? { version: "", min_version: "" } : {};
}

/** Whether the request carried the microversion without which the document hides the range. */
function asked({ service, version }: DocumentRequest): boolean {
  const needed = parseVersion(service.microversions?.askWith ?? undefined);
  return needed !== undefined && version !== undefined && compareVersions(version, needed) >= 0;
}

function hrefOf(version: ServedVersion, service: ServiceDocuments, call: Call): string {
  const byKind: Readonly<Record<Exclude<ServiceDocuments["links"], "none">, string>> = {
    absolute: `${call.origin}${call.mount}${version.path}`,
    // Built from the host alone, so the prefix the service is mounted at gets lost.
    host: `${call.origin}${version.path}`,
    path: version.path,
    empty: "",
  };
  return service.links === "none" ? "" : byKind[service.links];
}

function mediaType(service: ServiceDocuments): readonly object[] {
  return [{ base: "application/json", type: `application/vnd.openstack.${service.project}.v1+json` }];
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, "");
}
