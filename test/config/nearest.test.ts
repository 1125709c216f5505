import { describe, expect, it } from "vitest";
import { LOGIN_KEYS } from "../../src/config/keys.ts";
import { nearest } from "../../src/config/nearest.ts";

describe("the nearest word", () => {
  it("is the one with the fewest letters to change, within a quarter of the word", () => {
    expect(nearest("usrname", ["password", "username", "user_name"])).toBe("username");
    expect(nearest("colour", ["password", "username"])).toBeUndefined();
  });

  it("is found whatever one letter was left out, added or replaced by", () => {
    for (const key of LOGIN_KEYS.filter((one) => one.length > 5)) {
      for (const index of key.split("").keys()) {
        const [before, after] = [key.slice(0, index), key.slice(index)];
        for (const misspelt of [before + after.slice(1), `${before}z${after}`, `${before}0${after.slice(1)}`])
          expect(nearest(misspelt, [key])).toBe(key);
      }
    }
  });

  it("is not looked for when the word is longer than any key", () => {
    expect(nearest("a".repeat(64), ["a".repeat(63)])).toBe("a".repeat(63));
    expect(nearest("a".repeat(65), ["a".repeat(64)])).toBeUndefined();
  });
});
