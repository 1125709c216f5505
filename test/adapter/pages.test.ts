import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { noAuth, type Page, type PageInit, password, type ServiceTypeName, Session } from "../../src/index.ts";
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
  init: PageInit<never> & {
    readonly path?: Readonly<Record<string, string>>;
    readonly service?: ServiceTypeName;
    readonly at?: `/${string}`;
  } = {},
): Promise<{ readonly items: readonly unknown[]; readonly queries: readonly string[] }> {
  await using server = await serve(({ path }, response) => {
    const { body, headers = {} } = answer(new URL(path, "http://h").searchParams);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    sendJson(response, body);
  });
  const session = new Session({ auth: noAuth({ endpoint: server.url }), retry: 0 });
  try {
    const { service = "network", at = "/things", ...options } = init;
    const items = await session.adapter(service).paginate(at, options).toArray();
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

  it("says alone where its page is, as Neutron's does of a list from its end, and leaves filters as they were", async () => {
    const { queries } = await walk(
      (query) => ({ body: { things: ids(query.has("page_reverse") ? 3 : 9, 2), next: "?limit=2&offset=2" } }),
      { query: { name: "a", page_reverse: true }, marker: "5", pageSize: 2 },
    );
    expect(queries).toEqual(["?name=a&page_reverse=true&limit=2&marker=5", "?name=a&limit=2&offset=2"]);
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

  it("says so when a full page has nothing to go on after, once it has given it", async () => {
    const error = await failure(walk(() => ({ body: { things: [{ x: 1, y: 2 }] } }), { pageSize: 1 }));
    expect(error).toMatchObject({ name: "ConfigError", key: "pageSize" });
    const { items } = await walk(() => ({ body: { things: [{ x: 1, y: 2 }] } }), { pageSize: 1, limit: 1 });
    expect(items).toEqual([{ x: 1, y: 2 }]);
  });

  it.each([{ total: 2 }, { next: null }, { links: { next: null } }])(
    "is not asked on when it says with %j that this was all",
    async (more) => {
      const things = [{ ref: "a" }, { ref: "b" }];
      const { items, queries } = await walk(() => ({ body: { things, ...more } }), { pageSize: 2 });
      expect([items, queries]).toEqual([things, ["?limit=2"]]);
    },
  );

  it("is asked with the page size that stands in the path", async () => {
    const { items, queries } = await walk(
      listed(ids(0, 5), ({ id }: Named) => id),
      { at: "/things?limit=2&tag=a&tag=b" },
    );
    expect(items).toEqual(ids(0, 5));
    expect(queries.at(-1)).toBe("?limit=2&tag=a&tag=b&marker=3");
  });

  it("tells where to go on although the caller wanted no more", async () => {
    await using server = await serve((_, response) => sendJson(response, { things: ids(0, 5) }));
    await using session = new Session({ auth: noAuth({ endpoint: server.url }) });
    for await (const page of session.adapter("network").paginate("/things", { limit: 2 }).pages()) {
      expect(page).toEqual({ items: ids(0, 2), marker: "1" });
    }
  });

  it("has a list that is bare and whole, except for object storage", async () => {
    const bare = (): { body: unknown } => ({ body: ["a", "b"] });
    expect((await walk(bare, { service: "alarm" })).queries).toEqual([""]);
    expect(await failure(walk(bare, { service: "object-store" }))).toMatchObject({ name: "ConfigError" });
  });
});

describe("a service that counts or names the next one itself", () => {
  const all = ids(0, 25);
  const from = (at: number, query: URLSearchParams): Named[] => all.slice(at, at + Number(query.get("limit") ?? 10));
  const ways: readonly [ServiceTypeName, (query: URLSearchParams) => object][] = [
    ["backup", (query) => ({ things: from(Number(query.get("offset") ?? 0), query) })],
    [
      "application-catalog",
      (query) => {
        const things = from(Number(query.get("marker") ?? -1) + 1, query);
        const last = things.at(-1)?.id;
        return { things, ...(last !== "24" && { next_marker: last }) };
      },
    ],
    [
      "data-processing",
      (query) => {
        const things = from(Number(query.get("marker") ?? -1) + 1, query);
        const last = things.at(-1)?.id;
        return { things, markers: { prev: null, next: last === "24" ? null : last } };
      },
    ],
    [
      "admin-logic",
      (query) => ({ things: all.slice((Number(query.get("page") ?? 1) - 1) * 10).slice(0, 10), pages: 3 }),
    ],
  ];

  it.each(ways)("%s gives everything, whether the caller has a page size or not", async (service, answer) => {
    for (const init of service === "admin-logic" ? [{}] : [{}, { pageSize: 5 }, { pageSize: 25 }]) {
      const { items } = await walk((query) => ({ body: answer(query) }), { service, ...init });
      expect(items).toEqual(all);
    }
  });
});

describe("a page", () => {
  it("is read within the call's timeout, and may come compressed", async () => {
    await using server = await serve(({ path }, response) => {
      if (path.startsWith("/quick")) return void sendJson(response, { things: ids(0, 2) });
      if (!path.startsWith("/slow")) return void sendJson(response, {}, 404);
      const drip = setInterval(() => response.write(" "), 30);
      response.on("close", () => clearInterval(drip));
    });
    await using session = new Session({ auth: noAuth({ endpoint: server.url }) });
    const network = session.adapter("network");
    expect(await network.paginate("/quick").toArray()).toEqual(ids(0, 2));
    expect(server.received.at(-1)?.headers["accept-encoding"]).toContain("gzip");
    expect(await failure(network.paginate("/slow", { timeout: 300 }).toArray())).toMatchObject({ code: "TIMEOUT" });
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
