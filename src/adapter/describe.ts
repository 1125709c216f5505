import { rangeOf } from "../core/microversion.ts";
import type { Found } from "../core/target.ts";
import type { VersionEntry } from "../discovery/entry.ts";
import { formatVersion, type VersionRange } from "../versions/version.ts";
import type { Endpoint, MicroversionRange, ServiceVersion } from "./adapter.ts";

/** What `endpoint()` tells. */
export function describeEndpoint(found: Found): Endpoint {
  const { location, endpoint } = found;
  return {
    url: endpoint.url,
    type: location.type,
    region: location.region,
    interface: location.interface,
    version: endpoint.version && formatVersion(endpoint.version),
    status: endpoint.entry?.status,
    microversions: describeRange(rangeOf(endpoint)),
  };
}

/** What `versions()` tells of one entry. */
export function describeVersion(entry: VersionEntry): ServiceVersion {
  const { id, version, status, url, minMicroversion: min, maxMicroversion: max } = entry;
  const range = min === undefined && max === undefined ? undefined : { min, max };
  return { id, version: formatVersion(version), status, url, microversions: describeRange(range) };
}

function describeRange(range: VersionRange | undefined): MicroversionRange | undefined {
  return range && { min: range.min && formatVersion(range.min), max: range.max && formatVersion(range.max) };
}
