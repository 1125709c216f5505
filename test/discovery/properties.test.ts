import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCatalog } from "../../src/catalog/catalog.ts";
import { listEndpoints } from "../../src/catalog/select.ts";
import { parseDocument } from "../../src/discovery/document.ts";
import { repairLink } from "../../src/discovery/links.ts";
import { compareVersions } from "../../src/versions/version.ts";
import { anyCharacter } from "../support/any-character.ts";

const junk = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(undefined, null, Number.NaN, "", "v", "v2..1"));
const href = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.webUrl(),
  fc.constantFrom("/v2/", "v2", "//inner:80/v3", "http://inner:8774/v2.1/", "javascript:0", "http://[", "\\\\x\\y"),
);
const entry = fc.oneof(
  junk,
  fc.record(
    {
      id: fc.oneof(fc.constantFrom("v2.1", "v3", "2.0", "v1.0"), junk),
      status: fc.oneof(fc.constantFrom("CURRENT", "SUPPORTED", "stable", "beta"), junk),
      version: fc.oneof(fc.constantFrom("2.96", ""), junk),
      max_version: junk,
      min_version: fc.oneof(fc.constantFrom("2.1"), junk),
      links: fc.oneof(fc.array(fc.record({ rel: fc.constant("self"), href: fc.oneof(href, junk) })), junk),
    },
    { requiredKeys: [] },
  ),
);
const document = fc.oneof(
  junk,
  fc.array(entry),
  fc.record({ versions: fc.oneof(fc.array(entry), fc.record({ values: fc.array(entry) }), junk) }),
  fc.record({ version: entry }),
  entry,
);
const good = { id: "v7.0", status: "CURRENT", links: [{ rel: "self", href: "http://inner:1/v7.0/" }] };

describe("version documents", () => {
  it("give versions in order, all on the host that answered, whatever they hold", () =>
    fc.assert(
      fc.property(document, fc.constantFrom("https://c.example/compute/", "https://c.example:8774/"), (body, url) => {
        const entries = parseDocument({ body, headers: {}, url }) ?? [];
        for (const [index, { version, url: own }] of entries.entries()) {
          const before = entries[index - 1];
          if (before !== undefined) expect(compareVersions(before.version, version)).toBeLessThanOrEqual(0);
          expect(new URL(own).origin).toBe(new URL(url).origin);
        }
      }),
      { numRuns: 2_000 },
    ));

  it("lose none of their good entries to bad ones beside them", () =>
    fc.assert(
      fc.property(fc.array(junk), fc.array(junk), (before, after) => {
        const body = { versions: [...before, good, ...after] };
        const entries = parseDocument({ body, headers: {}, url: "https://c.example/x/" }) ?? [];
        expect(entries.map(({ url }) => url)).toContain("https://c.example/x/v7.0/");
      }),
      { numRuns: 500 },
    ));

  it("have links that stay on the host that answered, and the same when they are read again", () =>
    fc.assert(
      fc.property(fc.oneof(href, junk), (link) => {
        const repaired = repairLink("https://c.example/compute/", link);
        expect(new URL(repaired).origin).toBe("https://c.example");
        expect(repairLink("https://c.example/compute/", repaired)).toBe(repaired);
      }),
      { numRuns: 1_000 },
    ));
});

describe("catalogs", () => {
  const endpoint = fc.oneof(
    junk,
    fc.record(
      {
        id: junk,
        interface: fc.oneof(fc.constantFrom("public", "publicURL", "internal"), junk),
        region_id: fc.oneof(fc.constantFrom("R1", "R2"), junk),
        region: fc.oneof(fc.constantFrom("R1"), junk),
        url: fc.oneof(fc.webUrl(), href, junk),
      },
      { requiredKeys: [] },
    ),
  );
  const service = fc.oneof(
    junk,
    fc.record(
      { type: fc.oneof(fc.constantFrom("compute", "volumev3"), junk), name: junk, endpoints: fc.array(endpoint) },
      { requiredKeys: [] },
    ),
  );
  const fine = { type: "acme:fine", endpoints: [{ interface: "public", region_id: "R1", url: "https://f.example/" }] };

  it("have types, interfaces and http addresses only, whatever Keystone sent", () =>
    fc.assert(
      fc.property(fc.oneof(junk, fc.array(service)), (value) => {
        for (const { type, endpoints } of parseCatalog(value)) {
          expect(type).toBe(type.trim());
          expect(type).not.toBe("");
          for (const each of endpoints) {
            expect(each.interface).not.toBe("");
            expect(new URL(each.url).protocol).toMatch(/^https?:$/);
          }
        }
        expect(Array.isArray(listEndpoints(parseCatalog(value), {}))).toBe(true);
      }),
      { numRuns: 2_000 },
    ));

  it("lose none of their good services to bad ones beside them", () =>
    fc.assert(
      fc.property(fc.array(service), fc.array(service), (before, after) => {
        const found = parseCatalog([...before, fine, ...after]).find(({ type }) => type === fine.type);
        expect(found?.endpoints).toEqual([
          { id: undefined, interface: "public", region: "R1", url: "https://f.example/" },
        ]);
      }),
      { numRuns: 500 },
    ));

  it("stay the same when their own reading is read again", () =>
    fc.assert(
      fc.property(fc.array(service), (value) => {
        const once = parseCatalog(value).map((each) => ({
          ...each,
          endpoints: each.endpoints.map(({ region, regionName, ...rest }) => ({
            ...rest,
            region_id: region,
            region: regionName ?? region,
          })),
        }));
        expect(parseCatalog(once)).toEqual(parseCatalog(value));
      }),
      { numRuns: 500 },
    ));
});
