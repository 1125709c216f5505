import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactJson } from "../../src/redaction/table.ts";
import { redactText } from "../../src/redaction/text.ts";

const MARK = /marked-\d+/g;

describe("a text that is cut off", () => {
  it.each([
    ['{"token": {"roles": [{"id": "r1"}], "id": "marked-1"', '{"token": {"roles": [{"id": "r1"}], "id": "[redacted]"'],
    [
      '{"access": {"token": {"tenant": {"id": "t1"}, "id": "marked-1"',
      '{"access": {"token": {"tenant": {"id": "t1"}, "id": "[redacted]"',
    ],
    ['{"private_key": {"of": {"n": 1}, "value": "marked-1', '{"private_key": {"of": {"n": 1}, "value": "[redacted]"'],
    ['{"password": [["marked-1"], "marked-2"], "id": 1', '{"password": [redacted], "id": 1'],
    ['{"tokens": [{"of": [1], "id": "marked-1"}], "id": "x"', '{"tokens": [redacted], "id": "x"'],
    [
      `{"message": "of {'token': {'for': {'id': 1}, 'id': 'marked-1'}}", "id": "x"`,
      `{"message": "of {'token': {'for': {'id': 1}, 'id': '[redacted]'}}", "id": "x"`,
    ],
    [
      '5" is no text: {"token": {"for": {}, "id": "marked-1"',
      '5" is no text: {"token": {"for": {}, "id": "[redacted]"',
    ],
  ])("shows no secret of an object around others: %s", (text, shown) => {
    expect(redactText(text)).toBe(shown);
  });

  it("shows no secret that the whole would not show", () => {
    const names = fc.constantFrom("password", "token", "id", "value", "a", "roles", "secret", "tokens", "private_key");
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.nat(999_999).map((n) => `marked-${n}`),
        fc.constantFrom(null, 1, "it's {", "a=b", "[x", 'q"uo', "\\", "{'a': {'b': 1}}"),
        fc.array(tie("value"), { maxLength: 2 }),
        fc.dictionary(names, tie("value"), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(names, value, { minKeys: 1 }), fc.constantFrom(0, 2), (body, indent) => {
        const shown = new Set(JSON.stringify(redactJson(body)).match(MARK));
        const cut = JSON.stringify(body, null, indent).slice(0, -1);
        expect((redactText(cut).match(MARK) ?? []).filter((mark) => !shown.has(mark))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});
