import type { Adapter } from "../../src/index.ts";
import { closeAfter, GOOD_BODY, http, resetAfter } from "./behaviours.ts";
import type { Behaviour, RawOptions } from "./raw-server.ts";
import { against, type FaultGroup, type FaultRow, list } from "./row.ts";

const SIZE = 5_000_000;

/** Puts an object of 5 MB. */
async function put(store: Adapter, body: Buffer | (() => AsyncIterable<Uint8Array>)): Promise<string> {
  await store.put("/container/object", { body });
  return "the answer";
}

async function* parts(): AsyncGenerator<Uint8Array> {
  for (let part = 0; part < 50; part++) yield Buffer.alloc(SIZE / 50);
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(1_000);
  throw new Error("the disk is gone");
}

/** The server acts on the first bytes, without waiting for the rest. */
function early(act: RawOptions["onConnection"] & object): RawOptions {
  return { onConnection: (socket) => void socket.once("data", () => act(socket)) };
}

const nothing: Behaviour = () => undefined;
const refuses = early((socket) => void socket.end(http(413, { connection: "close" }, "{}")));
const resets = early((socket) => void socket.resetAndDestroy());

function upload(options: RawOptions, body: Parameters<typeof put>[1], timeout?: number): FaultRow["play"] {
  const call = (store: Adapter): Promise<string> => put(store, body);
  return against(nothing, { call, options, service: "object-store", ...(timeout === undefined ? {} : { timeout }) });
}

/** Bodies on their way out. */
export const UPLOADS: FaultGroup = {
  title: "Uploads",
  rows: [
    {
      fault: "PUT of bytes: 413 at their beginning",
      play: upload(refuses, Buffer.alloc(SIZE)),
      sees: "HttpError TOO_LARGE, 413",
      requests: 0,
      took: "at once",
    },
    {
      fault: "PUT of a stream: 413 at its beginning",
      play: upload(refuses, parts),
      sees: "HttpError TOO_LARGE, 413",
      requests: 0,
      took: "at once",
    },
    {
      fault: "PUT of bytes: reset at their beginning",
      play: upload(resets, Buffer.alloc(SIZE)),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 0,
      took: "after waits",
    },
    {
      fault: "PUT of a stream: its source fails",
      play: upload({}, broken),
      sees: "TransportError BODY_FAILED, sent",
      requests: 0,
      took: "at once",
    },
    {
      fault: "PUT of bytes: the server stops reading",
      play: upload(
        early((socket) => void socket.pause()),
        Buffer.alloc(SIZE * 4),
        300,
      ),
      sees: "TransportError TIMEOUT, sent",
      requests: 0,
      took: "at its timeout",
    },
  ],
};

/** A second call on the connection of the first one, which the server left in disorder. */
function then(behaviour: Behaviour): FaultRow["play"] {
  return against(
    (socket, request) =>
      request.index === 0 ? behaviour(socket, request) : void socket.write(http(200, {}, GOOD_BODY)),
    {
      call: async (compute) => {
        await compute.get("/servers").bytes();
        return list(compute);
      },
    },
  );
}

const FORGED = http(200, {}, '{"servers":"of somebody else"}');

/** What is left of one answer must not become part of the next. */
export const LEFTOVERS: FaultGroup = {
  title: "The call after",
  rows: [
    {
      fault: "two answers to one request",
      play: then((socket) => void socket.write(Buffer.concat([http(200, {}, GOOD_BODY), FORGED]))),
      sees: "the answer",
      requests: 2,
      took: "at once",
    },
    {
      fault: "another answer while nobody asks",
      play: then((socket) => {
        socket.write(http(200, {}, GOOD_BODY), () => setImmediate(() => socket.write(FORGED)));
      }),
      sees: "the answer",
      requests: 2,
      took: "at once",
    },
    {
      fault: "204 with a body",
      play: then(
        (socket) => void socket.write(Buffer.concat([Buffer.from("HTTP/1.1 204 No Content\r\n\r\n"), FORGED])),
      ),
      sees: "the answer",
      requests: 2,
      took: "at once",
    },
    {
      fault: "a body longer than Content-Length",
      play: then((socket) => void socket.write(http(200, { "content-length": "2" }, GOOD_BODY))),
      sees: "the answer",
      requests: 2,
      took: "at once",
    },
    {
      fault: "closed after an answer without Connection: close",
      play: then(closeAfter(http(200, {}, GOOD_BODY))),
      sees: "the answer",
      requests: 2,
      took: "at once",
    },
    {
      fault: "reset after the answer",
      play: then(resetAfter(http(200, {}, GOOD_BODY).toString())),
      sees: "the answer",
      requests: 2,
      took: "at once",
    },
  ],
};
