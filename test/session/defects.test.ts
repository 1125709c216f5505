import { getEventListeners } from "node:events";
import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { noAuth, password, ServiceType, Session, token } from "../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { failure } from "../support/failure.ts";
import { sendJson, serve } from "../support/server.ts";

let cloud: EmbeddedCloud;
const open: Session[] = [];

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(async () => {
  await Promise.all(open.map((session) => session.close()));
  await cloud.close();
});
beforeEach(() => cloud.clearRequests());

function connect(options: Partial<ConstructorParameters<typeof Session>[0]> = {}): Session {
  const session = new Session({ auth: password(cloud.credentials), ...options });
  open.push(session);
  return session;
}

const logins = (): number => cloud.count("POST /identity/v3/auth/tokens");

describe("a login", () => {
  const body = (url: string): object => {
    const endpoints = [{ interface: "public", region: "RegionOne", url: `${url}/v2.1` }];
    return { token: { expires_at: "2099-01-01T00:00:00Z", catalog: [{ type: "compute", endpoints }] } };
  };

  it("takes no catalog from where Keystone redirects to, since the token would go there next", async () => {
    await using foreign = await serve((_, response) => sendJson(response, body(foreign.url)));
    await using keystone = await serve((_, response) => response.writeHead(302, { location: foreign.url }).end());
    const session = connect({ auth: token({ authUrl: `${keystone.url}/v3`, token: "REALTOKEN" }) });
    expect(await failure(session.adapter("compute").get("/servers"))).toMatchObject({ code: "REDIRECT_REFUSED" });
    expect(foreign.received).toEqual([]);
  });

  it("that is refused takes the beginning of what Keystone says, as every failure does", async () => {
    await using keystone = await serve(({ method }, response) => {
      if (method === "GET") return void response.writeHead(404).end();
      response.writeHead(401, { "content-type": "application/json" });
      // It never ends.
      response.write(`{"error":{"message":"no","more":"${"x".repeat(3_000_000)}`);
    });
    const session = connect({ auth: password({ authUrl: `${keystone.url}/v3`, userId: "u", password: "p" }) });
    expect(await failure(session.token())).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
  });

  it("follows Keystone to another of its own addresses", async () => {
    await using keystone = await serve(({ path }, response) => {
      if (path.startsWith("/v3/")) response.writeHead(302, { location: "/identity/v3/auth/tokens" }).end();
      else sendJson(response, body(keystone.url));
    });
    const session = connect({ auth: token({ authUrl: `${keystone.url}/v3`, token: "REALTOKEN" }) });
    expect(await session.token()).toBe("REALTOKEN");
    expect(keystone.received.at(-1)?.headers).toMatchObject({ "x-subject-token": "REALTOKEN" });
  });

  it.each(["/v1/keystone", "/v1/keystone/v3", ""])(
    "finds Identity behind the prefix of a gateway: %s",
    async (prefix) => {
      await using keystone = await serve(({ method, path }, response) => {
        if (method === "POST") response.setHeader("x-subject-token", "T");
        sendJson(response, method === "POST" ? body(keystone.url) : { projects: [{ id: path }] });
      });
      const auth = password({ authUrl: keystone.url + prefix, userId: "u", password: "p" });
      const root = prefix.replace(/\/v3$/, "");
      expect(await connect({ auth }).projects()).toMatchObject([{ id: `${root}/v3/auth/projects` }]);
    },
  );
});

describe("a catalog", () => {
  it("X4: may be missing: an unscoped token is no ProtocolError and still reaches Identity", async () => {
    const { authUrl, username, userDomainName, password: word } = cloud.credentials;
    const session = connect({ auth: password({ authUrl, username, userDomainName, password: word, unscoped: true }) });
    const identity = await session.authenticate();
    expect(identity).not.toBeInstanceOf(Error);
    expect(identity).toMatchObject({ user: { name: username }, project: undefined });
    expect(await session.catalog()).toEqual([]);
    expect(await session.projects()).toHaveLength(1);
    expect(await failure(session.adapter("compute").get("/servers"))).toMatchObject({ code: "NO_CATALOG" });
  });

  it("X5: may have endpoints without a region, which break neither the login nor the other endpoints", async () => {
    const endpoints = (url: string, region: object): object[] => [{ id: "e", interface: "public", url, ...region }];
    const catalog = [
      {
        type: "compute",
        name: "nova",
        endpoints: endpoints(`${cloud.url}/compute/v2.1`, { region: null, region_id: null }),
      },
      { type: "image", name: "glance", endpoints: endpoints(`${cloud.url}/image`, {}) },
      { type: "dns", name: "designate", endpoints: endpoints(`${cloud.url}/dns`, { region_id: "One" }) },
    ];
    const body = {
      token: {
        user: { id: "u", name: "n" },
        issued_at: "2099-01-01T00:00:00Z",
        expires_at: "2099-01-01T01:00:00Z",
        catalog,
      },
    };
    const fault = cloud.fault({ path: /auth\/tokens/, status: 201, body, headers: { "x-subject-token": "T" } });
    const session = connect({ region: "One" });
    const found = await session.catalog();
    fault.remove();
    expect(found).not.toHaveLength(0);
    expect(found.map(({ type, endpoints: [first] }) => [type, first?.region])).toEqual([
      ["compute", undefined],
      ["image", undefined],
      ["dns", "One"],
    ]);
  });

  it("X13: is searched for both interfaces, the first one first", async () => {
    const compute = connect({ interface: ["public", "internal"] }).adapter("compute");
    expect((await compute.endpoint()).interface).toBe("public");
    expect((await compute.endpoint()).interface).not.toBe("internal");
  });
});

describe("discovery", () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ["Date"] }));
  afterEach(() => vi.useRealTimers());

  it("X6: understands Keystone's own root", async () => {
    const session = connect({ auth: noAuth({ endpoint: `${cloud.url}/identity` }) });
    const endpoint = await session.adapter("identity").endpoint();
    expect(endpoint).not.toBeInstanceOf(Error);
    expect(endpoint).toMatchObject({ version: "3.14", url: `${cloud.url}/identity/v3/` });
  });

  it("X9: finds the microversions of placement in max_version", async () => {
    const { microversions } = await connect().adapter("placement").endpoint();
    expect(microversions).toEqual({ min: "1.0", max: "1.39" });
    expect(microversions).not.toBeUndefined();
  });

  it("X7: keeps the project id of an endpoint, also one that is another project's", async () => {
    const override = `${cloud.url}/block-storage/v3/other`;
    const volumes = connect({ endpointOverrides: { "block-storage": override } }).adapter("block-storage");
    const newest = await volumes.negotiate({ min: "3.0" });
    await failure(newest.get("/volumes"));
    const { path } = cloud.requests.at(-1) ?? {};
    expect(path).toBe("/block-storage/v3/other/volumes");
    expect(path).not.toBe("/block-storage/v3/volumes");
  });

  it("protocol §4.9 FIX: a document that was missing for a while is found when it is there again", async () => {
    const compute = connect().adapter("compute");
    const fault = cloud.fault({ path: /^\/compute/, status: 404 });
    expect((await compute.endpoint()).microversions).toBeUndefined();
    fault.remove();
    const asked = cloud.requests.length;
    expect((await compute.endpoint()).microversions).toBeUndefined();
    expect(cloud.requests).toHaveLength(asked);
    vi.setSystemTime(Date.now() + 31_000);
    expect((await compute.endpoint()).microversions).not.toBeUndefined();
    expect((await compute.endpoint()).microversions).toMatchObject({ min: "2.1" });
  });

  it("protocol appendix E 4: a revoked token costs a document nothing but the next question", async () => {
    const session = connect();
    await session.authenticate();
    const guarded = cloud.fault({ path: /^\/compute/, status: 401 });
    expect((await session.adapter("compute").endpoint()).microversions).toBeUndefined();
    guarded.remove();
    await session.reauthenticate();
    expect((await session.adapter("compute").endpoint()).microversions).not.toBeUndefined();
  });

  it("protocol appendix E: no microversion in common is an error with both sides, before any request", async () => {
    const compute = connect().adapter("compute");
    const { microversions } = await compute.endpoint();
    cloud.clearRequests();
    const asked = [compute.negotiate(["2.998", "2.999"]), compute.negotiate({ min: "2.998", max: "2.999" })];
    for (const error of await Promise.all(asked.map(failure))) {
      expect(error).toMatchObject({ name: "EndpointError", code: "MICROVERSION_NOT_SUPPORTED", service: "compute" });
      expect(String(error)).toContain(`speaks ${microversions?.min} to ${microversions?.max}; asked for: 2.998`);
      expect(String(error)).toContain("2.999");
    }
    expect(cloud.requests).toEqual([]);
  });
});

describe("errors", () => {
  it("protocol appendix E: a refused login is not tried again", async () => {
    const session = connect({ auth: password({ ...cloud.credentials, password: "wrong" }) });
    expect(await failure(session.adapter("compute").get("/servers"))).toMatchObject({ code: "AUTH_FAILED" });
    expect(logins()).toBe(1);
    expect(logins()).not.toBe(2);
  });

  it("protocol §1.4 FIX: a second 401 is given back after one renewal", async () => {
    const session = connect();
    await session.adapter("compute").get("/servers");
    const fault = cloud.fault({ path: /\/servers/, status: 401 });
    cloud.clearRequests();
    expect(await failure(session.adapter("compute").get("/servers"))).toMatchObject({ code: "UNAUTHORIZED" });
    fault.remove();
    expect(logins()).toBe(1);
    expect(cloud.count(/\/servers/)).toBe(2);
  });

  it("a 401 of another server, which a redirect led to without the token, says nothing about the token", async () => {
    await using foreign = await serve(({ path }, response) => {
      if (path === "/back") response.writeHead(302, { location: `${cloud.url}/compute/v2.1/flavors` }).end();
      else response.writeHead(401).end();
    });
    const session = connect();
    const token = await session.token();
    for (const path of ["/there", "/back"]) {
      cloud.clearRequests();
      using _ = cloud.fault({ path: /\/servers/, status: 302, headers: { location: foreign.url + path } });
      expect(await failure(session.adapter("compute").get("/servers"))).toMatchObject({ code: "UNAUTHORIZED" });
      expect(logins()).toBe(0);
    }
    expect(await session.token()).toBe(token);
    expect(JSON.stringify(foreign.received)).not.toContain(token);
  });

  it("X14: a 410 of a service is not found, and not an invalid input", async () => {
    const fault = cloud.fault({ path: /\/servers/, status: 410 });
    const error = await failure(connect().adapter("compute").get("/servers"));
    fault.remove();
    expect(error).toMatchObject({ status: 410, code: "NOT_FOUND" });
    expect(error).not.toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("an adapter", () => {
  it("knows its service, whichever way the same name was chosen before", () => {
    const session = connect();
    expect(session.adapter({ type: "placement" }).service.microversions).toBe("unknown");
    expect(session.adapter("placement").service.project).toBe("placement");
    expect(session.adapter(ServiceType.Placement).service.microversions).not.toBe("unknown");
    expect(session.adapter({ type: "placement" }).service.microversions).toBe("unknown");
  });

  it("says that it sends JSON although another header names the content type", async () => {
    const call = connect()
      .adapter("compute")
      .post("/servers", { json: {}, headers: { "x-vary": "content-type" }, check: false });
    await call;
    expect(cloud.requests.at(-1)?.headers["content-type"]).toBe("application/json");
  });

  it("shows no password of a URL it refuses", async () => {
    const refused = connect().adapter("compute").get("https://user:s3cret@elsewhere.example/x?token=s3cret");
    const error = await failure(refused);
    expect(error).toMatchObject({ code: "FOREIGN_URL", url: "https://elsewhere.example/x" });
    expect(inspect(error)).not.toContain("s3cret");
  });
});

describe("answers", () => {
  it("of any size can be read twice", async () => {
    await using server = await serve((_, response) => sendJson(response, { text: "x".repeat(200_000) }));
    const call = connect({ auth: noAuth({ endpoint: server.url }) })
      .adapter({ type: "acme:widgets" })
      .get("/v1/widgets");
    const answer = await call;
    expect(await answer.json()).toEqual(await answer.json());
    expect((await call.text()).length).toBeGreaterThan(200_000);
  });
});

describe("a timeout", () => {
  it("covers a refused call, the renewal and the second try together", async () => {
    let tokens = 0;
    await using server = await serve(({ method }, response) => {
      const body = { token: { expires_at: new Date(Date.now() + 3_600_000).toISOString(), catalog: [] } };
      const isFirst = method === "POST" && tokens++ === 0;
      const answer = (): unknown =>
        method === "POST"
          ? response.writeHead(201, { "x-subject-token": `t${tokens}` }).end(JSON.stringify(body))
          : response.writeHead(401).end();
      if (isFirst) answer();
      else setTimeout(answer, 350);
    });
    const endpointOverrides = { "acme:widgets": server.url };
    const auth = password({ ...cloud.credentials, authUrl: server.url });
    const session = connect({ auth, endpointOverrides, timeout: 500 });
    await session.authenticate();
    expect(await failure(session.adapter("acme:widgets").get("/v1/x"))).toMatchObject({ code: "TIMEOUT" });
    // The refused call, and no second try after a renewal that came too late.
    expect(server.received.filter(({ method }) => method === "GET")).toHaveLength(1);
  });
});

describe("one signal", () => {
  it("ends any number of calls, and Node takes none of them for a leak", async () => {
    const warned = vi.fn();
    process.on("warning", warned);
    const { signal } = new AbortController();
    const session = connect();
    await Promise.all(Array.from({ length: 30 }, () => session.adapter("compute").get("/servers", { signal })));
    await session.versions({ signal });
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", warned);
    expect(warned).not.toHaveBeenCalled();
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("a service that fails", () => {
  it("cannot fill the memory with its explanation", async () => {
    await using server = await serve((_, response) => {
      response.writeHead(500, { "content-type": "text/plain" });
      const flow = setInterval(() => response.write(Buffer.alloc(1 << 20, "a")), 1);
      response.on("close", () => clearInterval(flow));
    });
    const session = connect({ auth: noAuth({ endpoint: server.url }), retry: 0 });
    const widgets = session.adapter({ type: "acme:widgets" });
    for (const call of [() => widgets.get("/v1/a"), () => widgets.get("/v1/a").json()]) {
      const error = await failure(call());
      expect(error).toMatchObject({ code: "SERVER_ERROR", message: expect.stringMatching(/^a+…$/) });
    }
  });

  it("to take a token that the caller sent costs the session no login", async () => {
    const session = connect();
    await session.authenticate();
    cloud.clearRequests();
    const call = session.adapter("compute").get("/servers", { headers: { "X-Auth-Token": "another" } });
    expect(await failure(call)).toMatchObject({ code: "UNAUTHORIZED" });
    expect(logins()).toBe(0);
    expect(cloud.requests).toHaveLength(1);
  });
});

describe("an endpoint override", () => {
  it("with a password in it is refused without showing it, not used without it", async () => {
    const endpointOverrides = { compute: "https://user:s3cret@compute.example/v2.1" };
    const error = await failure(Promise.resolve().then(() => connect({ endpointOverrides })));
    expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE" });
    expect(inspect(error)).not.toContain("s3cret");
  });
});
