import type { LookupAddress, LookupAllOptions } from "node:dns";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { sendJson, serve } from "../support/server.ts";
import { wireRequest } from "../support/wire.ts";

const asked: LookupAllOptions[] = [];

// The files of a worker share their modules; the transport under test is loaded afresh, with a name service of its own.
beforeAll(() => {
  vi.resetModules();
  vi.doMock("node:dns", () => ({
    lookup: (_: string, options: LookupAllOptions, done: (error: null, found: LookupAddress[]) => void) => {
      asked.push(options);
      done(null, [{ address: "127.0.0.1", family: 4 }]);
    },
  }));
});
afterAll(() => {
  vi.doUnmock("node:dns");
  vi.resetModules();
});

it.each([
  ["ipv4", { family: 4 }],
  ["prefer-ipv6", { order: "ipv6first" }],
] as const)("the address family %s decides how names are looked up", async (addressFamily, expected) => {
  const { Transport } = await import("../../src/transport/transport.ts");
  await using server = await serve((_, response) => sendJson(response, {}));
  const transport = new Transport({ addressFamily });
  const origin = `http://cloud.example:${new URL(server.url).port}`;
  const answer = await transport.send(wireRequest(origin, "/", { headers: [], timeout: 10_000, retries: 0 }));
  expect(answer.status).toBe(200);
  expect(asked.at(-1)).toMatchObject(expected);
  await transport.close();
});
