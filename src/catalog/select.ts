import { EndpointError } from "../errors/errors.ts";
import { type Catalog, type CatalogEndpoint, type CatalogService, interfaceName } from "./catalog.ts";

/** Which endpoint is wanted. */
export interface EndpointQuery {
  /** The service as the caller named it, for errors. */
  readonly asked: string;
  /** Catalog types that will do, the preferred one first; hyphens and underscores are the same. */
  readonly names: readonly string[];
  /** Exact; an endpoint without a region is the last resort. Undefined: any. */
  readonly region?: string | undefined;
  /** One, or several with the preferred one first. Default "public". */
  readonly interface?: string | readonly string[] | undefined;
  /** Exact; services without a name pass. */
  readonly serviceName?: string | undefined;
}

/** The endpoint that was found, with the service it belongs to. */
export interface SelectedEndpoint {
  readonly type: string;
  readonly name: string | undefined;
  readonly endpoint: CatalogEndpoint;
}

/** Which endpoints to list; what is absent is not asked. */
export interface EndpointFilter {
  readonly region?: string | undefined;
  /** Several: within a service and region only the first of them that has an endpoint. */
  readonly interface?: string | readonly string[] | undefined;
}

/**
 * Finds the one endpoint for a service.
 *
 * @throws EndpointError `NO_CATALOG` when the catalog is empty, `SERVICE_NOT_FOUND` when no such service is in it,
 * `ENDPOINT_NOT_FOUND` when the service has no such endpoint.
 */
export function selectEndpoint(catalog: Catalog, query: EndpointQuery): SelectedEndpoint {
  const services = query.names.flatMap((name) => [catalog.filter((service) => sameType(service.type, name))]);
  const interfaces = interfaceList(query.interface ?? []);
  const wanted = { ...query, interfaces: interfaces.length === 0 ? ["public"] : interfaces };
  return (
    firstOf(services, wanted, isInRegion) ?? firstOf(services, wanted, isEverywhere) ?? fail(catalog, services, wanted)
  );
}

/** All endpoints that pass, in the catalog's order. */
export function listEndpoints(catalog: Catalog, filter: EndpointFilter): readonly SelectedEndpoint[] {
  const interfaces = interfaceList(filter.interface ?? []);
  return catalog.flatMap((service) => {
    const inRegion = service.endpoints.filter(
      (endpoint) => isInRegion(endpoint, filter.region) || isEverywhere(endpoint),
    );
    return inRegion
      .filter((endpoint) => interfaces.length === 0 || endpoint.interface === preferred(inRegion, endpoint, interfaces))
      .map((endpoint) => ({ type: service.type, name: service.name, endpoint }));
  });
}

interface Wanted extends EndpointQuery {
  readonly interfaces: readonly string[];
}

function firstOf(
  services: readonly (readonly CatalogService[])[],
  wanted: Wanted,
  passes: (endpoint: CatalogEndpoint, region: string | undefined) => boolean,
): SelectedEndpoint | undefined {
  for (const sameName of services) {
    const candidates = sameName
      .filter((service) => isNamed(service, wanted.serviceName))
      .flatMap((service) => service.endpoints.map((endpoint) => ({ type: service.type, name: service.name, endpoint })))
      .filter(({ endpoint }) => passes(endpoint, wanted.region));
    for (const name of wanted.interfaces) {
      const found = candidates.find(({ endpoint }) => endpoint.interface === name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function fail(catalog: Catalog, services: readonly (readonly CatalogService[])[], wanted: Wanted): never {
  const service = wanted.asked;
  if (catalog.length === 0) {
    throw new EndpointError(
      "NO_CATALOG",
      `No endpoint for "${service}": the token has no catalog. It may be unscoped; log in with a project, domain or system scope, or set an endpoint override`,
      { service },
    );
  }
  const offered = services.flat();
  if (offered.length === 0) {
    throw new EndpointError(
      "SERVICE_NOT_FOUND",
      `No service "${service}" in the catalog, which has ${typesIn(catalog)}`,
      {
        service,
      },
    );
  }
  throw new EndpointError(
    "ENDPOINT_NOT_FOUND",
    `No endpoint for "${service}" with ${described(wanted)}; ${offers(offered)}`,
    {
      service,
    },
  );
}

function described(wanted: Wanted): string {
  const parts = [`interface ${wanted.interfaces.join(" or ")}`];
  if (wanted.region !== undefined) parts.push(`region "${wanted.region}"`);
  if (wanted.serviceName !== undefined) parts.push(`service name "${wanted.serviceName}"`);
  return parts.join(" and ");
}

function offers(services: readonly CatalogService[]): string {
  const lines = services.flatMap((service) =>
    service.endpoints.map(
      (endpoint) => `${service.name ?? service.type} ${endpoint.interface} in ${endpoint.region ?? "every region"}`,
    ),
  );
  return lines.length === 0 ? "it has no endpoints" : `it has ${[...new Set(lines)].join(", ")}`;
}

function typesIn(catalog: Catalog): string {
  return [...new Set(catalog.map((service) => service.type))].sort().join(", ");
}

function preferred(
  endpoints: readonly CatalogEndpoint[],
  like: CatalogEndpoint,
  interfaces: readonly string[],
): string | undefined {
  return interfaces.find((name) =>
    endpoints.some((endpoint) => endpoint.region === like.region && endpoint.interface === name),
  );
}

function isInRegion(endpoint: CatalogEndpoint, region: string | undefined): boolean {
  return region === undefined || endpoint.region === region || endpoint.regionName === region;
}

function isEverywhere(endpoint: CatalogEndpoint): boolean {
  return endpoint.region === undefined;
}

function isNamed(service: CatalogService, name: string | undefined): boolean {
  return name === undefined || service.name === undefined || service.name === name;
}

function sameType(a: string, b: string): boolean {
  return a.replaceAll("_", "-") === b.replaceAll("_", "-");
}

function interfaceList(interfaces: string | readonly string[]): readonly string[] {
  return [...new Set([interfaces].flat().map(interfaceName))];
}
