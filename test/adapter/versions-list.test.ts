import { describe, expect, it } from "vitest";
import { noAuth, Session } from "../../src/index.ts";
import { sendJson, serve } from "../support/server.ts";

interface Version {
  readonly name?: string;
  readonly subdir?: string;
  readonly version_id?: string;
}

const NULL = "null";

/** All versions as Swift has them in a list: by name, and of each name the one without a version first, then the newest. */
const VERSIONS: readonly Version[] = [
  ...["1700000003.10000", "1700000002.10000", "1700000001.10000"].map((version_id) => ({ name: "a", version_id })),
  { name: "b", version_id: NULL },
  { subdir: "c/" },
  { name: "d", version_id: NULL },
  ...["1700000008.10000", "1700000007.10000"].map((version_id) => ({ name: "d", version_id })),
  ...["1700000009.10000", "1700000004.10000"].map((version_id) => ({ name: "e", version_id })),
];

/** The same from its end: the names and the times are reversed, and the one without a version is still first of its name. */
const REVERSED: readonly Version[] = [
  ...["1700000004.10000", "1700000009.10000"].map((version_id) => ({ name: "e", version_id })),
  { name: "d", version_id: NULL },
  ...["1700000007.10000", "1700000008.10000"].map((version_id) => ({ name: "d", version_id })),
  { subdir: "c/" },
  { name: "b", version_id: NULL },
  ...["1700000001.10000", "1700000002.10000", "1700000003.10000"].map((version_id) => ({ name: "a", version_id })),
];

/** What Swift 2.30 gives of them. */
function reversedAfter(query: URLSearchParams): readonly Version[] {
  const marker = query.get("marker");
  const version = query.get("version_marker");
  const follows = (item: Version): boolean => {
    const name = item.name ?? item.subdir ?? "";
    if (marker === null || name < marker) return true;
    return name === marker && item.version_id !== NULL && version !== null && (item.version_id ?? "") > version;
  };
  return REVERSED.filter(follows).slice(0, Number(query.get("limit") ?? 10_000));
}

/** What Swift 2.30 gives of them. */
function pageAfter(query: URLSearchParams): readonly Version[] {
  const limit = Number(query.get("limit") ?? 10_000);
  const marker = query.get("marker") ?? "";
  const version = query.get("version_marker");
  const follows = (item: Version): boolean => {
    const name = item.name ?? item.subdir ?? "";
    if (name > marker) return item.version_id === undefined || item.version_id === NULL || version !== NULL;
    return name === marker && item.version_id !== NULL && version !== null && (item.version_id ?? "~") < version;
  };
  return VERSIONS.filter(follows).slice(0, limit);
}

describe("the list of all versions of objects", () => {
  it.each([1, 2, 3, 4, 20])("comes whole and once by pages of %i", async (pageSize) => {
    await using server = await serve(({ path }, response) =>
      sendJson(response, pageAfter(new URL(path, "http://h").searchParams)),
    );
    const session = new Session({ auth: noAuth({ endpoint: server.url }) });
    const init = { query: { format: "json", versions: "", delimiter: "/" }, pageSize };
    expect(await session.adapter("object-store").paginate<Version>("/box", init).toArray()).toEqual(VERSIONS);
    await session.close();
  });

  it.each([1, 2, 3, 20])("comes from its end whole and once by pages of %i", async (pageSize) => {
    await using server = await serve(({ path }, response) =>
      sendJson(response, reversedAfter(new URL(path, "http://h").searchParams)),
    );
    const session = new Session({ auth: noAuth({ endpoint: server.url }) });
    const init = { query: { format: "json", versions: "", delimiter: "/", reverse: true }, pageSize };
    expect(await session.adapter("object-store").paginate<Version>("/box", init).toArray()).toEqual(REVERSED);
    await session.close();
  });
});
