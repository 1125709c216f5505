import type { Grant } from "../auth/method.ts";
import { catalogOf } from "./locate.ts";

/** Where credentials may follow a redirect: to Keystone, and to the services of the token's catalog. */
export class Trust {
  readonly #authOrigin: string | undefined;
  readonly #known = new WeakMap<Grant, (origin: string) => boolean>();

  constructor(authUrl: string | undefined) {
    this.#authOrigin = originOf(authUrl);
  }

  /** Tells of an origin whether it may see a grant. */
  of(grant: Grant): (origin: string) => boolean {
    const known = this.#known.get(grant);
    if (known !== undefined) return known;
    const keystone = this.#authOrigin ?? (grant.kind === "token" ? originOf(grant.authUrl) : undefined);
    const trusts = (origin: string): boolean => origin === keystone || isInCatalog(origin, grant);
    this.#known.set(grant, trusts);
    return trusts;
  }
}

function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}

function isInCatalog(origin: string, grant: Grant): boolean {
  return catalogOf(grant).some(({ endpoints }) => endpoints.some(({ url }) => new URL(url).origin === origin));
}
