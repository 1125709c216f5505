import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { downloadToFile } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { breaking, DATA, PATH, storeAt } from "./served-data.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "osauth-download-"));
});
afterEach(() => rm(folder, { recursive: true }));

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
