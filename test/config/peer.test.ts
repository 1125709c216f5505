import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CASES } from "./peer/cases.ts";
import { DIFFERENCES } from "./peer/differences.ts";
import { type Made, made } from "./peer/ours.ts";

/** What the peer's own program answered, as test/config/peer/record.py wrote it down. */
const recorded: { readonly peer: string; readonly answers: Readonly<Record<string, Made>> } = JSON.parse(
  readFileSync(new URL("peer/answers.json", import.meta.url), "utf8"),
);

describe(`configurations as ${recorded.peer} reads them`, () => {
  it("are many, each has a name of its own, and each was recorded", () => {
    expect(CASES.length).toBeGreaterThanOrEqual(120);
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
    expect(Object.keys(recorded.answers).sort()).toEqual(CASES.map(({ name }) => name).sort());
    expect(Object.keys(DIFFERENCES).filter((name) => !CASES.some((one) => one.name === name))).toEqual([]);
  });

  it.each(CASES.map((one) => [one.name, one] as const))("%s", async (name, one) => {
    const theirs = recorded.answers[name];
    const ours = await made(one);
    const reason = DIFFERENCES[name];
    if (reason !== undefined) expect(ours, reason).not.toEqual(theirs);
    else if (theirs?.error !== undefined)
      expect(ours).toMatchObject({ error: expect.stringMatching(/^(Config|Auth)Error$/) });
    else expect(ours).toEqual(theirs);
  });
});
