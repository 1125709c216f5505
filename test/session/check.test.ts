import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adapter, password, Session } from "../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { failure } from "../support/failure.ts";

let cloud: EmbeddedCloud;
let session: Session;

beforeAll(async () => {
  cloud = await startCloud({ services: ["compute"], servers: 1 });
  session = new Session({ auth: password(cloud.credentials) });
});
afterAll(async () => {
  await session.close();
  await cloud.close();
});

/** What a caller without a type checker gets for calling a function with this. */
async function refusal(call: (given: never) => unknown, given: unknown): Promise<unknown> {
  return failure(Promise.resolve().then(() => Reflect.apply(call, undefined, [given])));
}

describe("a session's options", () => {
  const auth = { authenticate: async () => ({ kind: "static", headers: {} }), withScope: () => undefined };

  it.each([
    [{ authUrl: "https://k", username: "u", password: "s3cret" }, "an object without authenticate() and withScope()"],
    [{ authenticate: async () => undefined }, "an object without withScope()"],
    [password, "a function"],
    ["password", "a string"],
  ])("that are taken for a login say what makes one, and what is lacking: %j", async (given, found) => {
    const error = await refusal((options) => new Session(options), { auth: given });
    expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE", key: "auth" });
    expect(String(error)).toContain(`must be an authentication method, as password() makes one, not ${found}.`);
    expect(String(error)).not.toContain("s3cret");
  });

  it.each([
    [undefined, "options"],
    [null, "options"],
    [{}, "auth"],
    [{ auth: "x" }, "auth"],
    [{ auth: { authenticate: 1 } }, "auth"],
    [{ auth, timeout: "5s" }, "timeout"],
    [{ auth, timeout: -1 }, "timeout"],
    [{ auth, timeout: Number.NaN }, "timeout"],
    [{ auth, timeout: 2 ** 31 }, "timeout"],
    [{ auth, retry: 1.5 }, "retry"],
    [{ auth, retry: -1 }, "retry"],
    [{ auth, region: 5 }, "region"],
    [{ auth, region: "" }, "region"],
    [{ auth, interface: [] }, "interface"],
    [{ auth, interface: [5] }, "interface"],
    [{ auth, endpointOverrides: { compute: 5 } }, "endpointOverrides"],
    [{ auth, endpointOverrides: ["x"] }, "endpointOverrides"],
    [{ auth, services: { compute: null } }, "services"],
    [{ auth, services: { compute: { retry: "x" } } }, "services"],
    [{ auth, userAgent: "a\r\nX: y" }, "userAgent"],
    [{ auth, dispatcher: {} }, "dispatcher"],
    [{ auth, services: { compute: { region: 5 } } }, "services"],
    [{ auth, services: { compute: { version: "x" } } }, "services"],
    [{ auth, services: { compute: { serviceType: 5 } } }, "services"],
    [{ auth, tls: null }, "tls"],
    [{ auth, tls: { ca: 5 } }, "tls"],
    [{ auth, tls: { verify: "no" } }, "tls"],
    [{ auth, proxy: "http://127.0.0.1:3128" }, "proxy"],
    [{ auth, proxy: { http: "nowhere" } }, "proxy"],
    [{ auth, addressFamily: "ipv5" }, "addressFamily"],
    [{ auth, pool: 10 }, "pool"],
    [{ auth, concurrency: 1.5 }, "concurrency"],
    [{ auth, rateLimit: "5" }, "rateLimit"],
    [{ auth, rateLimit: -1 }, "rateLimit"],
    [{ auth, services: { compute: { rateLimit: Number.NaN } } }, "services"],
    [{ auth, pool: { connections: -1 } }, "pool"],
    [{ auth, pool: { connections: 1.5 } }, "pool"],
    [{ auth, pool: { keepAlive: "4s" } }, "pool"],
    [{ auth, pool: { keepAlive: 2 ** 31 } }, "pool"],
    [{ auth, pool: { http2: 1 } }, "pool"],
  ])("%j is refused with the name of the option: %s", async (options, key) => {
    const error = await refusal((given) => new Session(given), options);
    expect(error).toMatchObject({ name: "ConfigError", key });
    expect(String(error)).toMatch(new RegExp(`The option ${key} (must be|has|is missing|can only)`));
  });

  it.each([
    [(given: never) => session.with(given), null],
    [(given: never) => session.with(given), { interface: 5 }],
    [(given: never) => session.connectAs(given), {}],
    [(given: never) => session.versions(given), { interface: 5 }],
    [(given: never) => session.adapter("compute", given), { version: "3" }],
    [(given: never) => session.adapter("compute", given), { version: {} }],
    [(given: never) => session.adapter("compute", given), { version: { min: 1.5 } }],
    [(given: never) => session.adapter("compute", given), { region: 5 }],
    [(given: never) => session.adapter("compute", given), null],
    [(given: never) => session.adapter("compute", given), { endpointOverride: 5 }],
    [(given: never) => session.adapter(given), { type: "compute", microversions: {} }],
    [(given: never) => session.versions(given), null],
    [(given: never) => Session.connect(given), null],
    [(given: never) => Session.fromEnv(given), null],
    [(given: never) => adapter("compute", given), null],
  ])("are checked wherever they are given: %#", async (call, given) => {
    expect(await refusal(call, given)).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE" });
  });
});

describe("how long to wait", () => {
  const calls: readonly ((given: never) => unknown)[] = [
    (given) => session.authenticate(given),
    (given) => session.reauthenticate(given),
    (given) => session.catalog(given),
    (given) => session.adapter("compute").endpoint(given),
    (given) => session.adapter("compute").versions(given),
    (given) => session.adapter("compute").supports("2.1", given),
    (given) => session.adapter("compute").negotiate(["2.1"], given),
  ];

  it.each([null, 5, "5s", { timeout: 3_000_000_000 }, { timeout: Number.NaN }, { timeout: -1 }, { signal: {} }])(
    "is checked: %j",
    async (given) => {
      for (const call of calls) {
        expect(await refusal(call, given)).toMatchObject({ name: "TransportError", code: "INVALID_REQUEST" });
      }
    },
  );
});

describe("a request", () => {
  it.each([
    [5, {}, /the path must be text or segments, not 5/],
    [null, {}, /the path must be/],
    [["servers", null], {}, /segment 2 must be text, not null/],
    [["servers", undefined], {}, /segment 2 must be text, not undefined/],
    ["/servers", null, /options must be an object/],
    ["/servers", { query: null }, /query must be an object/],
    ["/servers", { query: "a=b" }, /query must be an object/],
    ["/servers", { query: new URLSearchParams("a=b") }, /query must be an object/],
    ["/servers", { query: { a: null } }, /query\.a must be text/],
    ["/servers", { query: { a: [{}] } }, /query\.a must be text/],
    ["/servers", { query: { a: Number.NaN } }, /query\.a must be text/],
    ["/servers", { query: { a: new Date() } }, /query\.a must be text/],
    ["/servers", { headers: null }, /headers must be an object/],
    ["/servers", { headers: [["a", "b"]] }, /headers must be an object/],
    ["/servers", { headers: new Headers({ a: "b" }) }, /headers must be an object/],
    ["/servers", { headers: { "x-a": null } }, /header x-a must be text/],
    [
      "/servers",
      { headers: { "X-Auth-Token": "s3cret", "x-a": "1", "x-auth-token": "s3cret" } },
      /headers has X-Auth-Token and x-auth-token, which are one header; leave one of them out/,
    ],
    ["/servers", { timeout: Number.NaN }, /timeout must be ms/],
    ["/servers", { timeout: -1 }, /timeout must be ms/],
    ["/servers", { timeout: Number.POSITIVE_INFINITY }, /timeout must be ms/],
    ["/servers", { retry: "x" }, /retry must be a whole number/],
    ["/servers", { signal: {} }, /signal must be an AbortSignal/],
    ["/servers/{id}", { path: null }, /path must be an object/],
    ["/servers/{id}", { path: { id: null } }, /path\.id must be text or a number, not null/],
    ["/servers/{id}", { path: { id: {} } }, /path\.id must be text/],
    ["/servers/{id}", { path: { id: Number.NaN } }, /path\.id must be text/],
    ["/servers/{constructor}", {}, /\{constructor\} has no value/],
    ["/servers/{toString}", { path: {} }, /\{toString\} has no value/],
    ["/servers", { body: null }, /body must be text, bytes, a Blob, an open file, a stream/],
    ["/servers", { body: 5 }, /body must be text, bytes, a Blob, an open file, a stream/],
    ["/servers", { body: {} }, /body must be text, bytes, a Blob, an open file, a stream/],
    ["/servers", { body: new URLSearchParams("a=b") }, /give `form/],
    ["/servers", { body: "x", json: {} }, /only one of `json`, `form` and `body`/],
    ["/servers", { form: "a=b" }, /form must be an object/],
    ["/servers", { form: { a: {} } }, /form\.a must be text/],
    ["/servers", { json: () => 1 }, /no JSON for a function/],
    ["/servers", { retry: true }, /retry must be a whole number/],
    ["/servers", { retry: { limit: -1 } }, /retry has limit, which must be a whole number/],
    ["/servers", { retry: { connect: 0.5 } }, /retry has connect, which must be a whole number/],
    ["/servers", { retry: { when: "busy" } }, /retry has when, which must be a function/],
    ["/servers", { timeout: { idle: "1" } }, /timeout has idle, which must be ms/],
    ["/servers", { timeout: { connect: 5 } }, /timeout has "connect"; it can have headers, idle, whole/],
    ["/servers", { bodyLimit: 1.5 }, /bodyLimit must be a whole number/],
  ])("with the path %j and %j is refused before anything is sent", async (path, init, problem) => {
    await session.authenticate();
    cloud.clearRequests();
    const compute = session.adapter("compute");
    const error = await failure(Promise.resolve(Reflect.apply(compute.get, compute, [path, init])));
    expect(error).toMatchObject({ name: "TransportError", code: "INVALID_REQUEST" });
    expect(String(error)).toMatch(problem);
    expect(cloud.requests).toEqual([]);
  });

  it.each([undefined, null, "2.1", 5])("negotiate(%j) is refused", async (wanted) => {
    const compute = session.adapter("compute");
    const error = await failure(Promise.resolve(Reflect.apply(compute.negotiate, compute, [wanted])));
    expect(error).toMatchObject({
      code: "MICROVERSION_NOT_SUPPORTED",
      message: expect.stringContaining("a range such as"),
    });
  });

  it("does not take 2.010 for a microversion", async () => {
    const error = await failure(session.adapter("compute").get("/servers", { microversion: "2.010" }));
    expect(error).toMatchObject({ code: "MICROVERSION_NOT_SUPPORTED" });
  });
});
