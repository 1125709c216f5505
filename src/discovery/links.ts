import { isVersionSegment } from "../versions/version.ts";

/** A link taken apart by hand: servers send ports and hosts that no URL parser accepts. */
interface Link {
  /** Undefined: relative to the document's own host. */
  readonly host: string | undefined;
  readonly anchored: boolean;
  readonly path: string;
}

/**
 * Puts a link of a version document onto the scheme, host, port and path prefix where the document was found. Services
 * behind a proxy write their inner host, drop the prefix or downgrade to http; the address that answered is the one that works.
 *
 * @example
 * ```ts
 * repairLink("https://cloud/compute", "http://10.0.0.1:8774/v2.1/"); // "https://cloud/compute/v2.1/"
 * ```
 */
export function repairLink(documentUrl: string, href: unknown): string {
  if (!URL.canParse(documentUrl)) return documentUrl;
  const document = new URL(documentUrl);
  document.search = "";
  document.hash = "";
  const link = typeof href === "string" ? takeApart(href) : undefined;
  const path = link && normalise(link.path);
  if (link === undefined || path === undefined || segmentsOf(path).length === 0) return document.href;

  const native = link.host === undefined || hostOf(link.host) === hostOf(document.host);
  const target = placed(segmentsOf(document.pathname), segmentsOf(path), { native, anchored: link.anchored });
  const stays = target.join("/") === segmentsOf(document.pathname).join("/");
  // A foreign host's idea of trailing slashes is worth no more than its name.
  if (stays && !native) return document.href;
  document.pathname = `/${target.join("/")}${path.endsWith("/") ? "/" : ""}`;
  return document.href;
}

/**
 * Puts the project id back onto a service's URL when the catalog's URL ended in it: such services still want it in every path.
 */
export function withProject(serviceUrl: string, catalogUrl: string, projectId: string | undefined): string {
  const { project } = splitProject(catalogUrl, projectId);
  const bare = serviceUrl.replace(/\/+$/, "");
  if (project === undefined || `${bare}/`.includes(`/${project}/`)) return serviceUrl;
  return `${bare}/${project}${catalogUrl.endsWith("/") ? "/" : ""}`;
}

/** Cuts off a URL what version documents are looked for without: the project id, or whatever follows the version. */
export function splitProject(
  url: string,
  projectId: string | undefined,
): { readonly url: string; readonly project: string | undefined } {
  const [, origin, path = ""] = /^([^/]*\/\/[^/]+)(.*)$/.exec(url) ?? [];
  const segments = segmentsOf(path);
  const last = segments.at(-1);
  const before = segments.slice(0, -1);
  if (origin === undefined || last === undefined) return { url, project: undefined };
  const follows = isVersionSegment(before.at(-1) ?? "") && !isVersionSegment(last);
  const found = follows || last === projectId || last === `AUTH_${projectId}`;
  return found ? { url: [origin, ...before].join("/"), project: last } : { url, project: undefined };
}

function takeApart(href: string): Link | undefined {
  const [, scheme, authority, path = ""] = /^([^/?#]*:)?(?:\/\/([^/?#]*))?([^?#]*)/.exec(href.trim()) ?? [];
  // "mailto:x" or a host without its "//" has no path to go by.
  if (scheme !== undefined && authority === undefined) return undefined;
  return { host: authority, anchored: authority !== undefined || path.startsWith("/"), path };
}

function normalise(path: string): string {
  const url = new URL("http://localhost");
  url.pathname = path;
  return url.pathname;
}

function placed(
  document: readonly string[],
  link: readonly string[],
  kind: { readonly native: boolean; readonly anchored: boolean },
): readonly string[] {
  const mount = mountOf(document);
  if (!kind.anchored) return [...mount, ...link];
  const shared = overlap(mount, link);
  if (shared > 0) return [...mount.slice(0, mount.length - shared), ...link];
  if (mount.length === 0 && kind.native) return link;
  const own = ownPart(link);
  return own === undefined ? document : [...mount, ...own];
}

/** The path before the version, which may be the last segment or the one before a project id. */
function mountOf(document: readonly string[]): readonly string[] {
  const version = document.findLastIndex(isVersionSegment);
  return version >= 0 && version >= document.length - 2 ? document.slice(0, version) : document;
}

/** How many segments at the end of the prefix the link starts with. */
function overlap(mount: readonly string[], link: readonly string[]): number {
  for (let count = Math.min(mount.length, link.length); count > 0; count--) {
    if (mount.slice(-count).every((segment, index) => segment === link[index])) return count;
  }
  return 0;
}

/** A link's path without the prefix of the place it was written for; "api" before the version is the service's own. */
function ownPart(link: readonly string[]): readonly string[] | undefined {
  const version = link.findLastIndex(isVersionSegment);
  if (version < 0) return undefined;
  return link.slice(link[version - 1] === "api" ? version - 1 : version);
}

function segmentsOf(path: string): readonly string[] {
  return path.split("/").filter((segment) => segment !== "");
}

function hostOf(host: string): string {
  return host
    .replace(/^.*@/, "")
    .replace(/:(?:80|443)?$/, "")
    .toLowerCase();
}
