import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { download, downloadToFile, upload, uploadLargeObject } from "../../src/index.ts";
import { connect } from "./support/cloud.ts";

const DATA = randomBytes(3_000_000);
const MD5 = createHash("md5").update(DATA).digest("hex");
const CONTAINER = "transfers";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "osauth-transfers-"));
  file = join(folder, "data");
  await writeFile(file, DATA);
});
afterAll(() => rm(folder, { recursive: true }));

describe("Object Storage", () => {
  it("takes and gives data, in whole and in part, verified", async () => {
    const demo = connect();
    const store = demo.adapter("object-store");
    await store.put([CONTAINER]);
    expect(await upload(store, [CONTAINER, "a b/ü #1"], { file })).toMatchObject({ size: DATA.length, md5: MD5 });
    const to = join(folder, "copy");
    expect(await downloadToFile(store, [CONTAINER, "a b/ü #1"], { file: to })).toMatchObject({
      size: DATA.length,
      checksum: { algorithm: "md5", value: MD5 },
    });
    expect((await readFile(to)).equals(DATA)).toBe(true);
    const part = await download(store, [CONTAINER, "a b/ü #1"], { range: { first: 1_000, last: 1_999 } });
    expect(Buffer.concat(await part.body.toArray()).equals(DATA.subarray(1_000, 2_000))).toBe(true);
    await store.delete([CONTAINER, "a b/ü #1"]);
  });

  it("joins segments, and takes those of an interrupted upload", async () => {
    const demo = connect();
    const store = demo.adapter("object-store");
    await store.put([CONTAINER]);
    const path = [CONTAINER, "large"] as const;
    const segmentSize = 1_048_576;
    expect(await uploadLargeObject(store, path, { file }, { segmentSize, keepSegments: true })).toMatchObject({
      segments: 3,
      reused: 0,
    });
    expect(await uploadLargeObject(store, path, { file }, { segmentSize, keepSegments: true })).toMatchObject({
      segments: 3,
      reused: 3,
    });
    const { body, checksum } = await download(store, path);
    expect(checksum).toBeUndefined();
    expect(Buffer.concat(await body.toArray()).equals(DATA)).toBe(true);
    await store.delete(path, { query: { "multipart-manifest": "delete" } });
    const stream = Readable.from([DATA.subarray(0, 2_000_000), DATA.subarray(2_000_000)]);
    expect(await uploadLargeObject(store, path, stream, { segmentSize })).toMatchObject({ segments: 3 });
    await store.delete(path, { query: { "multipart-manifest": "delete" } });
    expect(await store.get([`${CONTAINER}_segments`], { query: { format: "json" } }).json()).toEqual([]);
  });
});

describe("Image", () => {
  it("takes and gives data, checked against what it states", async () => {
    const demo = connect();
    const image = demo.adapter("image");
    const json = { name: "transfer", disk_format: "raw", container_format: "bare" };
    const { id } = await image.post("/v2/images", { json }).json<{ id: string }>();
    const path = ["v2", "images", id, "file"];
    await upload(image, path, { file }, { headers: { "content-type": "application/octet-stream" } });
    const { body, checksum } = await download(image, path);
    expect(checksum?.value).toBe(MD5);
    expect(Buffer.concat(await body.toArray()).equals(DATA)).toBe(true);
    await image.delete("/v2/images/{id}", { path: { id } });
  });
});
