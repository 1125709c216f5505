import { afterEach, describe, expect, it, vi } from "vitest";
import { type DispatcherLike, noAuth, Session } from "../../src/index.ts";

const BODY = Buffer.from('{"nodes":[]}');
const control = { pause: () => undefined, resume: () => undefined, abort: () => undefined };

let dispatched = 0;

/** Answers at once, in this process, so that nothing else runs while a call does. */
const dispatcher: DispatcherLike = {
  dispatch: (_request, handler) => {
    dispatched++;
    handler.onRequestStart(control, undefined);
    handler.onResponseStart(control, 200, { "content-type": "application/json" });
    handler.onResponseData(control, BODY);
    handler.onResponseEnd(control, {});
    return true;
  },
};

/** Whether what calls this was called by the library itself: whoever still listens to its channels may parse URLs, too. */
function isCalledBySource(): boolean {
  const [, , , caller = ""] = new Error().stack?.split("\n") ?? [];
  return caller.includes("/src/");
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a call whose endpoint is known", () => {
  it("parses no URL, be there a query or not", async () => {
    const session = new Session({ auth: noAuth({ endpoint: "http://127.0.0.1:6385" }), dispatcher });
    const baremetal = session.adapter("baremetal");
    const get = (): Promise<unknown[]> =>
      Promise.all([
        baremetal.get("/v1/nodes").json(),
        baremetal.get("/v1/nodes/{id}", { path: { id: "a b" }, query: { limit: 100, sort_key: "name" } }).json(),
      ]);
    await get();
    const parsed: string[] = [];
    class Counted extends URL {
      constructor(url: string | URL, base?: string | URL) {
        super(url, base);
        if (isCalledBySource()) parsed.push(String(url));
      }
    }
    class CountedParams extends URLSearchParams {
      constructor(init?: string) {
        super(init);
        if (isCalledBySource()) parsed.push(String(init));
      }
    }
    vi.stubGlobal("URL", Counted);
    vi.stubGlobal("URLSearchParams", CountedParams);
    await get();
    expect(parsed).toEqual([]);
    // A whole URL has to be parsed: the count counts.
    await baremetal.get("http://127.0.0.1:6385/v1/nodes", { authenticated: false }).json();
    expect(parsed.length).toBeGreaterThan(0);
    await session.close();
  });

  it("waits for nothing before it is sent", async () => {
    const session = new Session({ auth: noAuth({ endpoint: "http://127.0.0.1:6385" }), dispatcher });
    const baremetal = session.adapter("baremetal");
    await baremetal.get("/v1/nodes").json();
    dispatched = 0;
    const sent = baremetal.get("/v1/nodes", { query: { limit: 1 } }).json();
    expect(dispatched).toBe(1);
    await sent;
    await session.close();
  });
});
