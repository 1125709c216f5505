import { describe, expect, it } from "vitest";
import { nearest } from "../../src/config/nearest.ts";

describe("the nearest word", () => {
  it("is the one with the fewest letters to change, within a quarter of the word", () => {
    expect(nearest("usrname", ["password", "username", "user_name"])).toBe("username");
    expect(nearest("colour", ["password", "username"])).toBeUndefined();
  });

  it("is not looked for when the word is longer than any key", () => {
    expect(nearest("a".repeat(64), ["a".repeat(63)])).toBe("a".repeat(63));
    expect(nearest("a".repeat(65), ["a".repeat(64)])).toBeUndefined();
  });
});
