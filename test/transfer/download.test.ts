import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { download, downloadToFile, noAuth, type Progress, Session, type Store } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { type Received, serve, type TestServer } from "../support/server.ts";

const DATA = randomBytes(900_000);
const MD5 = createHash("md5").update(DATA).digest("hex");
const SHA512 = createHash("sha512").update(DATA).digest("hex");

let folder: string;
const open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  // Pauses between attempts are of a random length, and here of the least one.
  vi.spyOn(Math, "random").mockReturnValue(0);
  folder = await mkdtemp(join(tmpdir(), "osauth-download-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const one of open.splice(0)) await one.close();
  await rm(folder, { recursive: true });
});

async function storeAt(answer: Parameters<typeof serve>[0]): Promise<{ store: Store; server: TestServer }> {
  const server = await serve(answer);
  const session = new Session({ auth: noAuth({ endpoint: `${server.url}/v1/AUTH_a` }), timeout: { idle: 1_000 } });
  open.push(session, server);
  return { store: session.adapter("object-store"), server };
}

const PATH = ["c", "o"];
const isData = ({ path }: Received): boolean => path === "/v1/AUTH_a/c/o";

/** Answers with the data from where it is asked, and breaks after `bytes` of it as often as told. */
function breaking(
  times: number,
  bytes: number,
  headers: (request: Received) => Record<string, string> = () => ({ etag: MD5 }),
): Parameters<typeof serve>[0] {
  let left = times;
  return (request, response) => {
    if (!isData(request)) return void response.writeHead(404).end();
    const first = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const part = DATA.subarray(first);
    response.writeHead(first > 0 ? 206 : 200, {
      ...headers(request),
      "content-length": part.length,
      ...(first > 0 && { "content-range": `bytes ${first}-${DATA.length - 1}/${DATA.length}` }),
    });
    if (left-- > 0) response.write(part.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20));
    else response.end(part);
  };
}

async function bytesOf(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const ranges = ({ received }: TestServer): unknown[] =>
  received.filter(isData).map(({ headers }) => [headers.range, headers["if-match"]]);

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

describe("a download to a file", () => {
  it("is there when it is complete", async () => {
    const { store } = await storeAt(breaking(1, 300_000));
    const file = join(folder, "data");
    expect(await downloadToFile(store, PATH, { file })).toMatchObject({ size: DATA.length });
    expect((await readFile(file)).equals(DATA)).toBe(true);
    expect(await readdir(folder)).toEqual(["data"]);
  });

  it("keeps the mode of a file that was there", async () => {
    const { store } = await storeAt(breaking(0, 0));
    const file = join(folder, "data");
    for (const mode of [0o600, 0o666, 0o750]) {
      await writeFile(file, "old");
      await chmod(file, mode);
      await downloadToFile(store, PATH, { file });
      expect((await stat(file)).mode & 0o777).toBe(mode);
    }
    expect((await readFile(file)).equals(DATA)).toBe(true);
  });

  it("fails before it asks where no file can be", async () => {
    const { store, server } = await storeAt(breaking(0, 0));
    expect(await failure(downloadToFile(store, PATH, { file: folder }))).toMatchObject({
      name: "ConfigError",
      key: "file",
    });
    expect(await failure(downloadToFile(store, PATH, {} as never))).toMatchObject({ name: "ConfigError", key: "file" });
    const nowhere = join(folder, "none", "data");
    expect(await failure(downloadToFile(store, PATH, { file: nowhere }))).toMatchObject({ code: "ENOENT" });
    expect(server.received).toEqual([]);
  });

  it("leaves nothing behind when it fails", async () => {
    const { store } = await storeAt((_, response) => response.writeHead(200, { etag: "0".repeat(32) }).end(DATA));
    const failed = downloadToFile(store, PATH, { file: join(folder, "data") });
    expect(await failure(failed)).toMatchObject({ code: "CHECKSUM_MISMATCH" });
    expect(await readdir(folder)).toEqual([]);
  });
});
