import { describe, expect, it } from "vitest";
import {
  compareVersions,
  formatVersion,
  inRange,
  intersectRanges,
  majorMatches,
  parseVersion,
  supports,
  versionInPath,
} from "../../src/versions/version.ts";

const v = (major: number, minor = 0) => ({ major, minor });

describe("parseVersion", () => {
  it.each([
    ["v2.1", v(2, 1)],
    ["V3", v(3)],
    ["2", v(2)],
    ["2.1", v(2, 1)],
    [" 2.1 ", v(2, 1)],
    ["v2.10", v(2, 10)],
    [2, v(2)],
    [3.5, v(3, 5)],
  ])("reads %j", (text, version) => {
    expect(parseVersion(text)).toEqual(version);
  });

  it("ignores a patch part, which a cloud was seen to send", () => {
    expect(parseVersion("v2.1.3")).toEqual(v(2, 1));
  });

  it.each([
    "latest",
    "2.latest",
    "",
    " ",
    "v",
    "hello",
    "1.a",
    "2.",
    ".1",
    "-1.0",
    "1e3",
    "0x10",
    "vv2",
    "99999999999999999999.1",
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    1e21,
    null,
    undefined,
    true,
    {},
    [],
    [2, 1],
    10n,
    Symbol("2.1"),
  ])("makes nothing of %s", (junk) => {
    expect(parseVersion(junk)).toBeUndefined();
  });
});

describe("versions", () => {
  it("are written with both numbers", () => {
    expect(formatVersion(v(3))).toBe("3.0");
    expect(formatVersion(v(2, 96))).toBe("2.96");
  });

  it("are compared as numbers: 2.10 is above 2.9", () => {
    expect(compareVersions(v(2, 10), v(2, 9))).toBeGreaterThan(0);
    expect(compareVersions(v(2, 96), v(3))).toBeLessThan(0);
    expect(compareVersions(v(2, 1), v(2, 1))).toBe(0);
  });
});

describe("ranges", () => {
  it("include both bounds", () => {
    const range = { min: v(2, 1), max: v(2, 10) };
    expect([v(2), v(2, 1), v(2, 9), v(2, 10), v(2, 11)].map((one) => inRange(one, range))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it("protocol §4.8 FIX: an absent bound is open, so that a lone maximum can match", () => {
    expect(inRange(v(2, 5), { max: v(2, 10) })).toBe(true);
    expect(inRange(v(2, 5), { max: v(2, 10) })).not.toBe(false);
    expect(inRange(v(9, 9), { min: v(2) })).toBe(true);
    expect(inRange(v(1), {})).toBe(true);
  });

  it.each([
    [
      "overlapping",
      { min: v(2, 1), max: v(2, 50) },
      { min: v(2, 40), max: v(2, 96) },
      { min: v(2, 40), max: v(2, 50) },
    ],
    ["nested", { min: v(2, 1), max: v(2, 96) }, { min: v(2, 9), max: v(2, 10) }, { min: v(2, 9), max: v(2, 10) }],
    ["touching", { max: v(2, 9) }, { min: v(2, 9) }, { min: v(2, 9), max: v(2, 9) }],
    ["open", {}, { min: v(1) }, { min: v(1), max: undefined }],
  ])("share what both have when %s", (_, a, b, shared) => {
    expect(intersectRanges(a, b)).toEqual(shared);
    expect(intersectRanges(b, a)).toEqual(shared);
  });

  it("that are disjoint share nothing", () => {
    expect(intersectRanges({ min: v(2, 10) }, { max: v(2, 9) })).toBeUndefined();
  });
});

describe("A26: supports", () => {
  it.each([
    ["both bounds: what lies between", { min: v(2, 1), max: v(2, 10) }, [false, true, true, false]],
    ["only a maximum: that version alone", { max: v(2, 10) }, [false, false, true, false]],
    ["only a minimum: everything from there", { min: v(2, 5) }, [false, true, true, true]],
    ["no bounds: nothing", {}, [false, false, false, false]],
  ])("with %s", (_, range, expected) => {
    expect([v(2), v(2, 5), v(2, 10), v(2, 11)].map((one) => supports(range, one))).toEqual(expected);
  });
});

describe("versionInPath", () => {
  it.each([
    ["http://h:8774/v2.1", v(2, 1)],
    ["http://h/volume/V3/", v(3)],
    ["http://h/v2/123456", v(2)],
    ["http://h/v1/AUTH_0123", v(1)],
    ["http://h/prometheus/api/v1", v(1)],
    ["http://h/v1/compute/v2.1/0123", v(2, 1)],
  ])("finds it in %s", (url, version) => {
    expect(versionInPath(url)).toEqual(version);
  });

  it("B22: looks at the segment before the last one too", () => {
    expect(versionInPath("http://h/v3/ce0f4b4502424e0381846673ee0d53fb")).toEqual(v(3));
  });

  it.each([
    "http://h/123456",
    "http://h/volume/2",
    "http://v2.example.com/",
    "http://h/?x=/v2/",
    "http://h/vault/latest",
    "http://h",
    "/v2",
    "",
    "junk",
  ])("finds none in %j", (url) => {
    expect(versionInPath(url)).toBeUndefined();
  });
});

describe("majorMatches", () => {
  it("takes a number, a range with open ends, or anything", () => {
    expect([2, 3].map((major) => majorMatches(3, major))).toEqual([false, true]);
    expect([1, 2, 3].map((major) => majorMatches({ min: 2 }, major))).toEqual([false, true, true]);
    expect([1, 2, 3].map((major) => majorMatches({ max: 2 }, major))).toEqual([true, true, false]);
    expect(majorMatches({}, 7)).toBe(true);
    expect(majorMatches(undefined, 7)).toBe(true);
  });
});
