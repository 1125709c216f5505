import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { httpFailure } from "../../src/transport/http-failure.ts";
import { Transport } from "../../src/transport/transport.ts";
import { serve, type TestServer } from "../support/server.ts";
import { wireRequest } from "../support/wire.ts";

let server: TestServer;
let transport: Transport;
let answer: { status: number; headers: Record<string, string | string[]>; body: string | Buffer };
beforeAll(async () => {
  server = await serve((_, response) => response.writeHead(answer.status, answer.headers).end(answer.body));
  transport = new Transport({});
});
afterAll(async () => {
  await transport.close();
  await server.close();
});

async function failed(
  status: number,
  headers: Record<string, string | string[]> = {},
  body: string | Buffer = "",
): ReturnType<typeof httpFailure> {
  answer = { status, headers, body };
  const request = { ...wireRequest(server.url, "/x?y=1", { retries: 0 }), service: "compute" };
  return httpFailure(await transport.send(request), request);
}

describe("the error of an answer", () => {
  it("X15: has status, message, request id, service, method, URL and body of its own, not only a text", async () => {
    const body = JSON.stringify({ itemNotFound: { code: 404, message: "Instance 1 could not be found." } });
    const error = await failed(404, { "x-openstack-request-id": "req-1", "content-type": "application/json" }, body);
    expect(error).toMatchObject({
      name: "HttpError",
      code: "NOT_FOUND",
      status: 404,
      message: "Instance 1 could not be found.",
      requestId: "req-1",
      service: "compute",
      method: "GET",
      url: `${server.url}/x?y=1`,
    });
    expect(error.body).toEqual(JSON.parse(body));
  });

  it("protocol §6.1 FIX: keeps the Retry-After of a 413, which is not 0", async () => {
    expect((await failed(413, { "retry-after": "7" })).retryAfter).toBe(7_000);
  });

  it("protocol §6.1 FIX: reads a Retry-After that is a date", async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    const { retryAfter = 0 } = await failed(503, { "retry-after": date });
    expect(retryAfter).toBeGreaterThan(50_000);
    expect(retryAfter).toBeLessThanOrEqual(60_000);
  });

  it.each(["x-openstack-request-id", "x-compute-request-id", "openstack-request-id", "x-trans-id"])(
    "protocol §6.1 FIX: takes the request id from %s",
    async (name) => {
      expect((await failed(500, { [name]: "req-2" })).requestId).toBe("req-2");
    },
  );

  it("takes the first request id when the header came twice", async () => {
    expect((await failed(500, { "x-openstack-request-id": ["req-1", "req-2"] })).requestId).toBe("req-1");
  });

  it("takes the request id from the body when no header has one", async () => {
    const body = JSON.stringify({ message: "no", request_id: "req-body" });
    expect((await failed(500, {}, body)).requestId).toBe("req-body");
    expect((await failed(500, { "x-openstack-request-id": "req-1" }, body)).requestId).toBe("req-1");
  });

  it("shows no secret of a body that breaks off", async () => {
    const error = await failed(400, {}, '{"server":{"name":"a","adminPass":"s3cret');
    expect(error.message).toBe('{"server":{"name":"a","adminPass":"[redacted]"');
    expect(error.body).toBe(error.message);
  });

  it("protocol §6.1 FIX: has a class and a code for a 429 like for any other", async () => {
    expect(await failed(429)).toMatchObject({ name: "HttpError", code: "TOO_MANY_REQUESTS", status: 429 });
  });

  it("comes of JSON that is nested too deep to be looked into", async () => {
    const error = await failed(400, { "content-type": "application/json" }, "[".repeat(3_000) + "]".repeat(3_000));
    expect(error).toMatchObject({ name: "HttpError", code: "BAD_REQUEST" });
    expect(JSON.stringify(error.body)).toContain("[redacted]");
  });

  it("has the first MiB of a longer body, as text, since what was cut is no JSON", async () => {
    const error = await failed(500, { "content-type": "application/json" }, "1".repeat(3_000_000));
    expect(error).toMatchObject({ code: "SERVER_ERROR", message: `${"1".repeat(999)}…` });
    expect(error.body).toBe("1".repeat(2 ** 20));
  });

  it("has nothing of a compressed body that would be longer than that", async () => {
    const coded = { "content-type": "application/json", "content-encoding": "gzip" };
    const body = JSON.stringify({ error: { message: "no room" } });
    expect(await failed(500, coded, gzipSync(body))).toMatchObject({ message: "no room" });
    const bomb = await failed(500, coded, gzipSync(body + " ".repeat(5_000_000)));
    expect(bomb).toMatchObject({ code: "SERVER_ERROR", message: `HTTP 500 answered to GET ${server.url}/x?y=1` });
    expect(bomb.body).toBeUndefined();
  });

  it("reads JSON behind a byte order mark", async () => {
    const body = '\uFEFF{"itemNotFound":{"code":404,"message":"no such server"}}';
    const error = await failed(404, { "content-type": "application/json" }, body);
    expect(error.message).toBe("no such server");
    expect(error.body).toMatchObject({ itemNotFound: { code: 404 } });
  });
});
