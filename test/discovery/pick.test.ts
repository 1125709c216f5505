import { describe, expect, it } from "vitest";
import type { VersionEntry, VersionStatus } from "../../src/discovery/entry.ts";
import { pickVersion, type Wanted } from "../../src/discovery/pick.ts";
import { parseVersion } from "../../src/versions/version.ts";

function entry(id: string, status: VersionStatus = "CURRENT", url = `http://h/${id}/`): VersionEntry {
  const version = parseVersion(id);
  if (version === undefined) throw new Error(`${id} is no version`);
  return { id, version, status, rawStatus: status, url, minMicroversion: undefined, maxMicroversion: undefined };
}

function pick(entries: readonly VersionEntry[], wanted: Wanted = {}): string | undefined {
  return pickVersion(entries, wanted)?.id;
}

const glance = ["v2.9", "v2.16", "v2.10"].map((id) => entry(id, "SUPPORTED", "http://h/image/v2/"));
const cinder = [entry("v1.0", "DEPRECATED"), entry("v2.0", "DEPRECATED"), entry("v3.0")];
const blazar = [entry("v1.0"), entry("v2.0", "DEPRECATED")];

describe("pickVersion", () => {
  it("takes the highest version, counting by numbers", () => {
    expect(pick(glance)).toBe("v2.16");
    expect(pick([entry("v2.1"), entry("v2.0", "SUPPORTED")])).toBe("v2.1");
    expect(pick([entry("v3", "SUPPORTED"), entry("v2")])).toBe("v3");
  });

  it("takes only wanted majors", () => {
    expect(pick(cinder, { major: 2 })).toBe("v2.0");
    expect(pick(cinder, { major: 4 })).toBeUndefined();
    expect(pick(cinder, { major: { min: 1, max: 2 } })).toBe("v2.0");
    expect(pick(cinder, { major: { min: 2 } })).toBe("v3.0");
  });

  it("protocol §4.8 FIX: a maximum alone matches what lies below it", () => {
    expect(pick(cinder, { major: { max: 2 } })).toBe("v2.0");
    expect(pick(cinder, { major: { max: 2 } })).not.toBeUndefined();
  });

  it("protocol §4.8 FIX: finds nothing in an empty list, or one where nothing is admitted", () => {
    expect(() => pick([])).not.toThrow();
    expect(pick([])).toBeUndefined();
    expect(pick([entry("v2", "EXPERIMENTAL")])).toBeUndefined();
    expect(pick([], { url: "http://h/v2" })).toBeUndefined();
  });

  it("prefers a lower version to a deprecated one unless that is asked for, as blazar needs", () => {
    expect(pick(blazar)).toBe("v1.0");
    expect(pick(blazar, { major: { min: 1 } })).toBe("v1.0");
    expect(pick(blazar, { major: 2 })).toBe("v2.0");
    expect(pick(blazar, { url: "http://h/v2.0" })).toBe("v2.0");
  });

  it("takes a deprecated version when there is no other, unless told not to", () => {
    expect(pick([entry("v1", "DEPRECATED")])).toBe("v1");
    expect(pick([entry("v1", "DEPRECATED")], { deprecated: false })).toBeUndefined();
    expect(pick(cinder, { major: 2, deprecated: false })).toBeUndefined();
  });

  it("protocol §4.3: takes experimental and unknown versions only when told to", () => {
    const cloudkitty = [entry("v1"), entry("v2", "EXPERIMENTAL"), entry("v3", "UNKNOWN")];
    expect(pick(cloudkitty)).toBe("v1");
    expect(pick(cloudkitty, { experimental: true })).toBe("v2");
    expect(pick(cloudkitty, { unknown: true })).toBe("v3");
  });

  it("protocol §4.8 FIX: takes a version without a status when no version has one, as in old placement", () => {
    const silent = { ...entry("v1.0", "UNKNOWN"), rawStatus: undefined };
    expect(pick([silent])).toBe("v1.0");
    expect(pick([silent])).not.toBeUndefined();
    expect(pick([silent, entry("v0.9")])).toBe("v0.9");
    expect(pick([{ ...silent, rawStatus: "BETA" }])).toBeUndefined();
  });

  it("prefers the version at a URL, whatever its slash and project", () => {
    expect(pick(cinder, { url: "http://h/v2.0" })).toBe("v2.0");
    expect(pick(cinder, { url: "http://H:80/v2.0/" })).toBe("v2.0");
    expect(pick(cinder, { url: "http://h/v2.0/0123" })).toBe("v2.0");
    expect(pick(cinder, { url: "http://h/v2.0/0123/", projectId: "0123" })).toBe("v2.0");
    expect(pick(glance, { url: "http://h/image/v2" })).toBe("v2.16");
  });

  it("takes the highest when nothing is at the URL, or only what is not wanted", () => {
    expect(pick(cinder, { url: "http://h/" })).toBe("v3.0");
    expect(pick(cinder, { url: "junk" })).toBe("v3.0");
    expect(pick(cinder, { url: "http://h/v2.0", major: 3 })).toBe("v3.0");
  });

  it("takes an entry at a wanted place that is the service's root", () => {
    const placement = entry("v1.0", "CURRENT", "http://h:8778/");
    expect(pick([placement], { url: "http://h:8778" })).toBe("v1.0");
  });
});
