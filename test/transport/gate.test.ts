import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Gate } from "../../src/transport/gate.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Visitors that enter in order, and which of them have been let in. */
function visitors(gate: Gate, count: number): { readonly all: readonly object[]; readonly admitted: number[] } {
  const admitted: number[] = [];
  const all = Array.from({ length: count }, () => ({}));
  for (const [index, visitor] of all.entries()) gate.enter(visitor, () => admitted.push(index));
  return { all, admitted };
}

describe("a gate", () => {
  it("protocol §2.9 FIX: of concurrency 3 admits 3, not 4", () => {
    const gate = new Gate({ concurrency: 3 });
    const { all, admitted } = visitors(gate, 8);
    expect(admitted).toEqual([0, 1, 2]);
    gate.leave(all[1] ?? {});
    expect(admitted).toEqual([0, 1, 2, 3]);
  });

  it("admits in order, whoever gives up waiting", () => {
    const gate = new Gate({ concurrency: 1 });
    const { all, admitted } = visitors(gate, 5);
    gate.leave(all[1] ?? {});
    gate.leave(all[3] ?? {});
    for (const visitor of all) gate.leave(visitor);
    expect(admitted).toEqual([0, 2, 4]);
  });

  it("has a place for one more for each that leaves, however often it says so", () => {
    const gate = new Gate({ concurrency: 2 });
    const { all, admitted } = visitors(gate, 6);
    for (let count = 0; count < 3; count++) gate.leave(all[0] ?? {});
    gate.leave({});
    expect(admitted).toEqual([0, 1, 2]);
  });

  it("protocol §2.9 FIX: lets one go after an idle second at 5 a second, not 4 at once", () => {
    const gate = new Gate({ rateLimit: 5 });
    visitors(gate, 1);
    vi.advanceTimersByTime(1_000);
    const { admitted } = visitors(gate, 6);
    expect(admitted).toEqual([0]);
    vi.advanceTimersByTime(199);
    expect(admitted).toEqual([0]);
    vi.advanceTimersByTime(1);
    expect(admitted).toEqual([0, 1]);
    vi.advanceTimersByTime(800);
    expect(admitted).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("keeps the distance of a rate that is no whole number of ms, and below one a second", () => {
    const fast = visitors(new Gate({ rateLimit: 300 }), 1_000);
    const slow = visitors(new Gate({ rateLimit: 0.5 }), 3);
    vi.advanceTimersByTime(1_000);
    expect(fast.admitted.length).toBeLessThanOrEqual(301);
    expect(fast.admitted.length).toBeGreaterThan(200);
    expect(slow.admitted).toEqual([0]);
    vi.advanceTimersByTime(1_000);
    expect(slow.admitted).toEqual([0, 1]);
  });

  it("heeds both limits: time that passes while all places are taken is no credit either", () => {
    const gate = new Gate({ concurrency: 1, rateLimit: 10 });
    const { all, admitted } = visitors(gate, 4);
    vi.advanceTimersByTime(5_000);
    expect(admitted).toEqual([0]);
    gate.leave(all[0] ?? {});
    expect(admitted).toEqual([0, 1]);
    gate.leave(all[1] ?? {});
    expect(admitted).toEqual([0, 1]);
    vi.advanceTimersByTime(100);
    expect(admitted).toEqual([0, 1, 2]);
  });

  it("leaves no timer when nobody waits any more", () => {
    const gate = new Gate({ rateLimit: 1 });
    const { all } = visitors(gate, 3);
    expect(vi.getTimerCount()).toBe(1);
    for (const visitor of all) gate.leave(visitor);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("lets ten thousand through that end as soon as they begin", () => {
    const gate = new Gate({ concurrency: 1 });
    const first = {};
    gate.enter(first, () => undefined);
    let count = 0;
    for (let index = 0; index < 10_000; index++) {
      const visitor = {};
      gate.enter(visitor, () => {
        count++;
        gate.leave(visitor);
      });
    }
    gate.leave(first);
    expect(count).toBe(10_000);
  });
});
