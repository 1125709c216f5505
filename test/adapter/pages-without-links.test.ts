import { describe, expect, it } from "vitest";
import { noAuth, type ServiceTypeName, Session } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { sendJson, serve } from "../support/server.ts";
import { ids, type Named, walk } from "./walk.ts";

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
