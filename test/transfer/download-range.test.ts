import { describe, expect, it } from "vitest";
import { download } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { breaking, bytesOf, DATA, MD5, PATH, ranges, storeAt } from "./served-data.ts";

describe("a download of a part", () => {
  it.each([{ first: 100_000, last: 599_999 }, { first: 100_000 }])(
    "of the part %j ends where that ends, although a resume is answered with everything",
    async ({ first, last }) => {
      const part = DATA.subarray(first, last === undefined ? undefined : last + 1);
      let times = 0;
      const { store } = await storeAt((_, response) => {
        if (times++ > 0) return void response.writeHead(200, { "content-length": DATA.length }).end(DATA);
        response.writeHead(206, {
          "content-range": `bytes ${first}-${first + part.length - 1}/${DATA.length}`,
          "content-length": part.length,
        });
        response.write(part.subarray(0, 200_000), () => setTimeout(() => response.destroy(), 20));
      });
      const { body } = await download(store, PATH, { range: { first, last } });
      expect((await bytesOf(body)).equals(part)).toBe(true);
      expect(times).toBe(2);
    },
  );

  it.each([
    ["less", 99_999],
    ["more", 899_999],
  ])("of a part ends where that ends, although the service gives %s at once", async (_, last) => {
    const { store } = await storeAt((request, response) => {
      const first = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1]);
      const part = DATA.subarray(first, Math.max(first + 100_000, last + 1));
      const range = `bytes ${first}-${first + part.length - 1}/${DATA.length}`;
      response.writeHead(206, { etag: MD5, "content-range": range, "content-length": part.length }).end(part);
    });
    const { body, size } = await download(store, PATH, { range: { first: 10, last: 300_009 } });
    expect((await bytesOf(body)).equals(DATA.subarray(10, 300_010))).toBe(true);
    expect(size).toBe(300_000);
  });

  it("refuses another part than was asked for", async () => {
    const { store } = await storeAt((_, response) => {
      response.writeHead(206, { "content-range": "bytes 0-9/900000" }).end(DATA.subarray(0, 10));
    });
    expect(await failure(download(store, PATH, { range: { first: 5, last: 14 } }))).toMatchObject({
      code: "INVALID_BODY",
    });
  });

  it("refuses everything where a part was asked for", async () => {
    const { store } = await storeAt((_, response) => response.writeHead(200).end(DATA));
    expect(await failure(download(store, PATH, { range: { first: 5 } }))).toMatchObject({ code: "INVALID_BODY" });
  });

  it("reads a part, which is not checked", async () => {
    const { store, server } = await storeAt((_, response) => {
      response.writeHead(206, { etag: MD5, "content-range": "bytes 10-19/900000", "content-length": 10 });
      response.end(DATA.subarray(10, 20));
    });
    const { body, size, checksum } = await download(store, PATH, { range: { first: 10, last: 19 } });
    expect((await bytesOf(body)).equals(DATA.subarray(10, 20))).toBe(true);
    expect([size, checksum]).toEqual([10, undefined]);
    expect(ranges(server)).toEqual([["bytes=10-19", undefined]]);
  });

  it.each([{ first: -1 }, { first: 1.5 }, { first: 5, last: 4 }, 5])("refuses the range %j", async (range) => {
    const { store, server } = await storeAt(breaking(0, 0));
    const refused = download(store, PATH, { range } as never);
    expect(await failure(refused)).toMatchObject({ name: "ConfigError", key: "range" });
    expect(server.received).toEqual([]);
  });
});
