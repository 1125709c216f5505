import type { ServiceDocuments } from "../../generated/service-documents.ts";
import { hexId } from "./ids.ts";
import type { Token } from "./keystone/token-store.ts";

/** One service in one region, as it is mounted on the server. */
export interface Site {
  readonly service: ServiceDocuments;
  readonly region: string;
  /** Path prefix without a slash at its end, such as "/compute" or "/RegionTwo/compute". */
  readonly mount: string;
}

interface Entry {
  readonly id: string;
  readonly service: ServiceDocuments;
  readonly endpoints: readonly { readonly id: string; readonly interface: string; readonly site: Site }[];
}

const INTERFACES: readonly string[] = ["public", "internal", "admin"];
const PROJECT_ID = "{project_id}";

/**
 * Lays the services out under one origin. The first region has no prefix of its own, and identity is there once for
 * all regions.
 */
export function layOut(services: readonly ServiceDocuments[], regions: readonly string[]): readonly Site[] {
  return regions.flatMap((region, index) =>
    services.map((service) => {
      const prefix = index === 0 || service.type === "identity" ? "" : `/${encodeURIComponent(region)}`;
      return { service, region, mount: `${prefix}/${service.type}` };
    }),
  );
}

/** The catalog of a cloud; ids stay the same as long as the cloud runs. */
export class Catalog {
  readonly #entries: readonly Entry[];

  constructor(sites: readonly Site[]) {
    const services = new Set(sites.map((site) => site.service));
    this.#entries = [...services].map((service) => {
      const there = sites.filter((site) => site.service === service);
      const endpoints = there.flatMap((site) => INTERFACES.map((name) => ({ id: hexId(), interface: name, site })));
      return { id: hexId(), service, endpoints };
    });
  }

  /** The catalog in a token; endpoints that need a project are left out when the token has none. */
  for(token: Token, origin: string): readonly unknown[] {
    const projectId = token.scope?.kind === "project" ? token.scope.project.id : undefined;
    return this.#entries.map(({ id, service, endpoints }) => {
      const path = service.catalogPath.replace(/\/+$/, "");
      const hidden = path.includes(PROJECT_ID) && projectId === undefined;
      const url = path.replaceAll(PROJECT_ID, projectId ?? "");
      const shown = endpoints.map(({ site, ...endpoint }) => ({
        ...endpoint,
        region_id: site.region,
        region: site.region,
        url: `${origin}${site.mount}${url}`,
      }));
      return { endpoints: hidden ? [] : shown, id, type: service.catalogType, name: service.project };
    });
  }
}
