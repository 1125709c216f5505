import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adminToken, httpBasic, password, Session } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { type Received, serve, type TestServer } from "../support/server.ts";

/** With what each way of writing a text writes differently. */
const SECRET = `s3c&r"e't <M>\\é+/%~(k)\nend`;
const HEADER = "s3c&r<M>+/%~(k)end";

/** What a page for people makes of a text. */
const html = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#x27;");

/** The ways in which servers repeat what they were sent; each gives a content type and a body. */
const WAYS: Readonly<Record<string, (text: string, request: Received) => readonly [type: string, body: string]>> = {
  "in the message of its JSON": (text) => ["application/json", JSON.stringify({ error: { message: `Not ${text}!` } })],
  "in JSON that holds JSON": (text) => [
    "application/json",
    JSON.stringify({ error_message: JSON.stringify({ faultstring: `Not ${text}!` }) }),
  ],
  "in JSON that is cut off": (text) => ["application/json", JSON.stringify({ m: "", s: [`Not ${text}`] }).slice(0, -3)],
  "on a page": (text) => ["text/html", `<html><h1>Bad</h1><p>Not ${html(text)}!</p></html>`],
  "in the whole request on a page": (_, { body, headers }) => [
    "text/html",
    `<html><pre>${html(JSON.stringify(headers))}\n${html(body)}</pre></html>`,
  ],
  "as a log does": (_, { body, headers }) => [
    "text/plain",
    `${Object.entries(headers)
      .map(([name, value]) => `${name}: ${String(value)}`)
      .join("\n")}\n\n${body}`,
  ],
  "as Python prints it": (text) => [
    "application/json",
    JSON.stringify({
      message: `Value: ${text}. '${text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("'", "\\'")}'`,
    }),
  ],
  "percent-encoded": (text) => ["text/plain", `Not ${encodeURIComponent(text)}!`],
  "form-encoded": (text) => ["text/plain", `Not ${new URLSearchParams({ a: text }).toString().slice(2)}!`],
  "in base64": (text) => ["text/plain", `Not ${Buffer.from(text).toString("base64")}!`],
};

let server: TestServer;
let way: (text: string, request: Received) => readonly [type: string, body: string];
let status: number;
beforeAll(async () => {
  server = await serve((request, response) => {
    const secret = request.body.includes("s3c") ? SECRET : HEADER;
    const [type, body] = way(secret, request);
    response.writeHead(status, { "content-type": type, "x-subject-token": "t" }).end(body);
  });
});
afterAll(() => server.close());

/** All of an error, and all that it keeps from `console.log`. */
function everythingOf(error: unknown): string {
  const details = error instanceof Error ? [Reflect.get(error, "body"), Reflect.get(error, "headers")] : [];
  return [error, ...details].map((part) => inspect(part, { depth: Infinity, showHidden: true })).join("\n");
}

describe.each(Object.keys(WAYS))("C25: a server that repeats a secret %s", (name) => {
  const secretless = (error: unknown): void => {
    const text = everythingOf(error);
    expect(text).toContain("[redacted]");
    expect(text).not.toMatch(/s3c|<M>|&lt;M&gt;|%3CM%3E|czNj/);
  };

  it.each([201, 401, 500])("is not passed on by a login that it answers with %i", async (code) => {
    [way, status] = [WAYS[name] ?? expect.unreachable(), code];
    const auth = password({ authUrl: server.url, username: "u", userDomainName: "D", password: SECRET });
    const session = new Session({ auth, retry: false });
    const error = await failure(session.authenticate());
    const text = everythingOf(error);
    expect(text).not.toMatch(/s3c|<M>|&lt;M&gt;|%3CM%3E|czNj/);
    await session.close();
  });

  it("is not passed on by a call whose JSON, form, bytes of JSON or token it was", async () => {
    [way, status] = [WAYS[name] ?? expect.unreachable(), 400];
    const session = new Session({ auth: adminToken({ token: HEADER, endpoint: server.url }) });
    const compute = session.adapter("compute");
    secretless(await failure(compute.post("/servers", { json: { server: { user_data: SECRET } } })));
    secretless(await failure(compute.post("/servers", { form: { adminPass: SECRET } })));
    const [body, type] = [Buffer.from(JSON.stringify({ adminPass: SECRET })), "application/json; charset=utf-8"];
    secretless(await failure(compute.post("/servers", { body, headers: { "content-type": type } })));
    secretless(await failure(compute.get("/servers")));
    await session.close();
    const basic = new Session({ auth: httpBasic({ username: "u", password: HEADER, endpoint: server.url }) });
    secretless(await failure(basic.adapter("baremetal").get("/nodes")));
    await basic.close();
  });
});

it("C25: a number that is a secret is not passed on either", async () => {
  [way, status] = [() => ["text/plain", "Invalid input: 12345678 is not of type 'string'"], 400];
  const session = new Session({ auth: adminToken({ token: HEADER, endpoint: server.url }) });
  const call = session.adapter("identity").post("/v3/users", { json: { user: { password: 12345678 } } });
  expect(everythingOf(await failure(call))).not.toContain("12345678");
  await session.close();
});

it("costs a megabyte that is secret no time when the answer is too short to repeat it", async () => {
  [way, status] = [() => ["text/plain", "Request Entity Too Large"], 413];
  const session = new Session({ auth: adminToken({ token: HEADER, endpoint: server.url }) });
  const call = session.adapter("compute").post("/secrets", { json: { payload: `${SECRET}\n`.repeat(100_000) } });
  const before = performance.now();
  await expect(failure(call)).resolves.toMatchObject({ status: 413, message: "Request Entity Too Large" });
  expect(performance.now() - before).toBeLessThan(2_000);
  await session.close();
});

it.each([2, 3])("an endpoint with a secret in its query is named without it, asked for version %i", async (version) => {
  const session = new Session({ auth: adminToken({ token: HEADER }), retry: false });
  const compute = session.adapter("compute", { endpointOverride: "http://127.0.0.1:1/?token=s3cret", version });
  const error = await failure(compute.get("/servers"));
  expect(error).toMatchObject({ name: "EndpointError" });
  expect(everythingOf(error)).not.toContain("s3cret");
  await session.close();
});
