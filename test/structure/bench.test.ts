import { describe, expect, it } from "vitest";
import { isFarOff, keeps, type Row } from "../bench/row.ts";

const row = (changes: Partial<Row>): Row => ({ name: "a row", value: 1, unit: "×", ...changes });

describe("a budget", () => {
  it("is kept or not, exactly", () => {
    expect(keeps(row({ atLeast: 1 }))).toBe(true);
    expect(keeps(row({ value: 0.99, atLeast: 1 }))).toBe(false);
    expect(keeps(row({ value: 1.01, atMost: 1 }))).toBe(false);
    expect(keeps(row({}))).toBe(true);
  });

  it("is far off below 0.8 of it for ratios, at once for counts, and never for times and sizes", () => {
    expect(isFarOff(row({ value: 0.85, atLeast: 1 }))).toBe(false);
    expect(isFarOff(row({ value: 0.75, atLeast: 1 }))).toBe(true);
    expect(isFarOff(row({ value: 1.2, atMost: 1 }))).toBe(false);
    expect(isFarOff(row({ value: 1.3, atMost: 1 }))).toBe(true);
    expect(isFarOff(row({ value: 4, unit: "", atMost: 3 }))).toBe(true);
    expect(isFarOff(row({ value: 3, unit: "", atMost: 3 }))).toBe(false);
    expect(isFarOff(row({ value: 900, unit: "ms", atMost: 15 }))).toBe(false);
  });
});
