import { randomBytes } from "node:crypto";
import { stat, utimes, writeFile } from "node:fs/promises";
import { PassThrough, Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type LargeObjectOptions, type Progress, type UploadSource, uploadLargeObject } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { objectStore } from "../support/object-store.ts";

const DATA = randomBytes(1_000_000);
const OTHER = randomBytes(1_000_000);
/** Of each test's own: a request that was given up may still be carried out in the next one. */
let segments = "";
let tests = 0;
const MANIFEST = /multipart-manifest=put/;

const { cloud, store, file, namesIn, stored } = objectStore(DATA);
beforeEach(async () => {
  segments = `segments-${++tests}`;
  for (const container of ["photos", "copies", segments]) {
    await store().put([container]);
    for (const name of await namesIn(container)) await store().delete([container, name]);
  }
  cloud().clearRequests();
});

const remove = { query: { "multipart-manifest": "delete" } };

const send = (source: UploadSource, options: LargeObjectOptions = {}, container = "photos") =>
  uploadLargeObject(store(), [container, "o"], source, {
    segmentSize: 300_000,
    segmentContainer: segments,
    ...options,
  });

/** Ends an upload in its middle. */
const tearing = (options: LargeObjectOptions = {}): LargeObjectOptions => ({
  parallel: 1,
  onProgress: ({ transferred }) => {
    if (transferred > 700_000) throw new Error("enough");
  },
  ...options,
});

describe("the segments of a large object", () => {
  it("stay when the upload is aborted while its manifest is written", async () => {
    using _ = cloud().fault({ method: "PUT", path: MANIFEST, delay: 300 });
    const controller = new AbortController();
    const sent = send({ file }, { signal: controller.signal });
    await expect.poll(() => cloud().requests.some(({ path }) => MANIFEST.test(path))).toBe(true);
    controller.abort(new Error("mine"));
    expect(await failure(sent)).toMatchObject({ message: "mine" });
    await expect.poll(() => namesIn("photos")).toEqual(["o"]);
    expect((await stored("photos", "o")).equals(DATA)).toBe(true);
  });

  it("are removed although the service carries out what was given up", async () => {
    using _ = cloud().fault({ method: "PUT", path: /00000003$/, delay: 200 });
    const controller = new AbortController();
    const onProgress = ({ transferred }: Progress): void => {
      if (transferred === DATA.length) setTimeout(() => controller.abort(new Error("mine")), 50);
    };
    const sent = send({ file }, { parallel: 1, signal: controller.signal, onProgress });
    expect(await failure(sent)).toMatchObject({ message: "mine" });
    // Only now it is certain that it has been carried out.
    await sleep(200);
    expect(await namesIn(segments)).toEqual([]);
  });

  it("stay when nobody knows whether the manifest was written", async () => {
    using _ = cloud().fault({ method: "PUT", path: MANIFEST, status: 500 });
    expect(await failure(send({ file }))).toMatchObject({ code: "SERVER_ERROR" });
    expect(await namesIn(segments)).toHaveLength(4);
  });

  it("are removed when the service refuses the manifest", async () => {
    using _ = cloud().fault({ method: "PUT", path: MANIFEST, status: 400 });
    expect(await failure(send({ file }))).toMatchObject({ code: "BAD_REQUEST" });
    expect(await namesIn(segments)).toEqual([]);
  });

  it.each([false, true])("are no other object's, in one segment container: kept %s", async (keepSegments) => {
    await send({ file }, { keepSegments });
    await send({ file }, { keepSegments }, "copies");
    await store().delete(["photos", "o"], remove);
    expect((await stored("copies", "o")).equals(DATA)).toBe(true);
  });

  it.each([false, true])("outlive another upload of the same file that is aborted: kept %s", async (keepSegments) => {
    const controller = new AbortController();
    const aborted = send(
      { file },
      {
        parallel: 1,
        signal: controller.signal,
        keepSegments,
        onProgress: ({ transferred }) => void (transferred > 700_000 && reached()),
      },
    );
    const ended = failure(aborted);
    let reached = (): void => undefined;
    const far = new Promise<void>((resolve) => {
      reached = resolve;
    });
    using _ = cloud().fault({ method: "PUT", path: /00000003$/, delay: 500, times: 1 });
    await far;
    await send({ file });
    controller.abort(new Error("mine"));
    expect(await ended).toMatchObject({ message: "mine" });
    expect((await stored("photos", "o")).equals(DATA)).toBe(true);
  });

  it.each([false, true])("outlive an upload of other data of the same time and size: kept %s", async (keepSegments) => {
    await send({ file }, { keepSegments });
    const { atime, mtime } = await stat(file);
    await writeFile(file, OTHER);
    await utimes(file, atime, mtime);
    expect(await failure(send({ file }, tearing({ keepSegments })))).toMatchObject({ code: "BODY_FAILED" });
    expect((await stored("photos", "o")).equals(DATA)).toBe(true);
  });

  it("are taken up on every page of the listing, whatever the cluster's limit", async () => {
    await failure(send({ file }, tearing({ keepSegments: true })));
    expect(await send({ file }, { keepSegments: true })).toMatchObject({ segments: 4, reused: 2 });
    expect(cloud().requests.filter(({ path }) => path.includes("limit=10000"))).toEqual([]);
  });
});

describe("a large object that is to end one day", () => {
  const puts = (): [path: string, headers: Readonly<Record<string, string>>][] =>
    cloud()
      .requests.filter(({ method, path }) => method === "PUT" && (path.includes("slo%2F") || MANIFEST.test(path)))
      .map(({ path, headers }) => [path, headers]);

  it("ends together with its segments: at a time", async () => {
    await send({ file }, { headers: { "X-Delete-At": "4102444800", "content-length": "1" } });
    expect(puts().map(([, headers]) => headers["x-delete-at"])).toEqual(Array(5).fill("4102444800"));
  });

  it("ends shortly before its segments: after seconds, counted from the beginning of the upload", async () => {
    const now = performance.now.bind(performance);
    let later = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => now() + later);
    const onProgress = (): void => {
      later = 1_500;
    };
    await send({ file }, { parallel: 1, headers: { "x-delete-after": "100" }, onProgress });
    clock.mockRestore();
    const after = puts().map(([, headers]) => Number(headers["x-delete-after"]));
    expect(after).toHaveLength(5);
    expect(after[0]).toBe(160);
    expect(Math.max(...after.slice(1))).toBeLessThan(160);
    expect(after.at(-1)).toBeLessThan(100);
  });

  it.each<[string, LargeObjectOptions, LargeObjectOptions]>([
    ["one that stays", { headers: { "x-delete-after": "100" } }, {}],
    ["one that ends", {}, { headers: { "x-delete-after": "100" } }],
  ])("leaves no segments that another upload takes, and takes none: %s", async (_, first, second) => {
    await failure(send({ file }, tearing({ keepSegments: true, ...first })));
    expect(await send({ file }, { keepSegments: true, ...second })).toMatchObject({ reused: 0 });
  });
});

describe("a large object that cannot be made", () => {
  it("is refused before anything is sent when its container is missing", async () => {
    expect(await failure(send({ file }, {}, "nowhere"))).toMatchObject({ code: "NOT_FOUND" });
    expect(await namesIn(segments)).toEqual([]);
    expect(cloud().requests.filter(({ method, path }) => method === "PUT" && path.includes("slo"))).toEqual([]);
  });

  it("ends at the first segment that is too many", async () => {
    using _ = cloud().fault({ path: /\/info$/, status: 200, body: { slo: { max_manifest_segments: 2 } } });
    const stream = Readable.from([DATA]);
    expect(await failure(send(stream))).toMatchObject({ name: "ConfigError", key: "segmentSize" });
    expect(await namesIn(segments)).toEqual([]);
  });

  it("ends when its file was rewritten meanwhile", async () => {
    let rewritten: Promise<void> | undefined;
    const onProgress = (): void => {
      rewritten ??= writeFile(file, OTHER, { flag: "r+" });
    };
    expect(await failure(send({ file }, { parallel: 1, onProgress }))).toMatchObject({
      name: "ConfigError",
      message: expect.stringMatching(/changed while it was uploaded/),
    });
    expect(await namesIn("photos")).toEqual([]);
    await rewritten;
  });

  it.each(["", undefined])("is refused with the name %j", async (name) => {
    const sent = uploadLargeObject(store(), ["photos", name] as never, { file });
    expect(await failure(sent)).toMatchObject({ name: "ConfigError", key: "path" });
    expect(cloud().requests).toEqual([]);
  });
});

describe("a large object of a source that stands still", () => {
  it("ends with the caller's reason, and the source with it", async () => {
    const source = new PassThrough();
    source.write(DATA.subarray(0, 1_000));
    const controller = new AbortController();
    const sent = send(source, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("mine")), 50);
    expect(await failure(sent)).toMatchObject({ message: "mine" });
    expect(source.destroyed).toBe(true);
  });

  it("ends when a segment fails", async () => {
    using _ = cloud().fault({ method: "PUT", path: /slo/, status: 403 });
    const source = new PassThrough({ highWaterMark: 2_000_000 });
    source.write(DATA.subarray(0, 400_000));
    expect(await failure(send(source))).toMatchObject({ code: "FORBIDDEN" });
    expect(source.destroyed).toBe(true);
  });
});
