import type { Grant } from "../auth/method.ts";
import type { VersionedEndpoint } from "../discovery/resolve.ts";
import type { ResolvedService } from "../service-types/resolve.ts";
import { isVersionSegment, type MajorRange } from "../versions/version.ts";

/** Which endpoint a request goes to. */
export interface TargetQuery {
  readonly service: ResolvedService;
  readonly region: string | undefined;
  /** In order of preference. */
  readonly interface: readonly string[];
  readonly serviceName: string | undefined;
  readonly major: MajorRange | undefined;
  /** An endpoint to use instead of the catalog's. */
  readonly override: string | undefined;
}

/** An endpoint as the catalog, an override or the authentication method gives it. */
export interface Location {
  readonly url: string;
  readonly type: string;
  readonly region: string | undefined;
  readonly interface: string | undefined;
  readonly projectId: string | undefined;
}

/**
 * How much must be known of an endpoint: its root, for paths that name the version themselves; where the wanted version
 * lies; or also what its version document says.
 */
export type Need = "root" | "version" | "document";

/** An endpoint that has been found. */
export interface Found {
  /** What it was found with: another grant may bring another catalog. */
  readonly grant: Grant;
  readonly location: Location;
  readonly endpoint: VersionedEndpoint;
  readonly origin: string;
  /** Path without its last slash; paths of requests are appended to it. */
  readonly prefix: string;
}

/** A query for an endpoint with what has been found so far. */
export class Target {
  readonly query: TargetQuery;
  readonly #found: { [N in Need]?: Found } = {};

  constructor(query: TargetQuery) {
    this.query = query;
  }

  /** What has been found with this grant. */
  known(need: Need, grant: Grant): Found | undefined {
    const found = this.#found[need];
    return found?.grant === grant ? found : undefined;
  }

  keep(need: Need, found: Found): Found {
    this.#found[need] = found;
    return found;
  }
}

/** A found endpoint, split as it is needed for every request. */
export function foundAt(grant: Grant, location: Location, endpoint: VersionedEndpoint): Found {
  const { origin, pathname } = new URL(endpoint.url);
  return { grant, location, endpoint, origin, prefix: pathname.replace(/\/+$/, "") };
}

/** The service's root: the endpoint without its version and what follows it. */
export function rootOf(location: Location): VersionedEndpoint {
  const url = new URL(location.url);
  const segments = url.pathname.split("/");
  // The last one: a gateway's own prefix may look like a version.
  const at = segments.findLastIndex(isVersionSegment);
  url.pathname = (at < 0 ? segments : segments.slice(0, at)).join("/");
  return { url: url.href, version: undefined, entry: undefined, headers: {} };
}
