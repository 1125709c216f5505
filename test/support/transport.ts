import type { ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import type { WireRequest } from "../../src/transport/request.ts";
import { Transport } from "../../src/transport/transport.ts";
import { sendJson, serve, type TestServer } from "./server.ts";
import { type Changes, wireRequest } from "./wire.ts";

/** A transport that ends with the test. */
export function transportWith(...options: ConstructorParameters<typeof Transport>): Transport {
  const transport = new Transport(...options);
  onTestFinished(() => transport.close());
  return transport;
}

/** A transport and a server that answers as the test says; both end with the test. */
export async function startTransport(
  answer: Parameters<typeof serve>[0],
): Promise<{ server: TestServer; transport: Transport }> {
  const server = await serve(answer);
  const transport = new Transport({});
  onTestFinished(async () => {
    await Promise.all([transport.close(), server.close()]);
  });
  return { server, transport };
}

/** Answers that fail so many times; `{ done: true }` from then on. */
export function failing(times: number, fail: (response: ServerResponse) => void): Parameters<typeof serve>[0] {
  let left = times;
  return (_, response) => {
    if (left-- > 0) fail(response);
    else sendJson(response, { done: true });
  };
}

/** A request to the server, a GET unless the changes say otherwise. */
export function requestTo(server: TestServer, path: string, changes: Changes = {}): WireRequest {
  return wireRequest(server.url, path, changes);
}
