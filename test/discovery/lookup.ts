import { parseDocument } from "../../src/discovery/document.ts";
import type { DocumentResult } from "../../src/discovery/documents.ts";
import type { Lookup, VersionQuery } from "../../src/discovery/resolve.ts";

export const PROJECT = "0123456789abcdef0123456789abcdef";

/** Documents by URL; every other URL answers 404, or nothing at all when its service is down. */
export function lookup(bodies: Readonly<Record<string, unknown>>, down = false): { lookup: Lookup; asked: string[] } {
  const asked: string[] = [];
  const find: Lookup = async (url): Promise<DocumentResult> => {
    asked.push(url);
    const entries = url in bodies ? parseDocument({ body: bodies[url], headers: {}, url }) : undefined;
    const nothing = { status: undefined, reason: "cannot connect", failure: new Error("ECONNREFUSED") };
    const missing = down ? nothing : { status: 404, reason: "HTTP 404", failure: undefined };
    return {
      url,
      headers: {},
      entries,
      ...(entries === undefined ? missing : { status: 200, reason: "", failure: undefined }),
    };
  };
  return { lookup: find, asked };
}

export function query(service: VersionQuery["service"], url: string, major?: VersionQuery["major"]): VersionQuery {
  return { service, url, projectId: PROJECT, major };
}

export const NOVA: { readonly versions: readonly unknown[] } = {
  versions: [
    { id: "v2.0", status: "SUPPORTED", links: [{ rel: "self", href: "http://h/compute/v2/" }] },
    {
      id: "v2.1",
      status: "CURRENT",
      version: "2.96",
      min_version: "2.1",
      links: [{ rel: "self", href: "http://h/compute/v2.1/" }],
    },
  ],
};
