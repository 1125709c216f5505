import type { Grant } from "../auth/method.ts";
import { type Catalog, parseCatalog } from "../catalog/catalog.ts";
import { selectEndpoint } from "../catalog/select.ts";
import { EndpointError } from "../errors/errors.ts";
import type { Location, TargetQuery } from "./target.ts";

const catalogs = new WeakMap<Grant, Catalog>();

/** The catalog that came with a grant; empty for unscoped tokens and fixed headers. */
export function catalogOf(grant: Grant): Catalog {
  const known = catalogs.get(grant);
  if (known !== undefined) return known;
  const catalog = grant.kind === "token" ? parseCatalog(grant.identity.catalog) : [];
  catalogs.set(grant, catalog);
  return catalog;
}

/** The project a grant is for. */
function projectIdOf(grant: Grant): string | undefined {
  const project: unknown = grant.kind === "token" ? grant.identity.project : undefined;
  const id = typeof project === "object" && project !== null && "id" in project ? project.id : undefined;
  return typeof id === "string" ? id : undefined;
}

/**
 * Where a service is: an override, the authentication method's own endpoint, the catalog, or for Identity without a
 * catalog the authentication URL, or where the token came from.
 *
 * @throws EndpointError
 */
export function locate(
  query: TargetQuery,
  from: { readonly grant: Grant; readonly authUrl: string | undefined },
): Location {
  const { grant } = from;
  const projectId = projectIdOf(grant);
  const fixed = query.override ?? (grant.kind === "static" ? grant.endpoint : undefined);
  if (fixed !== undefined) {
    const url = filled(fixed, { query, projectId });
    return { url, type: query.service.asked, region: query.region, interface: query.interface[0], projectId };
  }
  const catalog = catalogOf(grant);
  const authUrl = from.authUrl ?? (grant.kind === "token" ? grant.authUrl : undefined);
  if (catalog.length === 0 && query.service.info.type === "identity" && authUrl !== undefined) {
    return { url: authUrl, type: "identity", region: undefined, interface: undefined, projectId };
  }
  if (grant.kind === "static") throw noEndpoint(query);
  const { asked, names } = query.service;
  const { type, endpoint } = selectEndpoint(catalog, {
    asked,
    names,
    region: query.region,
    interface: query.interface,
    serviceName: query.serviceName,
  });
  return { url: endpoint.url, type, region: endpoint.region, interface: endpoint.interface, projectId };
}

function noEndpoint(query: TargetQuery): EndpointError {
  return new EndpointError(
    "NO_CATALOG",
    `without a catalog nobody knows where ${query.service.asked} is; give the authentication method an endpoint, or set endpointOverrides`,
    { service: query.service.asked },
  );
}

/** Overrides may name the project as catalog templates do. */
function filled(url: string, from: { readonly query: TargetQuery; readonly projectId: string | undefined }): string {
  return url.replace(/[%$]\((?:project|tenant)_id\)s/g, () => {
    if (from.projectId !== undefined) return from.projectId;
    const service = from.query.service.asked;
    throw new EndpointError(
      "ENDPOINT_NOT_FOUND",
      `the endpoint override of ${service} needs a project id, but the token is not for a project`,
      { service },
    );
  });
}
