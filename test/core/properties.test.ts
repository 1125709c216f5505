import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodePath, encodeQuery, withQuery } from "../../src/core/path.ts";
import { isOpenStackError, noAuth, Session } from "../../src/index.ts";
import { anyCharacter } from "../support/any-character.ts";
import { failure } from "../support/failure.ts";
import { sendJson, serve } from "../support/server.ts";

// Also halves of characters, which no encoding has.
const anyText = fc.string({ unit: anyCharacter, maxLength: 20 });
const broken = fc.tuple(anyText, fc.constantFrom("\ud800", "\udfff"), anyText).map((parts) => parts.join(""));
const someText = fc.oneof({ weight: 9, arbitrary: anyText }, { weight: 1, arbitrary: broken });
const value = fc.oneof(someText, fc.double({ noNaN: true, noDefaultInfinity: true }));

/** What the work gives, or the code of the typed error it throws; anything else that is thrown is passed on. */
function outcome<T>(work: () => T): T | { readonly code: string } {
  try {
    return work();
  } catch (error) {
    if (!isOpenStackError(error)) throw error;
    return { code: error.code };
  }
}

/** Whether there are no halves of characters in it. */
function isText(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

const refused = { code: "INVALID_REQUEST" };

describe("whatever they hold,", () => {
  it("segments come back as they were, none more and none less, or are refused when they are no text", () =>
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), (segments) => {
        const encoded = outcome(() => encodePath(segments));
        const whole = segments.map(String).every((segment) => isText(segment));
        if (typeof encoded !== "string") {
          expect([encoded, whole]).toEqual([refused, false]);
          return;
        }
        expect(whole).toBe(true);
        expect(encoded).toMatch(/^[!-~]*$/);
        expect(encoded).not.toMatch(/[?#\\]/);
        const parts = encoded.split("/").slice(1);
        expect(parts.map(decodeURIComponent)).toEqual(segments.map(String));
      }),
      { numRuns: 1_000 },
    ));

  it("values of a template come back as they were and stay in their own place, or are refused", () =>
    fc.assert(
      fc.property(value, value, (a, b) => {
        const encoded = outcome(() => encodePath("/servers/{a}/files/{b}?x=1", { a, b }));
        const fits = [a, b].every((one) => !["", ".", ".."].includes(String(one)) && isText(String(one)));
        if (typeof encoded !== "string") {
          expect([encoded, fits]).toEqual([refused, false]);
          return;
        }
        expect(fits).toBe(true);
        const [, first = "", second = ""] = /^\/servers\/([^/?#]+)\/files\/([^/?#]+)\?x=1$/.exec(encoded) ?? [];
        expect([first, second].map(decodeURIComponent)).toEqual([String(a), String(b)]);
        // A URL object leads to the same place.
        expect(new URL(encoded, "https://c.example").pathname.split("/")).toHaveLength(5);
      }),
      { numRuns: 1_000 },
    ));

  it("queries say to a server what the caller said, in order, or are refused", () =>
    fc.assert(
      fc.property(
        fc.dictionary(someText, fc.oneof(value, fc.boolean(), fc.constant(undefined), fc.array(value))),
        fc.constantFrom("/x", "/x?a=1"),
        (query, path) => {
          const encoded = outcome(() => withQuery(path, query));
          const said = Object.entries(query).flatMap(([name, one]) =>
            (Array.isArray(one) ? one : [one]).flatMap((each) => (each === undefined ? [] : [[name, String(each)]])),
          );
          const whole = said.flat().every((text) => isText(text));
          if (typeof encoded !== "string") {
            expect([encoded, whole]).toEqual([refused, false]);
            return;
          }
          expect(whole).toBe(true);
          const heard = [...new URL(encoded, "https://c.example").searchParams];
          expect(heard).toEqual(path.includes("?") ? [["a", "1"], ...said] : said);
          expect(encodeQuery(query)).toBe(said.length === 0 ? "" : `?${encoded.slice(path.includes("?") ? 7 : 3)}`);
        },
      ),
      { numRuns: 1_000 },
    ));

  it("a request ends in an answer or in a typed error", async () => {
    await using server = await serve((_, response) => sendJson(response, {}));
    const session = new Session({ auth: noAuth(), endpointOverrides: { compute: server.url }, retry: false });
    const compute = session.adapter("compute");
    const path = fc.oneof(
      someText.map((text) => `/${text}` as const),
      fc.array(value, { maxLength: 4 }),
    );
    const init = fc.record(
      {
        query: fc.dictionary(someText, value),
        headers: fc.dictionary(someText, someText),
        body: someText,
        requestId: someText,
      },
      { requiredKeys: [] },
    );
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(path, init, async (where, what) => {
        const error = await failure(compute.request("PUT", where, what).json()).catch(() => "answered");
        const how = isOpenStackError(error) ? error.code : String(error);
        seen.add(how);
        expect(["answered", "INVALID_REQUEST"]).toContain(how);
      }),
      { numRuns: 400 },
    );
    await session.close();
    expect(seen.size).toBeGreaterThan(1);
  });
});
