import { describe, expect, it } from "vitest";
import { printable, renderTable } from "../../src/cli/table.ts";

const ROWS = [
  ["SERVICE", "ENDPOINT", "STATUS"],
  ["compute", "https://compute.example:8774/v2.1/", "CURRENT"],
  ["a", "", "-"],
];

describe("table", () => {
  it("aligns columns and leaves no blanks at the end", () => {
    expect(renderTable(ROWS, { width: undefined, flexible: 1 })).toEqual([
      "SERVICE  ENDPOINT                            STATUS",
      "compute  https://compute.example:8774/v2.1/  CURRENT",
      "a                                            -",
    ]);
  });

  it("shortens nothing when it is piped, however long", () => {
    const [line] = renderTable([["x".repeat(5000), "y"]], { width: undefined, flexible: 0 });
    expect(line).toBe(`${"x".repeat(5000)}  y`);
  });

  it("shortens the flexible column first", () => {
    expect(renderTable(ROWS, { width: 40, flexible: 1 })).toEqual([
      "SERVICE  ENDPOINT                STATUS",
      "compute  https://compute.examp…  CURRENT",
      "a                                -",
    ]);
  });

  it.each([80, 40, 30, 20])("fits into %i columns", (width) => {
    const lines = renderTable(ROWS, { width, flexible: 1 });
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
  });

  it("keeps every column when there is no room at all", () => {
    expect(renderTable(ROWS, { width: 1, flexible: 1 })[1]).toBe("co…  ht…  CU…");
  });

  it("is empty without rows", () => {
    expect(renderTable([], { width: 80, flexible: 0 })).toEqual([]);
  });

  it("lets no server steer the terminal", () => {
    expect(printable("a\u001b[2Jb\nc\u0000")).toBe("a [2Jb c ");
    expect(renderTable([["\u001b[31mred"]], { width: undefined, flexible: 0 })).toEqual([" [31mred"]);
  });
});
