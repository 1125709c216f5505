import { microversionHeaders, type ServiceTypeInfo } from "../../generated/service-types.ts";
import type { VersionedEndpoint } from "../discovery/resolve.ts";
import { EndpointError } from "../errors/errors.ts";
import { formatVersion, type VersionRange } from "../versions/version.ts";

const BARE = /^\d+\.\d+$/;

/**
 * Whether the headers for a microversion depend on the running service, so that its version document has to be read
 * before the first request: some releases want the bare version, some refuse "latest".
 */
export function needsDocument(service: ServiceTypeInfo, version: string): boolean {
  const { microversions } = service;
  if (typeof microversions === "string") return false;
  return microversions.bare || (version === "latest" && !microversions.latest);
}

/** The headers that ask for a microversion, names and values in turn. */
export function headersFor(
  service: ServiceTypeInfo,
  version: string,
  endpoint: VersionedEndpoint | undefined,
): string[] {
  const told = endpoint?.headers["openstack-api-version"];
  const dialect = told !== undefined && BARE.test(told) ? "bare" : "token";
  return microversionHeaders(service, resolved(service, version, endpoint), dialect).flat();
}

/** The microversions an endpoint says it speaks; undefined when it names none. */
export function rangeOf(endpoint: VersionedEndpoint): VersionRange | undefined {
  const min = endpoint.entry?.minMicroversion;
  const max = endpoint.entry?.maxMicroversion;
  return min === undefined && max === undefined ? undefined : { min, max };
}

function resolved(service: ServiceTypeInfo, version: string, endpoint: VersionedEndpoint | undefined): string {
  const { microversions } = service;
  if (version !== "latest" || typeof microversions === "string" || microversions.latest) return version;
  const max = endpoint === undefined ? undefined : rangeOf(endpoint)?.max;
  if (max !== undefined) return formatVersion(max);
  throw new EndpointError(
    "MICROVERSION_NOT_SUPPORTED",
    `${service.type} does not accept "latest", and its version document does not tell the highest microversion; name one`,
    { service: service.type },
  );
}
