import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readErrorText } from "../../src/errors/message.ts";
import { readRetryAfter } from "../../src/transport/retry-after.ts";
import { anyCharacter } from "../support/any-character.ts";

describe("Retry-After", () => {
  const now = Date.UTC(2026, 0, 1);

  it("is a time that has an end, or nothing, whatever a server writes", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: anyCharacter }),
          fc.double().map(String),
          fc.integer().map(String),
          fc.date({ noInvalidDate: true }).map(String),
          fc.constantFrom("1e308", "0x10", "Infinity", "-0", " 5 ", "Wed, 21 Oct 2015 07:28:00 GMT"),
        ),
        (text) => {
          const ms = readRetryAfter(text, now);
          expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    ));

  it.each<[string, number | undefined]>([
    ["5", 5_000],
    [" 1.5 ", 1_500],
    ["5, 60, 7", 60_000],
    ["Thu, 01 Jan 2026 00:01:00 GMT", 60_000],
    ["Thursday, 01-Jan-26 00:01:00 GMT", 60_000],
    ["Thu Jan  1 00:01:00 2026", 60_000],
    ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
    ["in 5", undefined],
    ["60;", undefined],
    ["5, soon", undefined],
    ["5,", undefined],
    ["0x10", undefined],
    ["1e3", undefined],
    ["-5", undefined],
    ["2026-01-01T00:01:00Z", undefined],
    ["Thu, 99 Jan 2026 00:01:00 GMT", undefined],
    ["Thu, 01 Jan 2026 00:01:00 GMT, Thu, 01 Jan 2026 00:01:00 GMT", undefined],
    ["", undefined],
  ])("%j is understood as RFC 9110 says, or not at all: %s ms", (text, ms) => {
    expect(readRetryAfter(text, now)).toBe(ms);
  });

  it("means the same moment in seconds and as a date", () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (seconds) => {
        const date = new Date(now + seconds * 1_000).toUTCString();
        expect(readRetryAfter(String(seconds), now)).toBe(seconds * 1_000);
        expect(readRetryAfter(date, now)).toBe(seconds * 1_000);
        expect(readRetryAfter(date, now + seconds * 1_000 + 5_000)).toBe(0);
      }),
    ));
});

describe("the text of an error", () => {
  const key = fc.constantFrom(
    ...["error", "errors", "message", "title", "detail", "description", "explanation", "faultstring", "error_message"],
    ...["NeutronError", "itemNotFound", "code", "type", "request_id", "__proto__", "constructor"],
  );
  const { body } = fc.letrec((tie) => ({
    body: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.oneof(fc.string(), fc.integer(), fc.constantFrom(null, true, "<html><title>Bad</title></html>", '{"a":1}')),
      fc.array(tie("body"), { maxLength: 3 }),
      fc.dictionary(key, tie("body"), { maxKeys: 4 }),
    ),
  }));
  const contentType = fc.option(
    fc.constantFrom("application/json", "text/html; charset=x", "text/plain", "application/problem+json", "", ";;"),
    { nil: undefined },
  );

  it("is one line of at most 1,000 characters, or nothing, whatever the body holds", () =>
    fc.assert(
      fc.property(
        fc.oneof(body, fc.jsonValue(), fc.string({ unit: anyCharacter, maxLength: 3_000 })),
        contentType,
        (...given) => {
          const { message, code, requestId } = readErrorText(...given);
          if (message !== undefined) {
            expect(message.length).toBeLessThanOrEqual(1_000);
            expect(message).toBe(message.trim());
            expect(message).not.toMatch(/[\r\n]|^$/);
          }
          expect(["undefined", "string", "number"]).toContain(typeof code);
          expect(["undefined", "string"]).toContain(typeof requestId);
        },
      ),
      { numRuns: 2_000 },
    ));

  it("is what the service wrote, in whichever of the usual forms", () => {
    const said = fc.stringMatching(/^[A-Za-z][A-Za-z ,.']{3,60}[a-z]$/).filter((text) => !/ {2}/.test(text));
    const forms = [
      (message: string) => ({ error: { code: 404, message, title: "Not Found" } }),
      (message: string) => ({ itemNotFound: { code: 404, message } }),
      (message: string) => ({ NeutronError: { message, type: "NotFound", detail: "" } }),
      (message: string) => ({ NeutronError: message }),
      (faultstring: string) => ({
        error_message: JSON.stringify({ faultstring, faultcode: "Client", debuginfo: null }),
      }),
      (faultstring: string) => ({ error_message: { faultstring } }),
      (faultstring: string) => ({ faultstring, faultcode: "Client" }),
      (detail: string) => ({ errors: [{ status: 404, title: "Not Found", detail }] }),
      (message: string) => ({ code: 404, type: "not_found", message, request_id: "req-1" }),
      (description: string) => ({ code: 404, title: "Not Found", description }),
      (detail: string) => ({ code: 404, title: "Not Found", description: { cause: "none", detail } }),
      (error_description: string) => ({ error: "invalid_client", error_description }),
    ];
    fc.assert(
      fc.property(said, fc.constantFrom(...forms), (text, form) => {
        expect(readErrorText(form(text), "application/json").message).toContain(text);
      }),
    );
  });
});
