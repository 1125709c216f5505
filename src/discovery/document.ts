import { isRecord } from "../errors/record.ts";
import { type ApiVersion, compareVersions, isVersionSegment, parseVersion } from "../versions/version.ts";
import { parseEntry, type VersionEntry } from "./entry.ts";

/** An answer that may be a version document. */
export interface DocumentAnswer {
  /** Parsed JSON; anything else is no document. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** Where it was found: links are put onto this host and below this path. */
  readonly url: string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the versions from an answer, oldest first; entries that cannot be used are left out.
 *
 * @returns undefined when the answer is no version document, or one without a usable entry.
 */
export function parseDocument(input: DocumentAnswer): readonly VersionEntry[] | undefined {
  const entries = rawEntries(input.body)
    .map((entry) => parseEntry(entry, input.url))
    .filter((entry) => entry !== undefined)
    .sort((a, b) => compareVersions(a.version, b.version));
  const [only] = entries;
  if (only === undefined) return undefined;
  return entries.length === 1 ? [withHeaderBounds(only, input.headers)] : entries;
}

function rawEntries(body: unknown): readonly unknown[] {
  // Solum answers with the bare list.
  if (Array.isArray(body)) return body;
  if (!isRecord(body)) return [];
  const { versions, version, elements } = body;
  if (Array.isArray(versions)) return versions;
  if (isRecord(versions)) return Array.isArray(versions.values) ? versions.values : statusMap(versions);
  if (isRecord(version)) return [version];
  if (Array.isArray(elements)) return elements;
  return bareEntry(body) ?? statusMap(body);
}

// An object that is the version itself: without a status it is the one being served. Tricircle names it by "version" alone.
function bareEntry(body: Json): readonly unknown[] | undefined {
  const { version, ...rest } = body;
  const named = rest.id === undefined && Array.isArray(rest.links) ? { ...rest, id: version } : body;
  if (typeof named.id !== "string" || parseVersion(named.id) === undefined) return undefined;
  return [{ ...named, status: body.status ?? "CURRENT" }];
}

// Barbican once answered {"v1": "current", "build": "…"}.
function statusMap(body: Json): readonly unknown[] {
  return Object.entries(body)
    .filter(([id, status]) => isVersionSegment(id) && typeof status === "string")
    .map(([id, status]) => ({ id, status, links: [{ rel: "self", href: id }] }));
}

function withHeaderBounds(entry: VersionEntry, headers: Readonly<Record<string, string>>): VersionEntry {
  return {
    ...entry,
    minMicroversion: entry.minMicroversion ?? headerBound(headers, "minimum"),
    maxMicroversion: entry.maxMicroversion ?? headerBound(headers, "maximum"),
  };
}

// "1.14", or with the service's token before it: "container-infra 1.14".
function headerBound(headers: Readonly<Record<string, string>>, bound: "minimum" | "maximum"): ApiVersion | undefined {
  const name = new RegExp(`^(?:x-)?openstack-(?:.+-)?api-${bound}-version$`, "i");
  const value = Object.entries(headers).find(([header]) => name.test(header))?.[1];
  return parseVersion(value?.trim().split(/\s+/).at(-1));
}
