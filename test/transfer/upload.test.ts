import { createHash, randomBytes } from "node:crypto";
import { open as openFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { beforeEach, describe, expect, it } from "vitest";
import {
  download,
  type LargeObjectOptions,
  type Progress,
  type UploadSource,
  upload,
  uploadLargeObject,
} from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { objectStore } from "../support/object-store.ts";

const DATA = randomBytes(1_000_000);
const MD5 = createHash("md5").update(DATA).digest("hex");
const SEGMENTS = "photos_segments";

const { cloud, session, store, folder, file, namesIn, stored } = objectStore(DATA);
beforeEach(async () => {
  await store().put(["photos"]);
  cloud().clearRequests();
});

describe("an upload", () => {
  const sources: [string, () => UploadSource | Promise<UploadSource>][] = [
    ["the path of a file", () => ({ file })],
    ["an open file", () => openFile(file)],
    ["bytes", () => DATA],
    ["a Blob", () => new Blob([DATA])],
    ["a stream", () => Readable.from([DATA.subarray(0, 400_000), DATA.subarray(400_000)])],
    ["a function that makes a stream", () => () => Readable.from([DATA])],
    ["a function that gives bytes", () => () => DATA],
  ];

  it.each(sources)("takes %s, tells how far it is and verifies what arrived", async (_, make) => {
    const seen: Progress[] = [];
    const source = await make();
    const done = await upload(store(), ["photos", "a/b #1.jpg"], source, { onProgress: (one) => seen.push(one) });
    expect(done).toMatchObject({ size: DATA.length, md5: MD5 });
    expect(seen.at(-1)?.transferred).toBe(DATA.length);
    expect((await stored("photos", "a/b #1.jpg")).equals(DATA)).toBe(true);
    if (typeof source === "object" && "fd" in source) await source.close();
  });

  it("sends what lasts again, and measures it anew", async () => {
    const path = /\/photos\/again$/;
    using _ = cloud().fault({ method: "PUT", path, status: 503, headers: { "retry-after": "0" }, times: 1 });
    expect(await upload(store(), ["photos", "again"], { file })).toMatchObject({ size: DATA.length, md5: MD5 });
    expect(
      cloud()
        .requests.filter(({ method }) => method === "PUT")
        .map(({ headers }) => headers["content-length"]),
    ).toEqual(["1000000", "1000000"]);
  });

  it("fails when the service says it got something else", async () => {
    const path = /\/photos\/bad$/;
    using _ = cloud().fault({ method: "PUT", path, status: 201, headers: { etag: "0".repeat(32) }, body: "" });
    expect(await failure(upload(store(), ["photos", "bad"], DATA))).toMatchObject({ code: "CHECKSUM_MISMATCH" });
    expect(await upload(store(), ["photos", "bad"], DATA, { verify: false })).toMatchObject({ md5: MD5 });
  });

  it("takes a length whatever its name's letter case, and knows better", async () => {
    const headers = { "Content-Length": "5", "X-Object-Meta-Of": "x" };
    expect(await upload(store(), ["photos", "long"], { file }, { headers })).toMatchObject({ size: DATA.length });
    expect(cloud().requests.at(-1)?.headers).toMatchObject({ "content-length": "1000000", "x-object-meta-of": "x" });
  });

  it("of a manifest is not compared with the checksum of what that joins", async () => {
    await upload(store(), ["photos", "part"], DATA);
    const manifest = JSON.stringify([{ path: "/photos/part", etag: MD5, size_bytes: DATA.length }]);
    await upload(store(), ["photos", "whole"], manifest, { query: { "multipart-manifest": "put" } });
    expect((await stored("photos", "whole")).equals(DATA)).toBe(true);
  });

  it("carries an image's data, which Image checks nothing of", async () => {
    const image = session().adapter("image");
    const made = await image.post("/v2/images", { json: { name: "i" } }).json<{ id: string }>();
    const path = ["v2", "images", made.id, "file"];
    await upload(image, path, { file }, { headers: { "content-type": "application/octet-stream" } });
    const { body, checksum } = await download(image, path);
    expect(checksum).toEqual({ algorithm: "md5", value: MD5 });
    expect(Buffer.concat(await body.toArray()).equals(DATA)).toBe(true);
  });

  it("refuses a header that is there twice", async () => {
    const headers = { "X-Object-Meta-A": "1", "x-object-meta-a": "2" };
    expect(await failure(upload(store(), ["photos", "x"], DATA, { headers }))).toMatchObject({
      code: "INVALID_REQUEST",
    });
  });

  it("names a file that is not there, or is none", async () => {
    expect(await failure(upload(store(), ["photos", "x"], { file: join(folder, "none") }))).toMatchObject({
      code: "ENOENT",
    });
    expect(await failure(upload(store(), ["photos", "x"], { file: folder }))).toMatchObject({ name: "ConfigError" });
  });
});

describe("what cannot be sent", () => {
  it.each([undefined, null, 5, {}, { file: 5 }])("is refused: %j", async (source) => {
    for (const send of [upload, uploadLargeObject]) {
      const sent = Promise.resolve(Reflect.apply(send, undefined, [store(), ["photos", "x"], source]));
      expect(await failure(sent)).toMatchObject({ name: "ConfigError", key: "source" });
    }
  });

  it.each([
    [null, "options"],
    [{ onProgress: 5 }, "onProgress"],
    [{ headers: "text" }, "headers"],
    [{ headers: new Headers({ a: "b" }) }, "headers"],
  ])("options are checked: %j", async (options, key) => {
    for (const send of [upload, uploadLargeObject]) {
      const sent = Promise.resolve(Reflect.apply(send, undefined, [store(), ["photos", "x"], "data", options]));
      expect(await failure(sent)).toMatchObject({ name: "ConfigError", key });
    }
  });
});

describe("a large object", () => {
  const send = (source: UploadSource, options: LargeObjectOptions = {}): ReturnType<typeof uploadLargeObject> =>
    uploadLargeObject(store(), ["photos", "large"], source, { segmentSize: 300_000, ...options });

  beforeEach(async () => {
    await store().put([SEGMENTS]);
    for (const name of await namesIn(SEGMENTS)) await store().delete([SEGMENTS, name]);
  });

  it.each<[string, () => UploadSource]>([
    ["a file", () => ({ file })],
    ["bytes", () => DATA],
    [
      "a stream",
      () => Readable.from([DATA.subarray(0, 250_000), DATA.subarray(250_000, 800_000), DATA.subarray(800_000)]),
    ],
  ])("is sent in segments and joined: %s", async (_, make) => {
    const seen: number[] = [];
    const options = {
      headers: { "content-type": "image/jpeg" },
      onProgress: ({ transferred }: Progress) => seen.push(transferred),
    };
    expect(await send(make(), options)).toMatchObject({ size: DATA.length, segments: 4, reused: 0 });
    expect((await stored("photos", "large")).equals(DATA)).toBe(true);
    const about = await store().head(["photos", "large"]);
    expect(about.headers).toMatchObject({ "x-static-large-object": "True", "content-type": "image/jpeg" });
    expect(seen.at(-1)).toBe(DATA.length);
    expect(await namesIn(SEGMENTS)).toHaveLength(4);
  });

  it("sends as many segments at once as it may, and holds no more of a stream", async () => {
    let made = 0;
    let most = 0;
    let sent = 0;
    async function* parts(): AsyncGenerator<Buffer> {
      for (let i = 0; i < 40; i++) {
        made += 25_000;
        most = Math.max(most, made - sent);
        yield DATA.subarray(i * 25_000, (i + 1) * 25_000);
      }
    }
    using _ = cloud().fault({ method: "PUT", path: /slo/, delay: 20 });
    const count = setInterval(() => {
      sent = cloud().requests.filter(({ method, status }) => method === "PUT" && status === 201).length * 50_000;
    }, 1);
    await send(parts(), { segmentSize: 50_000, parallel: 3 });
    clearInterval(count);
    // Those under way, the one that is being read, and what has arrived since it was counted.
    expect(most).toBeLessThanOrEqual(6 * 50_000);
    expect((await stored("photos", "large")).equals(DATA)).toBe(true);
  });

  it("takes the segments that an interrupted upload of the same file left", async () => {
    using _ = cloud().fault({ method: "PUT", path: /00000003$/, status: 500, times: 1 });
    const failed = send({ file }, { parallel: 1, keepSegments: true });
    expect(await failure(failed)).toMatchObject({ code: "SERVER_ERROR" });
    expect(await namesIn(SEGMENTS)).toHaveLength(3);
    expect(await send({ file })).toMatchObject({ segments: 4, reused: 3 });
    expect((await stored("photos", "large")).equals(DATA)).toBe(true);
  });

  it("does not take segments of another content for its own", async () => {
    await send({ file });
    await writeFile(file, Buffer.from(DATA).reverse());
    expect(await send({ file })).toMatchObject({ reused: 0 });
    expect((await stored("photos", "large")).equals(Buffer.from(DATA).reverse())).toBe(true);
  });

  it("removes what it sent when it fails, and leaves the object as it was", async () => {
    await send(DATA);
    const before = await namesIn(SEGMENTS);
    using _ = cloud().fault({ method: "PUT", path: /00000002$/, status: 500 });
    expect(await failure(send(Buffer.from(DATA).reverse()))).toMatchObject({ code: "SERVER_ERROR" });
    expect(await namesIn(SEGMENTS)).toEqual(before);
    expect((await stored("photos", "large")).equals(DATA)).toBe(true);
  });

  it("ends with what its source fails with, and with the caller's reason", async () => {
    const broken = new Error("the tape tore");
    async function* tearing(): AsyncGenerator<Buffer> {
      yield DATA.subarray(0, 700_000);
      throw broken;
    }
    expect(await failure(send(tearing()))).toBe(broken);
    const controller = new AbortController();
    using _ = cloud().fault({ method: "PUT", path: /slo/, delay: 300 });
    const sent = send({ file }, { signal: controller.signal });
    setTimeout(() => controller.abort(broken), 50);
    expect(await failure(sent)).toBe(broken);
    expect(await namesIn(SEGMENTS)).toEqual([]);
  });

  it.each<[LargeObjectOptions, RegExp]>([
    [{ segmentSize: 0 }, /segmentSize must be a whole number/],
    [{ parallel: 1.5 }, /parallel must be a whole number/],
    [{ segmentSize: 6 * 2 ** 30 }, /5368709122 bytes at most/],
    [{ segmentSize: 999 }, /1000 bytes at least, since an object can have 1000 segments/],
  ])("refuses what the cluster would not take: %j", async (options, problem) => {
    expect(await failure(send({ file }, options))).toMatchObject({
      name: "ConfigError",
      message: expect.stringMatching(problem),
      key: Object.keys(options)[0],
    });
  });

  it("may be empty", async () => {
    expect(await send("")).toMatchObject({ size: 0, segments: 0 });
    expect(await stored("photos", "large")).toHaveLength(0);
  });

  it("is deleted with its segments", async () => {
    await send(DATA);
    await store().delete(["photos", "large"], { query: { "multipart-manifest": "delete" } });
    expect(await namesIn(SEGMENTS)).toEqual([]);
  });
});
