import type { RequestListener } from "node:http";
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Server } from "node:tls";
import { Authority, type ServerCertificate } from "../faults/certificates.ts";

/** A server over TLS. */
export interface TlsTestServer {
  readonly url: string;
  /** The certificate to trust. PEM. */
  readonly ca: string;
  /** How many connections have been made. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Starts a server on loopback that speaks HTTP/2, and HTTP/1.1 with those who ask for it. */
export function serveHttp2(
  answer: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
): Promise<TlsTestServer> {
  return started((certificate) => createSecureServer({ ...certificate, allowHTTP1: true }, answer));
}

/** Starts a server on loopback that speaks HTTP/1.1 only. */
export function serveHttps(answer: RequestListener): Promise<TlsTestServer> {
  return started((certificate) => createServer(certificate, answer));
}

async function started(make: (certificate: ServerCertificate) => Server): Promise<TlsTestServer> {
  const authority = new Authority();
  const server = make(authority.issue({ hosts: ["127.0.0.1"] }));
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("secureConnection", () => connections++);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    ca: authority.cert,
    get connections() {
      return connections;
    },
    close,
  };
}
