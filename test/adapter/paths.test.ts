import { expect, it } from "vitest";
import { noAuth, type RequestPath, Session } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { sendJson, serve } from "../support/server.ts";

it.each<[RequestPath, string]>([
  ["/box/café ő?name=ü", "/box/caf%C3%A9%20%C5%91?name=%C3%BC"],
  ["/box/%20/a%2Fb/..;~'", "/box/%20/a%2Fb/..;~'"],
  [["box", ".."], "/box/.."],
  [["box", ".", "a"], "/box/./a"],
  [["box", "../secrets"], "/box/..%2Fsecrets"],
  [["box", "a/b #1?.jpg&+ü%"], "/box/a%2Fb%20%231%3F.jpg%26%2B%C3%BC%25"],
])("the path %j arrives as %s", async (path, expected) => {
  await using server = await serve((_, response) => sendJson(response, {}));
  const session = new Session({ auth: noAuth(), endpointOverrides: { "object-store": `${server.url}/v1/AUTH_x` } });
  await session.adapter("object-store").get(path);
  await session.close();
  expect(server.received.at(-1)?.path).toBe(`/v1/AUTH_x${expected}`);
});

it.each([
  [["box", ""], "its last segment is empty"],
  [["servers", Number.NaN], "segment 2 must be text, not NaN"],
  [["servers", Number.POSITIVE_INFINITY], "segment 2 must be text, not Infinity"],
])("the segments %j are refused: they would address something else", async (path, reason) => {
  await using session = new Session({ auth: noAuth({ endpoint: "http://127.0.0.1:1" }) });
  const error = await failure(session.adapter("object-store").delete(path));
  expect(error).toMatchObject({ code: "INVALID_REQUEST", message: expect.stringContaining(reason) });
});

it("a URL of the caller's has its template filled as a path has", async () => {
  await using server = await serve((_, response) => sendJson(response, {}));
  await using session = new Session({ auth: noAuth() });
  const url = `http://${new URL(server.url).host}/things/{id}?x={x}` as const;
  await session.adapter("network").request("GET", url, { path: { id: "a/b", x: "1&2" }, authenticated: false });
  expect(server.received.at(-1)?.path).toBe("/things/a%2Fb?x=1%262");
});
