import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { noAuth, type Page, type PageInit, password, Session } from "../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { failure } from "../support/failure.ts";
import { sendJson, serve } from "../support/server.ts";

interface Named {
  readonly id: string;
}

const ids = (from: number, count: number): Named[] =>
  Array.from({ length: count }, (_, index) => ({ id: String(from + index) }));

/** What a service of this making lists, and the queries it was asked. */
async function walk(
  answer: (query: URLSearchParams) => { readonly body: unknown; readonly headers?: Readonly<Record<string, string>> },
  init: PageInit<never> & { readonly path?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly items: readonly unknown[]; readonly queries: readonly string[] }> {
  await using server = await serve(({ path }, response) => {
    const { body, headers = {} } = answer(new URL(path, "http://h").searchParams);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    sendJson(response, body);
  });
  const session = new Session({ auth: noAuth({ endpoint: server.url }), retry: 0 });
  try {
    const items = await session.adapter("network").paginate("/things", init).toArray();
    return {
      items,
      queries: server.received.flatMap(({ path }) => (path.startsWith("/things") ? [path.slice(7)] : [])),
    };
  } finally {
    await session.close();
  }
}

describe("the services of the embedded cloud", () => {
  let cloud: EmbeddedCloud;
  let session: Session;

  beforeAll(async () => {
    cloud = await startCloud({ servers: 25 });
    session = new Session({ auth: password(cloud.credentials) });
  });
  afterAll(async () => {
    await session.close();
    await cloud.close();
  });
  beforeEach(() => cloud.clearRequests());

  it("Nova's servers come by its links, with the query kept", async () => {
    const compute = session.adapter("compute");
    const names: string[] = [];
    const servers = compute.paginate<{ name: string }>("/servers/detail", { pageSize: 10, query: { sort_key: "id" } });
    for await (const { name } of servers) names.push(name);
    expect(new Set(names).size).toBe(25);
    const asked = cloud.requests.filter(({ path }) => path.includes("/servers"));
    expect(asked).toHaveLength(3);
    for (const { path } of asked) expect(path).toMatch(/servers\/detail/);
  });

  it("is asked for no page that nobody reads", async () => {
    for await (const { items } of session.adapter("compute").paginate("/servers", { pageSize: 5 }).pages()) {
      expect(items).toHaveLength(5);
      break;
    }
    expect(cloud.count(/\/servers/)).toBe(1);
  });

  it("gives as many as wanted, and goes on where that ended", async () => {
    const compute = session.adapter("compute");
    const pages: Page<Named>[] = [];
    for await (const page of compute.paginate<Named>("/servers", { pageSize: 10, limit: 7 }).pages()) pages.push(page);
    const [page] = pages;
    expect(page?.items).toHaveLength(7);
    const rest = await compute.paginate<Named>("/servers", { marker: page?.marker ?? "" }).toArray();
    expect(rest).toHaveLength(18);
    expect(rest.map(({ id }) => id)).not.toContain(page?.items.at(-1)?.id);
  });

  it("object storage's bare lists come by the last name", async () => {
    const store = session.adapter("object-store");
    await store.put("/box");
    const names = ["a", "b", "c/1", "c/2", "d e", "é?&"];
    for (const name of names) await store.put(["box", name], { body: name });
    cloud.clearRequests();
    const found = await store
      .paginate<{ name: string }>("/{box}", { path: { box: "box" }, query: { format: "json" }, pageSize: 2 })
      .toArray();
    expect(found.map(({ name }) => name)).toEqual(names);
    const folders = await store
      .paginate<{ name?: string; subdir?: string }>("/box", { query: { format: "json", delimiter: "/" }, pageSize: 3 })
      .toArray();
    expect(folders.map(({ name, subdir }) => name ?? subdir)).toEqual(["a", "b", "c/", "d e", "é?&"]);
  });
});

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

  it.each([[null], [""], [7], [{}], [[]], [[{ rel: "next" }]]])("that is %j is none", async (next) => {
    const { items } = await walk(() => ({ body: { things: ids(0, 2), next, links: next, things_links: next } }));
    expect(items).toEqual(ids(0, 2));
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

describe("a service without links", () => {
  const listed = (all: readonly object[], keyOf: (item: never) => string) => (query: URLSearchParams) => {
    const marker = query.get("marker");
    const at = marker === null ? 0 : all.findIndex((item) => keyOf(item as never) === marker) + 1;
    return { body: { things: all.slice(at, at + Number(query.get("limit") ?? 1000)) } };
  };

  it("goes on after the last id of a full page, and ends with a short one", async () => {
    const { items, queries } = await walk(
      listed(ids(0, 5), ({ id }: Named) => id),
      { pageSize: 2 },
    );
    expect(items).toEqual(ids(0, 5));
    expect(queries).toEqual(["?limit=2", "?limit=2&marker=1", "?limit=2&marker=3"]);
  });

  it("goes on after names, uuids and wrapped names where there are no ids", async () => {
    const makers: readonly ((n: number) => object)[] = [
      (n) => ({ uuid: `u${n}` }),
      (n) => ({ name: `n${n}` }),
      (n) => ({ keypair: { name: `k${n}` } }),
    ];
    for (const item of makers) {
      const all = [0, 1, 2].map(item);
      const key = (value: never): string => JSON.stringify(value).match(/"([unk]\d)"/)?.[1] ?? "";
      expect((await walk(listed(all, key), { pageSize: 2 })).items).toEqual(all);
    }
  });

  it.each([2, 3])("X3: that knows neither limit nor marker gives all %i once, not 1,000", async (count) => {
    const { items, queries } = await walk(() => ({ body: { things: ids(0, count) } }), { pageSize: 2 });
    expect(items).toEqual(ids(0, count));
    expect(queries.length).toBeLessThan(3);
  });

  it("is asked once when nobody wants pages", async () => {
    expect((await walk(() => ({ body: { things: ids(0, 3) } }))).queries).toEqual([""]);
  });

  it("says so when a full page has nothing to go on after", async () => {
    const error = await failure(walk(() => ({ body: { things: [{ x: 1, y: 2 }] } }), { pageSize: 1 }));
    expect(error).toMatchObject({ name: "ConfigError", key: "pageSize" });
  });
});

describe("what is no list", () => {
  it.each([{}, null, "text", { a: [], b: [] }, { thing: {} }, { links: [] }])(
    "%j is an error that names the option",
    async (body) => {
      expect(await failure(walk(() => ({ body })))).toMatchObject({ name: "ConfigError", key: "collection" });
    },
  );

  it("among several the named one is taken", async () => {
    const body = { things: ids(0, 1), others: ids(5, 2), __proto__: [] };
    expect((await walk(() => ({ body }), { collection: "others" })).items).toEqual(ids(5, 2));
    expect(await failure(walk(() => ({ body }), { collection: "constructor" }))).toMatchObject({ key: "collection" });
  });

  it.each([{ limit: 0 }, { limit: 1.5 }, { pageSize: -1 }, { marker: "" }, { collection: "" }])(
    "%j is refused before anything is asked",
    async (init) => {
      const session = new Session({ auth: noAuth() });
      expect(() => session.adapter("network").paginate("/things", init)).toThrow(
        expect.objectContaining({ name: "ConfigError", key: Object.keys(init)[0] }),
      );
      await session.close();
    },
  );

  it("an error of the service is the walk's", async () => {
    await using server = await serve((_, response) => sendJson(response, { message: "no" }, 403));
    const session = new Session({ auth: noAuth({ endpoint: server.url }) });
    expect(await failure(session.adapter("network").paginate("/things").toArray())).toMatchObject({
      code: "FORBIDDEN",
    });
    await session.close();
  });
});
