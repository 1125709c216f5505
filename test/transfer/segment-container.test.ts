import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { noAuth, Session, uploadLargeObject } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { sendJson, serve } from "../support/server.ts";

const DATA = randomBytes(1_000_000);

describe("a large object with a segment container of somebody else's", () => {
  it("goes there when it may write objects only", async () => {
    await using server = await serve(({ method, path }, response) => {
      if (method === "PUT" && path.endsWith("/segments")) return void response.writeHead(403).end();
      if (method === "GET") return sendJson(response, []);
      response.writeHead(201).end();
    });
    await using alone = new Session({ auth: noAuth({ endpoint: `${server.url}/v1/AUTH_a` }) });
    const sent = uploadLargeObject(alone.adapter("object-store"), ["c", "o"], DATA, { segmentContainer: "segments" });
    expect(await sent).toMatchObject({ segments: 1 });
  });

  it("removes what it sent within the given time", async () => {
    const removals: string[] = [];
    await using server = await serve(({ method, path }, response) => {
      if (method === "DELETE") return void removals.push(path);
      if (method === "GET") return sendJson(response, []);
      response.writeHead(path.endsWith("00000003") ? 403 : 201).end();
    });
    await using alone = new Session({ auth: noAuth({ endpoint: `${server.url}/v1/AUTH_a` }), retry: false });
    const options = { segmentSize: 300_000, parallel: 1, timeout: 200 };
    const sent = uploadLargeObject(alone.adapter("object-store"), ["c", "o"], DATA, options);
    expect(await failure(sent)).toMatchObject({ code: "FORBIDDEN" });
    expect(removals.length).toBeGreaterThan(0);
  });
});
