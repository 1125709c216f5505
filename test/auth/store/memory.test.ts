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
});
