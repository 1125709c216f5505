import { describe, expect, it } from "vitest";
import { encodeJson } from "../../src/adapter/json.ts";

describe("JSON bodies", () => {
  it("have dates and URLs as text, and leave out what is undefined", () => {
    const at = new Date(0);
    const given = {
      at,
      url: new URL("http://a/b?c=1"),
      none: undefined,
      nothing: null,
      list: [at],
      own: { toJSON: () => 5 },
    };
    expect(encodeJson(given)).toBe(
      '{"at":"1970-01-01T00:00:00.000Z","url":"http://a/b?c=1","nothing":null,"list":["1970-01-01T00:00:00.000Z"],"own":5}',
    );
  });

  it.each<[string, unknown, RegExp]>([
    ["a BigInt", { server: { id: 12n } }, /a BigInt at "id"/],
    ["a BigInt alone", 12n, /^a BigInt;/],
    ["an invalid date", { at: new Date(Number.NaN) }, /an invalid date at "at"/],
    ["NaN", [1, Number.NaN], /NaN at "1"/],
    ["Infinity", { size: Number.POSITIVE_INFINITY }, /Infinity at "size"/],
    ["a Map", { metadata: new Map([["a", 1]]) }, /a Map at "metadata"/],
    ["a Set", new Set([1]), /a Set;/],
    ["a function", () => 1, /no JSON for a function/],
    ["a symbol", Symbol("x"), /no JSON for a symbol/],
  ])("refuse %s, which JSON would drop or change without a word", (_, value, problem) => {
    expect(() => encodeJson(value)).toThrow(problem);
  });

  it("refuse what goes in circles", () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(() => encodeJson(circle)).toThrow(TypeError);
  });
});
