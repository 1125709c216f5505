import { describe, expect, it } from "vitest";
import { noAuth, Session } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { sendJson, serve } from "../support/server.ts";
import { ids, walk } from "./walk.ts";

describe("a next link", () => {
  const FOREIGN = "http://elsewhere.example:1/lost/prefix";
  const LINKS: readonly [string, (query: string) => { body?: object; headers?: Record<string, string> }][] = [
    [
      "in things_links",
      (query) => ({
        body: {
          things_links: [
            { rel: "previous", href: "?x" },
            { rel: "next", href: `${FOREIGN}${query}` },
          ],
        },
      }),
    ],
    ["in a list of links", (query) => ({ body: { links: [{ rel: "next", href: `/v2/things${query}` }] } })],
    ["in links.next", (query) => ({ body: { links: { next: `${FOREIGN}${query}`, self: null } } })],
    ["in links.next.href", (query) => ({ body: { links: { next: { href: `${FOREIGN}${query}` } } } })],
    ["in next", (query) => ({ body: { next: query } })],
    [
      "in a header",
      (query) => ({ headers: { link: `<http://h/a,b?x>; rel="prev", <${FOREIGN}${query}>; rel="next"` } }),
    ],
  ];

  it.each(LINKS)("%s is followed by its query alone, at the service's own address", async (_, link) => {
    const { items, queries } = await walk(
      (query) => {
        const at = Number(query.get("marker") ?? 0);
        const { body = {}, headers = {} } = at < 4 ? link(`?marker=${at + 2}&tag=x&tag=y%26`) : {};
        return { body: { things: ids(at, 2), ...body }, headers };
      },
      { query: { deep: true } },
    );
    expect(items).toEqual(ids(0, 6));
    expect(queries).toEqual(["?deep=true", "?deep=true&marker=2&tag=x&tag=y%26", "?deep=true&marker=4&tag=x&tag=y%26"]);
  });

  it.each(["", "http://elsewhere.example:1/lost/prefix"])("%s/things/page/2 is followed by its path", async (front) => {
    await using server = await serve(({ path }, response) => {
      const page = Number(/page\/(\d)/.exec(path)?.[1] ?? 1);
      const next = page < 3 ? `${front}/things/a%20b/page/${page + 1}?limit=2` : null;
      sendJson(response, { things: ids(page * 2, 2), next }, path.startsWith("/things/a%20b") ? 200 : 404);
    });
    await using session = new Session({ auth: noAuth({ endpoint: server.url }) });
    const path = { path: { of: "a b" }, query: { limit: 2, deep: true } };
    expect(await session.adapter("network").paginate("/things/{of}", path).toArray()).toEqual(ids(2, 6));
    expect(server.received.map((request) => request.path).filter((asked) => asked.startsWith("/things"))).toEqual([
      "/things/a%20b?limit=2&deep=true",
      "/things/a%20b/page/2?limit=2&deep=true",
      "/things/a%20b/page/3?limit=2&deep=true",
    ]);
  });

  it.each([
    ["the list's path in front of it", "/things/v2/things?marker=1"],
    ["the list's name for a host", "http://things/v2/things?marker=1"],
    ["a way out of the list", "/things/../../else/where?marker=1"],
    ["a hidden way out of the list", "/things/%2E%2e/else/../..?marker=1"],
  ])("that has %s is followed in the list", async (_, next) => {
    const { queries } = await walk((query) => ({
      body: { things: ids(query.has("marker") ? 2 : 0, 2), next: query.has("marker") ? null : next },
    }));
    expect(queries).toEqual(["", "?marker=1"]);
  });

  it("says alone where its page is, and leaves filters as they were", async () => {
    const { queries } = await walk(
      (query) => ({ body: { things: ids(query.has("marker") ? 3 : 9, 2), next: "?limit=2&offset=2" } }),
      { query: { name: "a" }, marker: "5", pageSize: 2 },
    );
    expect(queries).toEqual(["?name=a&limit=2&marker=5", "?name=a&limit=2&offset=2"]);
  });

  it.each(["", "/things", "/elsewhere", "#x"])("to %j leads nowhere else: the walk ends", async (next) => {
    const { items, queries } = await walk(() => ({ body: { things: ids(5, 2), next } }), { marker: "4" });
    expect(items).toEqual(ids(5, 2));
    expect(queries).toEqual(["?marker=4"]);
  });

  it.each([[null], [""], [7], [{}], [[]], [[{ rel: "next" }]]])("that is %j is none", async (next) => {
    const { items } = await walk(() => ({ body: { things: ids(0, 2), next, links: next, things_links: next } }));
    expect(items).toEqual(ids(0, 2));
  });

  it.each([
    '<?marker=2>; rel="last next"',
    '<?marker=1>; title="a, b"; rel=prev, <?marker=2>; title="c; rel=no"; rel=NEXT',
    `<?marker=9>; rel=${" ".repeat(15_000)}, <?marker=2>;rel = "next"`,
  ])("in a header is found whatever stands beside it: %.40s", async (link) => {
    const { items } = await walk((query) => {
      const at = Number(query.get("marker") ?? 0);
      return { body: { things: ids(at, 2) }, headers: at === 0 ? { link } : {} };
    });
    expect(items).toEqual(ids(0, 4));
  });

  it("leads on although pages look alike whose items have no ids", async () => {
    const { items } = await walk((query) => {
      const at = Number(query.get("marker") ?? 0);
      const page = Array.from({ length: Math.min(2, 5 - at) }, () => ({ name: "same" }));
      return { body: { things: page, next: at < 4 ? `?marker=${at + 2}` : undefined } };
    });
    expect(items).toHaveLength(5);
  });

  it.each([
    ["empty pages", []],
    ["the same nameless page", [{ x: 1, y: 2 }]],
  ])("that promises more for ever over %s is an error in the end", async (_, things) => {
    let count = 0;
    const error = await failure(walk(() => ({ body: { things, next: `?marker=${count++}` } })));
    expect(error).toMatchObject({ name: "HttpError", code: "INVALID_BODY" });
    expect(count).toBeLessThan(200);
  });

  it("that leads back ends the walk", async () => {
    const { items, queries } = await walk((query) => {
      const at = Number(query.get("marker") ?? 0);
      return { body: { things: ids(at, 2), next: at === 0 ? "?marker=2" : "?marker=2" } };
    });
    expect(items).toEqual(ids(0, 4));
    expect(queries).toHaveLength(2);
  });

  it("that changes for ever over the same page ends the walk", async () => {
    let count = 0;
    const { items, queries } = await walk(() => ({ body: { things: ids(0, 2), next: `?marker=${count++}` } }));
    expect(items).toEqual(ids(0, 2));
    expect(queries).toHaveLength(2);
  });

  it("over an empty page is followed", async () => {
    const { items } = await walk((query) =>
      query.has("marker") ? { body: { things: ids(0, 1) } } : { body: { things: [], next: "?marker=0" } },
    );
    expect(items).toEqual(ids(0, 1));
  });
});
