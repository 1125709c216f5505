import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { MATRIX } from "./matrix.ts";
import { observe } from "./stage.ts";

// Waits are drawn by lot: here they are as long as they can be, so that they are told from none.
beforeAll(() => void vi.spyOn(Math, "random").mockReturnValue(0.999));
afterAll(() => void vi.restoreAllMocks());

// A row is about moments, of which a busy machine may miss one, or two.
describe.each(MATRIX)("$title", { retry: 2 }, ({ rows }) => {
  it.concurrent.each(rows)("$fault", async ({ play, sees, requests, took }) => {
    const { ms: _ms, ...outcome } = await observe(play);
    expect(outcome).toEqual({ sees, requests, took });
  });
});
