import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noAuth, type Page, type Pages, Session } from "../../src/index.ts";
import { sendJson, serve, type TestServer } from "../support/server.ts";

const IDS = ["0", "1", "2", "3", "4", "5", "6"];

/** A page with its links as Neutron 21 has them. */
function page(query: URLSearchParams): object {
  const limit = Number(query.get("limit") ?? 0);
  const reverse = query.get("page_reverse")?.toLowerCase() === "true";
  const marker = limit === 0 ? null : query.get("marker");
  const at = marker === null ? (reverse ? IDS.length : -1) : IDS.indexOf(marker);
  const rest = reverse ? IDS.slice(0, at) : IDS.slice(at + 1);
  const ids = limit === 0 ? (reverse ? rest.toReversed() : rest) : reverse ? rest.slice(-limit) : rest.slice(0, limit);
  const links = [
    { rel: "next", href: `http://lost/networks?limit=${limit}&marker=${ids.at(-1)}` },
    { rel: "previous", href: `http://lost/networks?limit=${limit}&marker=${ids[0]}&page_reverse=True` },
  ].filter(({ rel }) => ids.length === limit || reverse === (rel === "next"));
  return { networks: ids.map((id) => ({ id })), ...(limit > 0 && ids.length > 0 && { networks_links: links }) };
}

let server: TestServer;
let session: Session;
beforeAll(async () => {
  server = await serve(({ path }, response) => sendJson(response, page(new URL(path, "http://h").searchParams)));
  session = new Session({ auth: noAuth({ endpoint: server.url }) });
});
afterAll(async () => {
  await session.close();
  await server.close();
});

type Network = { readonly id: string };
const reversed = (init: object): Pages<Network> =>
  session.adapter("network").paginate<Network>("/networks", { query: { page_reverse: true }, ...init });
const idsOf = (items: readonly Network[]): string => items.map(({ id }) => id).join("");

describe("a list without page sizes, whose service heeds no marker then", () => {
  it("begins after a marker all the same", async () => {
    const list = session.adapter("network").paginate<Network>("/networks", { marker: "4" });
    expect(idsOf(await list.toArray())).toBe("56");
  });

  it("begins before a marker, and gives so many before it, when it is read from its end", async () => {
    expect(idsOf(await reversed({ marker: "4" }).toArray())).toBe("0123");
    expect(idsOf(await reversed({ marker: "4", limit: 2 }).toArray())).toBe("23");
    expect(idsOf(await reversed({ limit: 2 }).toArray())).toBe("56");
  });
});

describe("a list from its end", () => {
  it.each([
    [2, "5634120"],
    [3, "4561230"],
    [7, "0123456"],
    [undefined, "0123456"],
  ])("comes whole by pages of %s, each in the list's order", async (pageSize, all) => {
    expect(idsOf(await reversed(pageSize === undefined ? {} : { pageSize }).toArray())).toBe(all);
  });

  it("begins before a marker", async () => {
    expect(idsOf(await reversed({ pageSize: 2, marker: "4" }).toArray())).toBe("2301");
  });

  it("goes on where a page, or what was wanted, ended", async () => {
    const got: Page<Network>[] = [];
    for await (const one of reversed({ pageSize: 2, limit: 3 }).pages()) got.push(one);
    expect(got.map(({ items, marker }) => [idsOf(items), marker])).toEqual([
      ["56", "5"],
      ["4", "4"],
    ]);
    expect(idsOf(await reversed({ pageSize: 2, marker: "4" }).toArray())).toBe("2301");
  });
});
