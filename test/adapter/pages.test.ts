import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { noAuth, type Page, password, Session } from "../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { failure } from "../support/failure.ts";
import { sendJson, serve } from "../support/server.ts";
import { ids, type Named, walk } from "./walk.ts";

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
