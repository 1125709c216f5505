import { describe, expect, it } from "vitest";
import { encodePath, encodeQuery, startsWithVersion, withQuery } from "../../src/core/path.ts";

describe("encodePath", () => {
  it.each<[string | readonly (string | number)[], Record<string, string | number> | undefined, string]>([
    ["/servers/detail", undefined, "/servers/detail"],
    ["/servers/{id}/action", { id: "a b" }, "/servers/a%20b/action"],
    ["/{a}/{b}", { a: 1, b: "ü/?#%" }, "/1/%C3%BC%2F%3F%23%25"],
    [["photos", "a/b #1.jpg"], undefined, "/photos/a%2Fb%20%231.jpg"],
    [["v2", "images", 7, "file"], undefined, "/v2/images/7/file"],
    [[], undefined, ""],
    ["/café/{name}?tag=cafő 1", { name: "é" }, "/caf%C3%A9/%C3%A9?tag=caf%C5%91%201"],
    ["/a\r\nx: y\u0000\u007f😀", undefined, "/a%0D%0Ax:%20y%00%7F%F0%9F%98%80"],
    ["/%41/a%2Fb//;@:!$&'()*+,=~[]|\\^`<>\"/?%zz", undefined, "/%41/a%2Fb//;@:!$&'()*+,=~[]|\\^`<>\"/?%zz"],
  ])("encodes %j once", (path, values, encoded) => {
    expect(encodePath(path, values)).toBe(encoded);
  });

  it.each<[string | readonly string[], Record<string, string> | undefined]>([
    ["servers", undefined],
    ["/servers/{id}", undefined],
    ["/servers/{id}", { id: "" }],
    ["/servers/{id}", { id: ".." }],
    [["\ud800"], undefined],
    ["/\ud800", undefined],
    ["/a\udfffb/{id}", { id: "1" }],
  ])("refuses %j with %j", (path, values) => {
    expect(() => encodePath(path, values)).toThrow(expect.objectContaining({ code: "INVALID_REQUEST" }));
  });

  it("names what it refuses without the query, which may hold a secret", () => {
    const refused = expect.objectContaining({ url: "/servers/{id}", message: expect.not.stringContaining("hunter2") });
    expect(() => encodePath("/servers/{id}?password=hunter2")).toThrow(refused);
  });
});

describe("queries", () => {
  it("encodes values, repeats lists and leaves undefined out", () => {
    expect(encodeQuery({ limit: 5, name: "a b&c", tag: ["x", "y"], none: undefined, deep: true })).toBe(
      "?limit=5&name=a%20b%26c&tag=x&tag=y&deep=true",
    );
    expect(encodeQuery({})).toBe("");
  });

  it("joins a query that the path already has", () => {
    expect(withQuery("/a?x=1", { y: 2 })).toBe("/a?x=1&y=2");
    expect(withQuery("/a", { y: 2 })).toBe("/a?y=2");
  });
});

describe("startsWithVersion", () => {
  it.each([
    ["/v2/images", true],
    ["/v2.1", true],
    ["/V3/auth/tokens", true],
    ["/v2?x=1", true],
    ["/volumes", false],
    ["/v2x/images", false],
    ["/images/v2", false],
  ])("%s: %s", (path, expected) => {
    expect(startsWithVersion(path)).toBe(expected);
  });
});
