import { microversionHeaders } from "../../generated/service-types.ts";
import type { Grant } from "../auth/method.ts";
import type { DocumentCache, DocumentQuery } from "../discovery/documents.ts";
import type { VersionEntry } from "../discovery/entry.ts";
import { allVersions, type Lookup, type VersionQuery, versionByDocument, versionByUrl } from "../discovery/resolve.ts";
import { locate } from "./locate.ts";
import { type Found, foundAt, type Location, type Need, rootOf, type Target } from "./target.ts";

/** Finds endpoints: first in what is known, then in the catalog and its URLs, last in version documents. */
export class Endpoints {
  readonly #authUrl: string | undefined;
  readonly #documents: DocumentCache;

  constructor(authUrl: string | undefined, documents: DocumentCache) {
    this.#authUrl = authUrl;
    this.#documents = documents;
  }

  /**
   * The target's endpoint, known as well as needed.
   *
   * @throws EndpointError when catalog or documents do not have it.
   */
  async find(
    target: Target,
    need: Need,
    by: { readonly grant: Grant; readonly signal: AbortSignal | undefined },
  ): Promise<Found> {
    const known = target.known(need, by.grant);
    if (known !== undefined) return known;
    const location = this.locate(target, by.grant);
    if (need === "root") return target.keep("root", foundAt(by.grant, location, rootOf(location)));
    const query = versionQuery(target, location);
    const byUrl = need === "version" ? versionByUrl(query) : undefined;
    if (byUrl !== undefined) return target.keep("version", foundAt(by.grant, location, byUrl));
    const endpoint = await versionByDocument(query, this.#lookup(target, by));
    if (endpoint.doubtful) return foundAt(by.grant, location, endpoint);
    const found = target.keep("version", foundAt(by.grant, location, endpoint));
    // Without a document its absence is the cache's to remember, which asks again after a while.
    return endpoint.entry === undefined ? found : target.keep("document", found);
  }

  /** Every version the target's service offers. */
  versions(
    target: Target,
    by: { readonly grant: Grant; readonly signal: AbortSignal | undefined },
  ): Promise<readonly VersionEntry[]> {
    return allVersions(versionQuery(target, this.locate(target, by.grant)), this.#lookup(target, by));
  }

  /** Where catalog or override put the target, without asking the service. */
  locate(target: Target, grant: Grant): Location {
    return locate(target.query, { grant, authUrl: this.#authUrl });
  }

  #lookup(target: Target, by: Pick<DocumentQuery, "grant" | "signal">): Lookup {
    const { info } = target.query.service;
    const ask = info.discovery.askWith;
    const headers = ask === null ? [] : microversionHeaders(info, ask);
    return (url) => this.#documents.get(url, { headers, ...by });
  }
}

function versionQuery(target: Target, location: Location): VersionQuery {
  const { service, major } = target.query;
  return { service: service.info, url: location.url, projectId: location.projectId, major };
}
