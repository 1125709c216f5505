import { describe, expect, it } from "vitest";
import { describeProblem } from "../../src/diagnostics/problem.ts";

describe("an error in one line", () => {
  it.each<[unknown, string]>([
    [new Error("it broke"), "Error: it broke"],
    [Object.assign(new Error("no room"), { code: "ENOSPC" }), "ENOSPC: no room"],
    [Object.assign(new Error("ENOENT: gone"), { code: "ENOENT" }), "ENOENT: gone"],
    [new TypeError("a\n  b"), "TypeError: a b"],
    ["text", "text"],
    [undefined, "undefined"],
    [new Error("postgres://user:hunter2@host/db failed"), "Error: postgres://host/db failed"],
    [new Error("connect redis://:a/s3cret@h:1 failed"), "Error: connect redis://h:1 failed"],
    [new Error("connect redis://:a s3cret@h:1"), "Error: connect redis://h:1"],
    [new Error("ERR AUTH s3cret"), "Error: ERR AUTH [redacted]"],
    [new Error("NOAUTH Authentication required."), "Error: NOAUTH Authentication required."],
    [new Error("host=h password=s3cret port=1"), "Error: host=h password=[redacted] port=1"],
    [new Error('{"password":"s3cret"}'), 'Error: {"password":"[redacted]"}'],
    [new Error("wrong password: s3cret (user: u)"), "Error: wrong password: [redacted] (user: u)"],
    [new Error("the password 's3cret 2' of user \"u\""), 'Error: the password [redacted] of user "u"'],
    [new Error("Secret `s3cret"), "Error: Secret [redacted]"],
    [new Error('password authentication failed for user "u"'), 'Error: password authentication failed for user "u"'],
    [new Error(`could not store gAAAAA${"x-_9".repeat(20)}`), "Error: could not store [redacted]"],
  ])("%s", (error, text) => {
    expect(describeProblem(error)).toBe(text);
  });

  it("is short", () => {
    expect(describeProblem(new Error("long ".repeat(1_000))).length).toBe(300);
  });
});
