import { afterEach, describe, expect, it, vi } from "vitest";
import { type DispatcherLike, noAuth, Session } from "../../src/index.ts";

const BODY = Buffer.from('{"nodes":[]}');
const control = { pause: () => undefined, resume: () => undefined, abort: () => undefined };

/** Answers at once, in this process, so that whatever is counted is this library's doing. */
const dispatcher: DispatcherLike = {
  dispatch: (_request, handler) => {
    handler.onRequestStart(control, undefined);
    handler.onResponseStart(control, 200, { "content-type": "application/json" });
    handler.onResponseData(control, BODY);
    handler.onResponseEnd(control, {});
    return true;
  },
};

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
        parsed.push(String(url));
      }
    }
    class CountedParams extends URLSearchParams {
      constructor(init?: string) {
        super(init);
        parsed.push(String(init));
      }
    }
    vi.stubGlobal("URL", Counted);
    vi.stubGlobal("URLSearchParams", CountedParams);
    await get();
    expect(parsed).toEqual([]);
    await session.close();
  });
});
