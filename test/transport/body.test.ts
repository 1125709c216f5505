import { randomBytes } from "node:crypto";
import { mkdtemp, open as openFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Transport } from "../../src/transport/transport.ts";
import { failure } from "../support/failure.ts";
import { sendJson, serve, type TestServer } from "../support/server.ts";
import { type Changes, wireRequest } from "../support/wire.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(fail = 0): Promise<{ server: TestServer; send: (changes: Changes) => Promise<number> }> {
  let left = fail;
  const server = await serve((_, response) => {
    if (left-- > 0) response.writeHead(503, { "retry-after": "0" }).end();
    else sendJson(response, {});
  });
  const transport = new Transport({});
  open.push(transport, server);
  const send = async (changes: Changes): Promise<number> =>
    (await transport.send(wireRequest(server.url, "/", { method: "PUT", ...changes }))).status;
  return { server, send };
}

async function file(content: string | Buffer): Promise<Awaited<ReturnType<typeof openFile>>> {
  const directory = await mkdtemp(join(tmpdir(), "osauth-body-"));
  const path = join(directory, "file");
  await writeFile(path, content);
  const handle = await openFile(path);
  open.push(handle, { close: () => rm(directory, { recursive: true }) });
  return handle;
}

async function* parts(...all: (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  yield* all;
}

describe("a body", () => {
  it.each<[string, () => Changes["body"], string | undefined]>([
    ["text", () => "grüße", "7"],
    ["bytes", () => Buffer.from("grüße"), "7"],
    ["a view of bytes", () => new Uint8Array(Buffer.from("xgrüßey").buffer, 0).subarray(0, 0), "0"],
    ["a Blob", () => new Blob(["grü", "ße"]), "7"],
    ["a stream", () => Readable.from([Buffer.from("grüße")]), undefined],
    ["a web stream", () => new Blob(["grüße"]).stream(), undefined],
    ["an async iterable", () => parts("grü", Buffer.from("ße")), undefined],
    ["a list of parts", () => ["grü", "ße"], undefined],
    ["a function that gives text", () => () => "grüße", "7"],
    ["a function that gives a stream", () => () => Readable.from(["grüße"]), undefined],
    ["a function that promises a Blob", () => async () => new Blob(["grüße"]), "7"],
  ])("can be %s, with its length where that is known", async (_, make, length) => {
    const { server, send } = await start();
    expect(await send({ body: make() })).toBe(200);
    expect(server.received[0]?.body).toBe(length === "0" ? "" : "grüße");
    expect(server.received[0]?.headers["content-length"]).toBe(length);
    expect(server.received[0]?.headers["transfer-encoding"]).toBe(length === undefined ? "chunked" : undefined);
  });

  it("can be an open file, which stays open and is read from its beginning each time", async () => {
    const content = randomBytes(300_000).toString("hex");
    const { server, send } = await start(1);
    const handle = await file(content);
    await handle.read(Buffer.alloc(10), 0, 10, null);
    expect(await send({ body: handle })).toBe(200);
    expect(server.received.map(({ body }) => body === content)).toEqual([true, true]);
    expect(server.received[1]?.headers["content-length"]).toBe("600000");
    expect((await handle.stat()).size).toBe(600_000);
  });

  it("keeps the length its caller gives it", async () => {
    const { server, send } = await start();
    const headers = ["content-length", "4"];
    expect(await send({ body: Readable.from(["abcd"]), headers })).toBe(200);
    expect(server.received[0]?.headers["content-length"]).toBe("4");
    expect(await send({ body: new Blob(["abcd"]), headers })).toBe(200);
  });
});

describe("a body that cannot be read", () => {
  const broken = new Error("the disk is gone");
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("some");
    throw broken;
  }

  it.each<[string, () => Changes["body"], RegExp]>([
    ["a stream that fails", () => Readable.from(breaking()), /the disk is gone/],
    ["an iterable that fails", () => breaking(), /the disk is gone/],
    [
      "a function that throws",
      () => () => {
        throw broken;
      },
      /the disk is gone/,
    ],
    ["a function that rejects", () => () => Promise.reject(broken), /the disk is gone/],
    ["a function that gives no body", () => (() => 5) as never, /the function gave a value of type number/],
    ["a function that gives null", () => (async () => null) as never, /the function gave null/],
    ["parts that are no bytes", () => [5] as never, /neither text nor bytes but of type number/],
  ])("is the caller's own failure, not the connection's: %s", async (_, make, text) => {
    const { server, send } = await start();
    const error = await failure(send({ body: make() }));
    expect(error).toMatchObject({ name: "TransportError", code: "BODY_FAILED", message: expect.stringMatching(text) });
    expect(server.received).toHaveLength(0);
  });

  it("says so of a stream that was read before, instead of sending nothing", async () => {
    const { server, send } = await start();
    const body = Readable.from(["x"]);
    await body.toArray();
    expect(await failure(send({ body }))).toMatchObject({
      code: "BODY_FAILED",
      message: expect.stringMatching(/already been read/),
    });
    expect(server.received).toHaveLength(0);
  });

  it("says so of a file that shrank", async () => {
    const { send } = await start();
    const handle = await file("x".repeat(1000));
    const stat = handle.stat.bind(handle);
    handle.stat = (async () => Object.assign(await stat(), { size: 2000 })) as never;
    expect(await failure(send({ body: handle }))).toMatchObject({
      code: "BODY_FAILED",
      message: expect.stringMatching(/became shorter/),
    });
  });

  it("is closed when the server cannot be reached", async () => {
    const { server, send } = await start();
    await server.close();
    const body = Readable.from(parts("x"));
    expect(await failure(send({ body, retries: 0 }))).toMatchObject({ code: "CONNECT_FAILED" });
    await vi.waitFor(() => expect(body.destroyed).toBe(true));
  });

  it("is closed when the caller gives up while a function still makes it", async () => {
    const { server, send } = await start();
    await send({});
    const body = Readable.from(parts("x"));
    let ready = (_: Readable): void => undefined;
    const late = new Promise<Readable>((resolve) => {
      ready = resolve;
    });
    const reason = new Error("enough");
    const controller = new AbortController();
    const sent = failure(send({ body: () => late, signal: controller.signal }));
    controller.abort(reason);
    expect(await sent).toBe(reason);
    ready(body);
    await new Promise((resolve) => body.once("close", resolve));
    expect(server.received).toHaveLength(1);
  });
});
