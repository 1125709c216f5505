import type { ServerResponse } from "node:http";
import { describe, expect, it, vi } from "vitest";
import { download, type Progress } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { breaking, bytesOf, DATA, MD5, PATH, ranges, SHA512, storeAt } from "./served-data.ts";

describe("a download", () => {
  it("gives the data with its size and progress, checked against the ETag", async () => {
    const { store } = await storeAt(breaking(0, 0));
    const seen: Progress[] = [];
    const { body, size, checksum } = await download(store, PATH, { onProgress: (progress) => seen.push(progress) });
    expect(size).toBe(DATA.length);
    expect(checksum).toEqual({ algorithm: "md5", value: MD5 });
    expect((await bytesOf(body)).equals(DATA)).toBe(true);
    expect(seen.at(-1)).toEqual({ transferred: DATA.length, total: DATA.length });
  });

  it("goes on where it broke, as long as the ETag matches", async () => {
    const { store, server } = await storeAt(breaking(2, 200_000));
    const { body } = await download(store, PATH);
    expect((await bytesOf(body)).equals(DATA)).toBe(true);
    expect(ranges(server)).toEqual([
      [undefined, undefined],
      ["bytes=200000-", MD5],
      ["bytes=400000-", MD5],
    ]);
  });

  it("goes on after a server that stands still", async () => {
    let first = true;
    const { store } = await storeAt((request, response) => {
      if (!first) return breaking(0, 0)(request, response);
      first = false;
      response.writeHead(200, { etag: MD5, "content-length": DATA.length });
      response.write(DATA.subarray(0, 300_000));
    });
    const { body } = await download(store, PATH, { timeout: { idle: 150 } });
    expect((await bytesOf(body)).equals(DATA)).toBe(true);
  });

  it("reads over what it has when the server knows no ranges", async () => {
    let times = 0;
    const { store } = await storeAt((_, response) => {
      response.writeHead(200, { etag: MD5, "content-length": DATA.length });
      const sent = [500_000, 400_000, 600_000][times++];
      if (sent === undefined) response.end(DATA);
      else response.write(DATA.subarray(0, sent), () => setTimeout(() => response.destroy(), 20));
    });
    const { body } = await download(store, PATH);
    expect((await bytesOf(body)).equals(DATA)).toBe(true);
    expect(times).toBe(4);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    [
      "has another ETag",
      (response) => response.writeHead(206, { etag: "other", "content-range": "bytes 200000-" }).end("x"),
    ],
    ["does not match", (response) => response.writeHead(412).end()],
    ["is shorter now", (response) => response.writeHead(416).end()],
  ])("ends when the data was changed meanwhile: it %s", async (_, second) => {
    let times = 0;
    const { store } = await storeAt((request, response) => {
      if (times++ === 0) breaking(1, 200_000)(request, response);
      else second(response);
    });
    const { body } = await download(store, PATH);
    expect(await failure(bytesOf(body))).toMatchObject({ name: "HttpError", code: "CONTENT_CHANGED" });
  });

  it("gives up after five breaks in a row without a byte", async () => {
    const { store, server } = await storeAt((request, response) => {
      if (request.headers.range === undefined) breaking(1, 200_000)(request, response);
      else response.destroy();
    });
    const { body } = await download(store, PATH, { timeout: { whole: 20_000 } });
    expect(await failure(bytesOf(body))).toMatchObject({ name: "TransportError" });
    expect(ranges(server).length).toBeGreaterThan(5);
  });

  it("asks on when a server gives less than it was asked for", async () => {
    const { store } = await storeAt((request, response) => {
      const first = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
      if (first === 0) return breaking(1, 300_000, () => ({}))(request, response);
      const end = Math.min(first + 200_000, DATA.length);
      response.writeHead(206, { "content-range": `bytes ${first}-${end - 1}/${DATA.length}` });
      response.end(DATA.subarray(first, end));
    });
    const { body } = await download(store, PATH);
    expect((await bytesOf(body)).equals(DATA)).toBe(true);
  });

  it("ends when the resource has grown meanwhile", async () => {
    const { store } = await storeAt((request, response) => {
      if (request.headers.range === undefined) return breaking(1, 300_000, () => ({}))(request, response);
      response.writeHead(206, { "content-range": "bytes 300000-1799999/1800000" }).end(Buffer.alloc(1_500_000));
    });
    const { body } = await download(store, PATH);
    expect(await failure(bytesOf(body))).toMatchObject({ code: "CONTENT_CHANGED" });
  });

  it("is complete when all bytes were here before the break, which the service says with 416", async () => {
    const { store, server } = await storeAt((request, response) => {
      if (request.headers.range !== undefined) {
        return void response.writeHead(416, { etag: MD5, "content-range": `bytes */${DATA.length}` }).end();
      }
      response.writeHead(200, { etag: MD5 });
      response.write(DATA, () => setTimeout(() => response.destroy(), 20));
    });
    expect((await bytesOf((await download(store, PATH)).body)).equals(DATA)).toBe(true);
    expect(ranges(server).at(-1)).toEqual([`bytes=${DATA.length}-`, MD5]);
    const { body } = await download(store, PATH, { checksum: { algorithm: "sha512", value: "00" } });
    expect(await failure(bytesOf(body))).toMatchObject({ code: "CHECKSUM_MISMATCH" });
  });

  it("is not complete when 416 says that no more is there than came of what was promised", async () => {
    const { store } = await storeAt((request, response) => {
      if (request.headers.range === undefined) breaking(1, 200_000, () => ({}))(request, response);
      else response.writeHead(416, { "content-range": "bytes */200000" }).end();
    });
    const { body } = await download(store, PATH);
    expect(await failure(bytesOf(body))).toMatchObject({ name: "HttpError", code: "CONTENT_CHANGED" });
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ["asks for a pause", (response) => void response.writeHead(503, { "retry-after": "30" }).end()],
    ["stands still", () => undefined],
  ])("ends at once when nobody wants it any more, also while the service %s", async (_, second) => {
    const { store, server } = await storeAt((request, response) => {
      if (request.headers.range === undefined) breaking(1, 200_000)(request, response);
      else second(response);
    });
    const { body } = await download(store, PATH, { timeout: { idle: 60_000 } });
    body.resume();
    await vi.waitFor(() => expect(ranges(server)).toHaveLength(2));
    body.destroy();
    await new Promise((resolve) => body.once("close", resolve));
    expect(ranges(server)).toHaveLength(2);
  });

  it.each([502, 503, 504])("goes on after a resume that is answered with %i", async (status) => {
    let refusals = 2;
    const { store } = await storeAt((request, response) => {
      if (request.headers.range === undefined || refusals-- <= 0) return breaking(1, 300_000)(request, response);
      response.writeHead(status, { "retry-after": "0" }).end();
    });
    const { body } = await download(store, PATH);
    expect((await bytesOf(body)).equals(DATA)).toBe(true);
  });

  it.each(["0", "3600"])("ends when each resume is answered with 503 and Retry-After: %s", async (seconds) => {
    const { store, server } = await storeAt((request, response) => {
      if (request.headers.range === undefined) return breaking(1, 300_000)(request, response);
      response.writeHead(503, { "retry-after": seconds }).end();
    });
    const { body } = await download(store, PATH);
    expect(await failure(bytesOf(body))).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect(ranges(server).length).toBeLessThan(20);
  });

  it.each([
    [{ checksum: "x" }, "checksum"],
    [{ checksum: {} }, "checksum"],
    [{ checksum: null }, "checksum"],
    [{ checksum: { algorithm: "md5", value: 5 } }, "checksum"],
    [{ checksum: { algorithm: "rot13", value: "00" } }, "checksum"],
    [{ headers: { Range: "bytes=5-" } }, "range"],
  ])("refuses %j before it asks", async (options, key) => {
    const { store, server } = await storeAt(breaking(0, 0));
    expect(await failure(download(store, PATH, options as never))).toMatchObject({ name: "ConfigError", key });
    expect(server.received).toEqual([]);
  });

  it.each<[string, Record<string, string>, unknown]>([
    ["an ETag in quotes", { etag: `"${MD5}"` }, MD5],
    ["Image's Content-MD5", { "content-md5": MD5 }, MD5],
    ["a manifest's ETag", { etag: `"${MD5}"`, "x-static-large-object": "True" }, undefined],
    ["a dynamic large object's", { etag: `"${MD5}"`, "x-object-manifest": "c/p" }, undefined],
    ["an ETag that is no MD5", { etag: '"abc-5"' }, undefined],
  ])("knows what %s is worth", async (_, headers, value) => {
    const { store } = await storeAt((_request, response) => response.writeHead(200, headers).end(DATA));
    const { body, checksum } = await download(store, PATH);
    expect(checksum?.value).toBe(value);
    expect((await bytesOf(body)).length).toBe(DATA.length);
  });

  it("fails at its end when the checksum is another one", async () => {
    const { store } = await storeAt((_, response) => response.writeHead(200, { etag: "0".repeat(32) }).end(DATA));
    const { body } = await download(store, PATH);
    expect(await failure(bytesOf(body))).toMatchObject({
      code: "CHECKSUM_MISMATCH",
      message: expect.stringContaining(MD5),
    });
    const unchecked = await download(store, PATH, { checksum: false });
    expect((await bytesOf(unchecked.body)).length).toBe(DATA.length);
  });

  it("is checked against what the caller knows", async () => {
    const { store } = await storeAt((_, response) => response.end(DATA));
    const good = await download(store, PATH, { checksum: { algorithm: "sha512", value: SHA512.toUpperCase() } });
    expect((await bytesOf(good.body)).length).toBe(DATA.length);
    const bad = await download(store, PATH, { checksum: { algorithm: "sha512", value: "00" } });
    expect(await failure(bytesOf(bad.body))).toMatchObject({ code: "CHECKSUM_MISMATCH" });
  });

  it("ends with what the progress function throws, and with the caller's reason", async () => {
    const { store } = await storeAt(breaking(0, 0));
    const thrown = new Error("enough");
    const onProgress = (): never => {
      throw thrown;
    };
    expect(await failure(bytesOf((await download(store, PATH, { onProgress })).body))).toBe(thrown);
    const controller = new AbortController();
    const { body } = await download(store, PATH, { signal: controller.signal });
    controller.abort(thrown);
    expect(await failure(bytesOf(body))).toBe(thrown);
  });
});
