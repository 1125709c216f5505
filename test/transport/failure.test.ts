import { createServer as createPlainServer } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import type { Server } from "node:net";
import { afterAll, expect, it } from "vitest";
import { transportFailure } from "../../src/transport/failure.ts";
import { Transport } from "../../src/transport/transport.ts";
import { Authority } from "../faults/certificates.ts";
import { failure } from "../support/failure.ts";
import { wireRequest } from "../support/wire.ts";

const DAY = 86_400_000;
const HERE = { hosts: ["127.0.0.1"] };
const authority = new Authority();
const { cert: ca } = authority;
const open: Server[] = [];
afterAll(() => Promise.all(open.map((server) => new Promise((resolve) => server.close(resolve)))));

async function told(server: Server, tls: ConstructorParameters<typeof Transport>[0]["tls"]): Promise<string> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `https://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const transport = new Transport({ tls });
  const error = await failure(transport.send(wireRequest(url, "/x", { retries: 0 })));
  await transport.close();
  expect(error).toMatchObject({ name: "TransportError", code: "TLS_FAILED", sent: false });
  const { message } = error as Error;
  expect(message).not.toMatch(/\n|openssl/);
  return message.replace(`GET ${url}/x: `, "");
}

const over = (certificate: Parameters<Authority["issue"]>[0], options: ServerOptions = {}): Server =>
  createServer({ ...authority.issue(certificate), ...options });

it.each<[string, Server, object, RegExp]>([
  [
    "an unknown authority is to be named",
    over(HERE),
    {},
    /^the server's certificate is not accepted \(unable to verify the first certificate[^)]*\); name the authority .* tls\.ca/,
  ],
  [
    "a wrong name is wrong whatever authority is named",
    over({ hosts: ["other.example"] }),
    { ca },
    /^the server's certificate is for another name \(.*127\.0\.0\.1.*\); use an address with a name that it is for$/,
  ],
  [
    "a certificate that has expired",
    over({ ...HERE, until: new Date(Date.now() - DAY) }),
    { ca },
    /^the server's certificate does not hold today \(certificate has expired\); unless this machine's clock is wrong,/,
  ],
  [
    "a certificate for later",
    over({ ...HERE, from: new Date(Date.now() + DAY) }),
    { ca },
    /^the server's certificate does not hold today \(certificate is not yet valid\);/,
  ],
  [
    "plain HTTP is another scheme or port",
    createPlainServer(),
    { ca },
    /^the server does not speak TLS there \(.+\); check the scheme and the port of the address$/,
  ],
  [
    "a server that wants a client certificate",
    over(HERE, { ca, requestCert: true, maxVersion: "TLSv1.2" }),
    { ca },
    /^the server refused the TLS connection \(.*alert.*\); it may want a client certificate, tls\.cert and tls\.key$/,
  ],
  [
    "a client certificate that is none",
    over(HERE),
    { ca, cert: "x", key: "y" },
    /^the certificates or the key given cannot be used \(.+\); check tls\.ca, tls\.cert and tls\.key$/,
  ],
])("the error of TLS says what to do: %s", async (_, server, tls, message) => {
  expect(await told(server, tls)).toMatch(message);
});

it("what breaks after the request was sent is a connection that broke, not one that never stood", () => {
  for (const code of ["ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"]) {
    const place = { method: "GET", url: "http://cloud.example/x" };
    const cause = Object.assign(new Error(`read ${code}`), { code });
    expect(transportFailure(cause, { ...place, sent: true })).toMatchObject({
      code: "CONNECTION_LOST",
      message: `GET http://cloud.example/x: the connection broke before the answer was complete (read ${code})`,
      sent: true,
    });
    expect(transportFailure(cause, { ...place, sent: false })).toMatchObject({ code: "CONNECT_FAILED", sent: false });
  }
});

it("a failure without any words is told by its code, or else by its class", () => {
  const place = { method: "GET", url: "http://cloud.example/x", sent: false };
  expect(transportFailure(Object.assign(new Error(""), { code: "EPROTO" }), place).message).toBe(
    "GET http://cloud.example/x: no TLS connection came about (EPROTO)",
  );
  expect(transportFailure(new RangeError(""), place).message).toMatch(/cannot connect \(RangeError\)$/);
});
