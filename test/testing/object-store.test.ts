import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { loggedIn, type Reply, type Sent } from "./client.ts";

let cloud: EmbeddedCloud;
let as: (path: string, sent?: Sent) => Promise<Reply>;
let account: string;
let made = 0;
let container: string;
beforeAll(async () => {
  cloud = await startCloud({ services: ["object-store"] });
  as = await loggedIn(cloud);
  const { projects } = (await as("/identity/v3/auth/projects")).json() as { projects: { id: string }[] };
  account = `/object-store/v1/AUTH_${projects[0]?.id}`;
});
afterAll(() => cloud.close());
beforeEach(async () => {
  made += 1;
  container = `${account}/box-${made}`;
  expect((await as(container, { method: "PUT" })).status).toBe(201);
});

const put = (name: string, body: string, headers: Record<string, string> = {}): Promise<Reply> =>
  as(`${container}/${name}`, { method: "PUT", body, headers });

describe("containers", () => {
  it("are created once and deleted when empty", async () => {
    expect((await as(container, { method: "PUT" })).status).toBe(202);
    await put("a", "x");
    const full = await as(container, { method: "DELETE" });
    expect(full.status).toBe(409);
    expect(full.text).toBe(
      "<html><h1>Conflict</h1><p>There was a conflict when trying to complete your request.</p></html>",
    );
    await as(`${container}/a`, { method: "DELETE" });
    expect((await as(container, { method: "DELETE" })).status).toBe(204);
    expect((await as(container)).status).toBe(404);
  });

  it("are listed by their account", async () => {
    const listed = (await as(`${account}?format=json`)).json();
    expect(listed).toContainEqual(expect.objectContaining({ name: `box-${made}`, count: 0, bytes: 0 }));
    const head = await as(account, { method: "HEAD" });
    expect([head.status, head.headers["x-account-container-count"]]).toEqual([204, String(listed.length)]);
  });

  it("keep metadata", async () => {
    await as(container, { method: "POST", headers: { "x-container-meta-color": "red" } });
    const head = await as(container, { method: "HEAD" });
    expect([head.status, head.headers["x-container-meta-color"]]).toEqual([204, "red"]);
  });
});

describe("objects", () => {
  it("come back as they were stored, with ETag, type, metadata and transaction id", async () => {
    const etag = createHash("md5").update("hello").digest("hex");
    const stored = await put("greeting", "hello", { "content-type": "text/x", "x-object-meta-a": "b" });
    expect([stored.status, stored.headers.etag]).toEqual([201, etag]);
    expect(stored.headers["x-trans-id"]).toBeTruthy();
    const read = await as(`${container}/greeting`);
    expect(read.text).toBe("hello");
    expect(read.headers).toMatchObject({
      etag,
      "content-type": "text/x",
      "x-object-meta-a": "b",
      "content-length": "5",
    });
    const head = await as(`${container}/greeting`, { method: "HEAD" });
    expect([head.text, head.headers["content-length"]]).toEqual(["", "5"]);
    expect((await as(`${container}/greeting`, { method: "POST", headers: { "x-object-meta-a": "c" } })).status).toBe(
      202,
    );
    expect((await as(`${container}/greeting`)).headers["x-object-meta-a"]).toBe("c");
    expect((await as(`${container}/greeting`, { method: "DELETE" })).status).toBe(204);
    expect((await as(`${container}/greeting`)).status).toBe(404);
  });

  it.each([
    ["a%2520b%3F%20c", "a%20b? c"],
    ["folder//deep/", "folder//deep/"],
    ["%C3%A4%E2%82%AC%23", "ä€#"],
    ["100%25", "100%"],
    ["with%2Fslash", "with/slash"],
  ])("are named by %s percent-decoded once", async (encoded, name) => {
    await put(encoded, "x");
    expect((await as(container)).text).toBe(`${name}\n`);
    expect((await as(`${container}/${encoded}`)).text).toBe("x");
  });

  it("are listed in order with marker, limit, prefix and delimiter", async () => {
    for (const name of ["b", "a", "d/2", "d/1", "c"]) await put(name, "x");
    const names = async (query: string): Promise<string> => (await as(`${container}?${query}`)).text;
    expect(await names("")).toBe("a\nb\nc\nd/1\nd/2\n");
    expect(await names("limit=2")).toBe("a\nb\n");
    expect(await names("limit=2&marker=b")).toBe("c\nd/1\n");
    expect(await names("end_marker=c")).toBe("a\nb\n");
    expect(await names("prefix=d/")).toBe("d/1\nd/2\n");
    expect((await as(`${container}?format=json&delimiter=/&marker=c`)).json()).toEqual([{ subdir: "d/" }]);
    expect((await as(`${container}?marker=z`)).status).toBe(204);
    expect((await as(`${container}?limit=10001`)).status).toBe(412);
    expect((await as(container, { headers: { accept: "application/json" } })).json()).toHaveLength(5);
  });

  it("are refused when their ETag does not fit", async () => {
    expect((await put("a", "x", { etag: "0".repeat(32) })).status).toBe(422);
    expect((await as(`${container}/a`)).status).toBe(404);
  });

  it("are read in part", async () => {
    await put("a", "0123456789");
    const part = await as(`${container}/a`, { headers: { range: "bytes=2-4" } });
    expect([part.status, part.text, part.headers["content-range"]]).toEqual([206, "234", "bytes 2-4/10"]);
    expect((await as(`${container}/a`, { headers: { range: "bytes=-3" } })).text).toBe("789");
    expect((await as(`${container}/a`, { headers: { range: "bytes=10-" } })).status).toBe(416);
  });

  it("above the limit are turned down and not kept", async () => {
    const reply = await as(`${container}/big`, { method: "PUT", body: new Uint8Array(64 * 1024 * 1024 + 1) });
    expect(reply.status).toBe(413);
    expect((await as(`${container}/big`)).status).toBe(404);
  });
});

describe("accounts", () => {
  it("of other projects are closed", async () => {
    expect((await as("/object-store/v1/AUTH_other")).status).toBe(403);
  });
});
