import { inspect } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { memoryTokenStore } from "../../../src/index.ts";
import { failure } from "../../support/failure.ts";

afterEach(() => void vi.useRealTimers());

const patient = new AbortController().signal;

describe("the store in memory", () => {
  it("keeps a value for its time and no longer", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const store = memoryTokenStore();
    await store.set("k", "v", 1_000);
    await store.set("never", "v", 0);
    vi.advanceTimersByTime(999);
    expect([await store.get("k"), await store.get("never")]).toEqual(["v", undefined]);
    vi.advanceTimersByTime(1);
    expect(await store.get("k")).toBeUndefined();
    await store.set("k", "v", 1_000);
    await store.delete("k");
    expect(await store.get("k")).toBeUndefined();
  });

  it("shows nothing of what it keeps", async () => {
    const store = memoryTokenStore();
    await store.set("k", "a token", 1_000);
    expect(inspect(store, { depth: null, showHidden: true }) + JSON.stringify(store)).not.toContain("a token");
  });

  it("lets one in at a time, the next after a failure too, and nobody who gave up", async () => {
    const store = memoryTokenStore();
    const order: string[] = [];
    const work = (name: string) => async (): Promise<string> => {
      order.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} out`);
      if (name === "a") throw new Error("a failed");
      return name;
    };
    const controller = new AbortController();
    const reason = new Error("enough");
    const a = store.exclusive?.("k", work("a"), patient) ?? Promise.resolve("");
    const gone = store.exclusive?.("k", work("gone"), controller.signal) ?? Promise.resolve("");
    const b = store.exclusive?.("k", work("b"), patient);
    const other = store.exclusive?.("other", work("other"), patient);
    controller.abort(reason);
    const outcomes = await Promise.all([failure(gone), failure(a), b, other]);
    expect(outcomes).toEqual([reason, expect.objectContaining({ message: "a failed" }), "b", "other"]);
    expect(order.filter((line) => !line.startsWith("other"))).toEqual(["a in", "a out", "b in", "b out"]);
  });

  it("lets all who waited in at once after a failure, and those who come later one at a time", async () => {
    const store = memoryTokenStore();
    const letGo: (() => void)[] = [];
    const failing = (): Promise<never> =>
      new Promise((_, reject) => letGo.push(() => reject(new Error("Keystone is down"))));
    const all = Array.from({ length: 8 }, () => failure(Promise.resolve(store.exclusive?.("k", failing, patient))));
    expect(letGo).toHaveLength(1);
    letGo[0]?.();
    await expect.poll(() => letGo.length).toBe(8);
    for (const go of letGo) go();
    expect(await Promise.all(all)).toEqual(all.map(() => expect.objectContaining({ message: "Keystone is down" })));
    const later = Promise.resolve(store.exclusive?.("k", failing, patient));
    const last = Promise.resolve(store.exclusive?.("k", async () => "mine", AbortSignal.abort(new Error("enough"))));
    expect([letGo.length, await failure(last)]).toEqual([9, new Error("enough")]);
    letGo[8]?.();
    await failure(later);
  });

  it("lets them in one at a time when the one before gave up", async () => {
    const store = memoryTokenStore();
    const controller = new AbortController();
    const gone = store.exclusive?.(
      "k",
      () =>
        new Promise((_, reject) => {
          controller.signal.addEventListener("abort", () => reject(controller.signal.reason));
        }),
      controller.signal,
    );
    let inside = 0;
    const work = async (): Promise<number> => {
      inside++;
      await new Promise((resolve) => setImmediate(resolve));
      return inside--;
    };
    const others = Array.from({ length: 3 }, () => store.exclusive?.("k", work, patient));
    controller.abort(new Error("enough"));
    await failure(Promise.resolve(gone));
    expect(await Promise.all(others)).toEqual([1, 1, 1]);
  });
});
