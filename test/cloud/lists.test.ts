import { describe, expect, it } from "vitest";
import { find, waitFor } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { connect, unique } from "./support/cloud.ts";

describe("one among many", () => {
  it("is found by name or id, and waited for until it is gone", async () => {
    const network = connect().adapter("network");
    const name = unique("a+b (1).*");
    const { network: made } = await network
      .post("/networks", { json: { network: { name } } })
      .json<{ network: { id: string } }>();
    const path = { id: made.id };
    expect(await find(network, "/networks", name)).toMatchObject({ id: made.id, name });
    expect(await find(network, "/networks", made.id)).toMatchObject({ name });
    const active = ({ network: { status } }: { network: { status: string } }): boolean => status === "ACTIVE";
    expect(await waitFor(network, "/networks/{id}", active, { path })).toMatchObject({ network: { name } });
    await network.delete("/networks/{id}", { path });
    expect(await waitFor(network, "/networks/{id}", "gone", { path })).toBeUndefined();
    expect(await failure(find(network, "/networks", name))).toMatchObject({ code: "NOT_FOUND" });
  });

  it.each([
    ["compute", "/flavors"],
    ["identity", "/v3/projects"],
    ["image", "/images"],
    ["block-storage", "/types"],
  ] as const)("is not there at %s %s", async (type, path) => {
    const error = await failure(find(connect().adapter(type), path, "nobody's (at all)"));
    expect(error).toMatchObject({ name: "HttpError", code: "NOT_FOUND" });
  });
});

describe("lists page by page", () => {
  it("neutron's networks, by its links", async () => {
    const network = connect().adapter("network");
    const name = unique("network");
    const made: string[] = [];
    try {
      for (let count = 0; count < 5; count++) {
        const { network: one } = await network
          .post("/networks", { json: { network: { name } } })
          .json<{ network: { id: string } }>();
        made.push(one.id);
      }
      const found: string[] = [];
      for await (const { id } of network.paginate<{ id: string }>("/networks", { query: { name }, pageSize: 2 })) {
        found.push(id);
      }
      expect(found.sort()).toEqual([...made].sort());
      const sorted = { name, sort_key: "id", sort_dir: "asc" };
      for (const init of [{}, { pageSize: 2 }]) {
        const rest = { ...init, query: sorted, marker: found[1] ?? "" };
        const before = { ...init, query: { ...sorted, page_reverse: true }, marker: found[3] ?? "", limit: 2 };
        expect((await network.paginate<{ id: string }>("/networks", rest).toArray()).map(({ id }) => id)).toEqual(
          found.slice(2),
        );
        expect((await network.paginate<{ id: string }>("/networks", before).toArray()).map(({ id }) => id)).toEqual(
          found.slice(1, 3),
        );
      }
    } finally {
      for (const id of made) await network.delete("/networks/{id}", { path: { id } });
    }
  });

  it("nova's flavors, by its links", async () => {
    const compute = connect().adapter("compute");
    const prefix = unique("flavor");
    const made: string[] = [];
    try {
      for (let count = 0; count < 5; count++) {
        const flavor = { name: `${prefix}-${count}`, ram: 64, vcpus: 1, disk: 0 };
        const { flavor: one } = await compute.post("/flavors", { json: { flavor } }).json<{ flavor: { id: string } }>();
        made.push(one.id);
      }
      const all = await compute.paginate<{ id: string }>("/flavors", { pageSize: 2 }).toArray();
      const ids = all.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(made));
    } finally {
      for (const id of made) await compute.delete("/flavors/{id}", { path: { id } });
    }
  });

  it("swift's objects, by the last name", async () => {
    const store = connect().adapter("object-store");
    const box = unique("box");
    const names = ["a", "b/1", "b/2", "c d", "é"];
    await store.put([box]);
    try {
      for (const name of names) await store.put([box, name], { body: name });
      const list = store.paginate<{ name: string }>("/{box}", {
        path: { box },
        query: { format: "json" },
        pageSize: 2,
      });
      expect((await list.toArray()).map(({ name }) => name)).toEqual(names);
    } finally {
      for (const name of names) await store.delete([box, name]);
      await store.delete([box]);
    }
  });

  it("keystone's roles, which know no pages", async () => {
    const identity = connect().adapter("identity");
    const { roles } = await identity.get("/v3/roles").json<{ roles: { id: string }[] }>();
    const paged = await identity.paginate<{ id: string }>("/v3/roles", { pageSize: roles.length }).toArray();
    expect(paged.map(({ id }) => id)).toEqual(roles.map(({ id }) => id));
  });
});
