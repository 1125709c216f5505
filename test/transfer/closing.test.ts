import { PassThrough } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { download, noAuth, Session, uploadLargeObject, waitFor } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { sendJson, serve } from "../support/server.ts";

/** ms; every pause of these tests is a minute. */
const SOON = 5_000;

/** A session whose first call of the given path closes it a moment later. */
async function closedAfter(end: string, answer: Parameters<typeof serve>[0]): Promise<Session> {
  let ended = 0;
  const server = await serve((request, response) => {
    if (request.path.includes(end) && ++ended === 1) setTimeout(() => void session.close(), 30);
    answer(request, response);
  });
  const session: Session = new Session({ auth: noAuth({ endpoint: `${server.url}/v1/AUTH_a` }), retry: false });
  onTestFinished(() => server.close());
  return session;
}

describe("closing the session", { timeout: SOON }, () => {
  it.each([
    ["a pause", () => false],
    ["a condition", () => new Promise<boolean>(() => undefined)],
  ])("ends a waitFor in %s", async (_, until) => {
    const session = await closedAfter("/things", (_, response) => sendJson(response, {}));
    const waiting = waitFor(session.adapter("object-store"), "/things", until, { interval: 60_000 });
    expect(await failure(waiting)).toMatchObject({ code: "SESSION_CLOSED", method: "GET", url: "/things" });
  });

  it("ends a download that waits to go on", async () => {
    const session = await closedAfter("/c/o", ({ headers }, response) => {
      if (headers.range !== undefined) return void response.writeHead(503, { "retry-after": "60" }).end();
      response.writeHead(200, { "content-length": 900_000 }).write(Buffer.alloc(200_000));
      setTimeout(() => response.destroy(), 5);
    });
    const { body } = await download(session.adapter("object-store"), ["c", "o"]);
    expect(await failure(body.toArray())).toMatchObject({ code: "SESSION_CLOSED" });
  });

  it("ends a large object whose source stands still, and the source with it", async () => {
    const session = await closedAfter("slo%2F", (_, response) => sendJson(response, [], 201));
    const source = new PassThrough();
    source.write("abc");
    const sent = uploadLargeObject(session.adapter("object-store"), ["c", "o"], source, { segmentSize: 2 });
    expect(await failure(sent)).toMatchObject({ code: "SESSION_CLOSED" });
    expect(source.destroyed).toBe(true);
  });

  it("while a large object's manifest is sent says that the object may be there", async () => {
    const session = await closedAfter("multipart-manifest", ({ path }, response) => {
      if (!path.includes("multipart-manifest")) sendJson(response, [], 201);
    });
    const sent = uploadLargeObject(session.adapter("object-store"), ["c", "o"], "abc", { segmentSize: 2 });
    expect(await failure(sent)).toMatchObject({ code: "SESSION_CLOSED", method: "PUT", sent: true });
  });

  it("before one of them begins is the same", async () => {
    const session = await closedAfter("/never", (_, response) => sendJson(response, {}));
    await session.close();
    const store = session.adapter("object-store");
    const closed = { code: "SESSION_CLOSED" };
    expect(await failure(waitFor(store, "/things", "gone"))).toMatchObject(closed);
    expect(await failure(download(store, ["c", "o"]))).toMatchObject(closed);
    expect(await failure(uploadLargeObject(store, ["c", "o"], "text"))).toMatchObject(closed);
  });
});
