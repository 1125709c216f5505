import { runInNewContext } from "node:vm";
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
    ["a Map", { metadata: new Map([["a", 1]]) }, /class Map at "metadata"; make an object, a list or text of it/],
    ["a Set", new Set([1]), /class Set;/],
    ["a function", () => 1, /no JSON for a function$/],
    ["a function in an object", { server: { name: () => "a" } }, /no JSON for a function at "name"/],
    ["a symbol", Symbol("x"), /no JSON for a symbol/],
    ["undefined alone", undefined, /no JSON for undefined/],
    ["undefined in a list", { ids: ["a", undefined] }, /undefined at "1" of a list/],
    ["an empty place in a list", { ids: new Array(1) }, /undefined at "0" of a list/],
    ["a promise that nobody awaited", { id: Promise.resolve(1) }, /class Promise at "id"/],
    ["an error", { reason: Object.assign(new Error("x"), { code: 1 }) }, /class Error at "reason"/],
    ["a regular expression", { name: /x/ }, /class RegExp at "name"/],
    ["headers", { headers: new Headers({ a: "1" }) }, /class Headers at "headers"/],
    ["a query", { query: new URLSearchParams("a=1") }, /class URLSearchParams at "query"/],
    ["a blob", { file: new Blob(["x"]) }, /class Blob at "file"/],
    ["bytes", { file: new Uint8Array([1]) }, /class Uint8Array at "file"/],
    ["a buffer of bytes", { file: new ArrayBuffer(1) }, /class ArrayBuffer at "file"/],
    ["a weak map", { known: new WeakMap() }, /class WeakMap at "known"/],
  ])("refuse %s, which JSON would drop or change without a word", (_, value, problem) => {
    expect(() => encodeJson(value)).toThrow(problem);
  });

  it("have the fields of objects of classes, and of objects without any", () => {
    class Flavor {
      readonly ram = 1;
      readonly #hidden = 2;
      get twice(): number {
        return this.ram * this.#hidden;
      }
    }
    const bare: unknown = Object.assign(Object.create(null), { a: {} });
    const foreign: unknown = runInNewContext("({ a: [{}] })");
    expect(encodeJson([new Flavor(), bare, foreign])).toBe('[{"ram":1},{"a":{}},{"a":[{}]}]');
  });

  it("refuse what goes in circles", () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(() => encodeJson(circle)).toThrow(TypeError);
  });
});
