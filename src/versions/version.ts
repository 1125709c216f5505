/** A version as the wire writes it, such as "2.96". */
export type Microversion = `${number}.${number}`;

/** A version as two numbers, so that 2.10 is above 2.9. */
export interface ApiVersion {
  readonly major: number;
  readonly minor: number;
}

/** Versions from `min` to `max`, both included; an absent bound is open. */
export interface VersionRange {
  readonly min?: ApiVersion | undefined;
  readonly max?: ApiVersion | undefined;
}

/** A major version, or the majors from `min` to `max`, both included; an absent bound is open. */
export type MajorRange = number | { readonly min?: number; readonly max?: number };

// Nine digits keep every part a safe integer; a third part is a patch level, which says nothing about the API.
const VERSION = /^v?(\d{1,9})(?:\.(\d{1,9})(?:\.\d+)*)?$/i;

/**
 * Reads "v2.1", "V3", "2", "2.1.0" or a number; undefined for everything else, also for "latest".
 *
 * @example
 * ```ts
 * parseVersion("v2.96"); // { major: 2, minor: 96 }
 * ```
 */
export function parseVersion(text: unknown): ApiVersion | undefined {
  if (typeof text !== "string" && typeof text !== "number") return undefined;
  const parts = VERSION.exec(String(text).trim());
  if (parts === null) return undefined;
  return { major: Number(parts[1]), minor: Number(parts[2] ?? 0) };
}

/** Writes a version the way headers want it: "2.1". */
export function formatVersion(v: ApiVersion): Microversion {
  return `${v.major}.${v.minor}`;
}

/** Below 0 when `a` is the older one, 0 when they are equal. */
export function compareVersions(a: ApiVersion, b: ApiVersion): number {
  return a.major - b.major || a.minor - b.minor;
}

/** Whether a version lies in a range; an absent bound is open. */
export function inRange(v: ApiVersion, range: VersionRange): boolean {
  if (range.min !== undefined && compareVersions(v, range.min) < 0) return false;
  return range.max === undefined || compareVersions(v, range.max) <= 0;
}

/** What two ranges share; undefined when they share nothing. */
export function intersectRanges(a: VersionRange, b: VersionRange): VersionRange | undefined {
  const min = tighter(a.min, b.min, 1);
  const max = tighter(a.max, b.max, -1);
  if (min !== undefined && max !== undefined && compareVersions(min, max) > 0) return undefined;
  return { min, max };
}

/**
 * Whether a service that announces this range speaks a version. Unlike in {@link inRange} an absent bound promises
 * nothing: with only a maximum the service speaks just that version, with no bounds it has no microversions.
 */
export function supports(range: VersionRange, v: ApiVersion): boolean {
  if (range.min !== undefined) return inRange(v, range);
  return range.max !== undefined && compareVersions(v, range.max) === 0;
}

/** The version in a URL's path: of the segments that start with "v" and are a version, the last one. */
export function versionInPath(url: string): ApiVersion | undefined {
  if (!URL.canParse(url)) return undefined;
  const segment = new URL(url).pathname.split("/").findLast(isVersionSegment);
  return parseVersion(segment);
}

/** Whether a path segment names a version, such as "v2.1"; a project id of digits does not. */
export function isVersionSegment(segment: string): boolean {
  return /^v/i.test(segment) && parseVersion(segment) !== undefined;
}

/** Whether a major version is among the wanted ones; every one is when nothing is wanted. */
export function majorMatches(wanted: MajorRange | undefined, major: number): boolean {
  if (wanted === undefined) return true;
  if (typeof wanted === "number") return major === wanted;
  return major >= (wanted.min ?? 0) && major <= (wanted.max ?? Number.POSITIVE_INFINITY);
}

function tighter(a: ApiVersion | undefined, b: ApiVersion | undefined, sign: 1 | -1): ApiVersion | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return sign * compareVersions(a, b) >= 0 ? a : b;
}
