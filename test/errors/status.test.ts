import { describe, expect, it } from "vitest";
import { codeOfStatus } from "../../src/errors/status.ts";

describe("codeOfStatus", () => {
  it("X14: 410 is not found, and not an invalid input", () => {
    expect(codeOfStatus(410)).toBe("NOT_FOUND");
    expect(codeOfStatus(410)).not.toBe("BAD_REQUEST");
  });

  it("has a code for every other status", () => {
    expect([400, 418, 499, 500, 507, 503].map(codeOfStatus)).toEqual([
      "BAD_REQUEST",
      "CLIENT_ERROR",
      "CLIENT_ERROR",
      "SERVER_ERROR",
      "SERVER_ERROR",
      "SERVICE_UNAVAILABLE",
    ]);
  });
});
