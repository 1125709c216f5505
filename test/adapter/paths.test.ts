import { expect, it } from "vitest";
import { noAuth, Session } from "../../src/index.ts";
import { sendJson, serve } from "../support/server.ts";

it.each([
  [["box", ".."], "/box/.."],
  [["box", ".", "a"], "/box/./a"],
  [["box", "../secrets"], "/box/..%2Fsecrets"],
  [["box", "a/b #1?.jpg&+ü%"], "/box/a%2Fb%20%231%3F.jpg%26%2B%C3%BC%25"],
])("the segments %j arrive as %s", async (path, expected) => {
  await using server = await serve((_, response) => sendJson(response, {}));
  const session = new Session({ auth: noAuth(), endpointOverrides: { "object-store": `${server.url}/v1/AUTH_x` } });
  await session.adapter("object-store").get(path);
  await session.close();
  expect(server.received.at(-1)?.path).toBe(`/v1/AUTH_x${expected}`);
});
