import { compareVersions, type MajorRange, majorMatches } from "../versions/version.ts";
import type { VersionEntry } from "./entry.ts";
import { splitProject } from "./links.ts";

/** Which of a service's versions to take. */
export interface Wanted {
  readonly major?: MajorRange | undefined;
  /** Prefer the version that is served here; a trailing slash and the project id do not count. */
  readonly url?: string | undefined;
  readonly projectId?: string | undefined;
  /** Default true; even so every other version comes before a deprecated one. */
  readonly deprecated?: boolean | undefined;
  /** Default false. */
  readonly experimental?: boolean | undefined;
  /** Versions whose status is some other word. Default false. */
  readonly unknown?: boolean | undefined;
}

/** The version to use: the one at the wanted URL, else the highest that is not deprecated, else the highest. */
export function pickVersion(entries: readonly VersionEntry[], wanted: Wanted): VersionEntry | undefined {
  const fitting = entries.filter(
    (entry) => majorMatches(wanted.major, entry.version.major) && isAdmitted(entry, entries, wanted),
  );
  const { url } = wanted;
  const here = url === undefined ? [] : fitting.filter((entry) => samePlace(entry.url, url, wanted.projectId));
  return highest(here) ?? highest(fitting.filter((entry) => entry.status !== "DEPRECATED")) ?? highest(fitting);
}

function isAdmitted(entry: VersionEntry, entries: readonly VersionEntry[], wanted: Wanted): boolean {
  switch (entry.status) {
    case "DEPRECATED":
      return wanted.deprecated ?? true;
    case "EXPERIMENTAL":
      return wanted.experimental ?? false;
    case "UNKNOWN":
      // Old placement gives no status at all: then what there is, is current.
      return (wanted.unknown ?? false) || entries.every((other) => other.rawStatus === undefined);
    default:
      return true;
  }
}

function samePlace(a: string, b: string, projectId: string | undefined): boolean {
  return placeOf(a, projectId) === placeOf(b, projectId);
}

function placeOf(url: string, projectId: string | undefined): string {
  const bare = splitProject(url, projectId).url.replace(/\/+$/, "");
  return URL.canParse(bare) ? new URL(bare).href : bare;
}

function highest(entries: readonly VersionEntry[]): VersionEntry | undefined {
  return entries.reduce<VersionEntry | undefined>(
    (best, entry) => (best !== undefined && compareVersions(best.version, entry.version) > 0 ? best : entry),
    undefined,
  );
}
