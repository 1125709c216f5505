import type { components } from "../../generated/versions.ts";
import { isRecord, type Unchecked } from "../errors/record.ts";
import { type ApiVersion, parseVersion } from "../versions/version.ts";
import { repairLink } from "./links.ts";

/** How far along a version is; "UNKNOWN" is any other word, or none. */
export type VersionStatus = "CURRENT" | "SUPPORTED" | "DEPRECATED" | "EXPERIMENTAL" | "UNKNOWN";

/** One version that a service offers. */
export interface VersionEntry {
  /** As the service writes it, such as "v2.1". */
  readonly id: string;
  readonly version: ApiVersion;
  readonly status: VersionStatus;
  /** The service's own word; undefined when it gave none. */
  readonly rawStatus: string | undefined;
  /** Where this version is served, on the host and below the path where the document was found. */
  readonly url: string;
  readonly collection?: string;
  readonly minMicroversion: ApiVersion | undefined;
  readonly maxMicroversion: ApiVersion | undefined;
  /** What the lowest microversion is going to be, not before `notBefore`. */
  readonly nextMinVersion?: ApiVersion;
  readonly notBefore?: string;
}

/** An entry as it comes, which no service has to get right. */
type WireEntry = Unchecked<components["schemas"]["VersionEntry"]>;

const STATUSES: Readonly<Record<string, VersionStatus>> = {
  CURRENT: "CURRENT",
  STABLE: "CURRENT",
  SUPPORTED: "SUPPORTED",
  DEPRECATED: "DEPRECATED",
  EXPERIMENTAL: "EXPERIMENTAL",
};

/** Reads one entry of a version document; undefined when its id is no version. */
export function parseEntry(value: unknown, documentUrl: string): VersionEntry | undefined {
  if (!isRecord(value)) return undefined;
  return readEntry(value, documentUrl);
}

function readEntry(value: WireEntry, documentUrl: string): VersionEntry | undefined {
  const version = parseVersion(value.id);
  if (version === undefined) return undefined;
  const rawStatus = typeof value.status === "string" ? value.status : undefined;
  const collection = linkTo(value, "collection");
  const nextMinVersion = parseVersion(value.next_min_version);
  return {
    id: String(value.id),
    version,
    status: statusOf(rawStatus),
    rawStatus,
    url: repairLink(documentUrl, linkTo(value, "self") ?? soleLink(value)),
    ...(collection !== undefined && { collection: repairLink(documentUrl, collection) }),
    minMicroversion: parseVersion(value.min_version),
    maxMicroversion: parseVersion(value.max_version) ?? parseVersion(value.version),
    ...(nextMinVersion !== undefined && { nextMinVersion }),
    ...(typeof value.not_before === "string" && value.not_before !== "" && { notBefore: value.not_before }),
  };
}

function statusOf(word: string | undefined): VersionStatus {
  return STATUSES[word?.trim().toUpperCase() ?? ""] ?? "UNKNOWN";
}

function linkTo(entry: WireEntry, rel: string): unknown {
  if (!Array.isArray(entry.links)) return undefined;
  const links: readonly unknown[] = entry.links;
  return links.filter(isRecord).find((link) => link.rel === rel)?.href;
}

// Solum gives one "link" without a relation in place of the list.
function soleLink(entry: WireEntry): unknown {
  return isRecord(entry.link) ? entry.link.href : undefined;
}
