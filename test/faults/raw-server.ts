import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { ServerCertificate } from "./certificates.ts";

/** A request as it came over the wire. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How many were read before this one, over all connections. */
  readonly index: number;
}

/** What happens on the wire when a request was read. */
export type Behaviour = (socket: Socket, request: RawRequest) => void;

/** A server that knows nothing of HTTP but where a request ends: what it answers, and whether, is the test's. */
export interface RawServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly RawRequest[];
  /** How many connections were made. */
  readonly connections: number;
  close(): Promise<void>;
}

/** How a raw server differs from one that reads requests over plain TCP. */
export interface RawOptions {
  readonly tls?: ServerCertificate;
  /** Sees every connection before anything is read of it. */
  readonly onConnection?: (socket: Socket) => void;
}

/** Starts one on loopback. */
export async function rawServer(behaviour: Behaviour, options: RawOptions = {}): Promise<RawServer> {
  const requests: RawRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const accept = (socket: Socket): void => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    options.onConnection?.(socket);
    readRequests(socket, (parts) => {
      const request = { ...parts, index: requests.length };
      requests.push(request);
      behaviour(socket, request);
    });
  };
  const server = options.tls === undefined ? createServer(accept) : createTlsServer(options.tls, accept);
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    requests,
    get connections() {
      return connections;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

type Parts = Omit<RawRequest, "index">;

function readRequests(socket: Socket, onRequest: (request: Parts) => void): void {
  let read = "";
  socket.on("data", (chunk: Buffer) => {
    read += chunk.toString("latin1");
    for (let next = firstOf(read); next !== undefined; next = firstOf(read)) {
      read = next.rest;
      onRequest(next.request);
    }
  });
}

/** The first whole request of what was read, and what came after it. */
function firstOf(read: string): { readonly request: Parts; readonly rest: string } | undefined {
  const end = read.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first = "", ...lines] = read.slice(0, end).split("\r\n");
  const [method = "", path = ""] = first.split(" ");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const chunked = headers["transfer-encoding"] === "chunked";
  const last = chunked ? read.indexOf("0\r\n\r\n", end + 4) : -1;
  if (chunked && last < 0) return undefined;
  const until = chunked ? last + 5 : end + 4 + Number(headers["content-length"] ?? 0);
  if (read.length < until) return undefined;
  return { request: { method, path, headers, body: read.slice(end + 4, until) }, rest: read.slice(until) };
}
