import { parseDocument } from "../../src/discovery/document.ts";
import type { VersionEntry } from "../../src/discovery/entry.ts";
import { formatVersion } from "../../src/versions/version.ts";

/** Where an answer comes from unless a test says something else. */
export const url = "http://h:8774/";

/** What is read in a document. */
export function parse(
  body: unknown,
  from: { url?: string; headers?: Record<string, string> } = {},
): readonly VersionEntry[] | undefined {
  return parseDocument({ body, url, headers: {}, ...from });
}

/** One line an entry: id, status, microversions, URL. */
export function shown(entries: readonly VersionEntry[] | undefined): readonly string[] | undefined {
  return entries?.map((entry) => {
    const { minMicroversion: min, maxMicroversion: max } = entry;
    const range = `${min ? formatVersion(min) : ""}..${max ? formatVersion(max) : ""}`;
    return [entry.id, entry.status, range, entry.url].join(" ");
  });
}

/** The links of an entry that leads to an address. */
export const self = (href: unknown): readonly object[] => [{ rel: "self", href }];

/** An entry as nova writes it. */
export interface Listed extends Readonly<Record<"id" | "status" | "version" | "min_version", string>> {
  readonly links: readonly object[];
}

/** The entries of nova's document. */
export const v21: Listed = {
  id: "v2.1",
  status: "CURRENT",
  version: "2.96",
  min_version: "2.1",
  links: self("http://h:8774/v2.1/"),
};
export const v20: Listed = {
  id: "v2.0",
  status: "SUPPORTED",
  version: "",
  min_version: "",
  links: self("http://h:8774/v2/"),
};
