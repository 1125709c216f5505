import { beforeEach, describe, expect, it } from "vitest";
import { password, token } from "../../../src/index.ts";
import { failure } from "../../support/failure.ts";
import { sendJson, serve } from "../../support/server.ts";
import { withCloud } from "../../support/with-cloud.ts";

const here = withCloud();
const { connect, logins } = here;

beforeEach(() => here.cloud.clearRequests());

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

describe("errors", () => {
  it("protocol appendix E: a refused login is not tried again", async () => {
    const session = connect({ auth: password({ ...here.cloud.credentials, password: "wrong" }) });
    expect(await failure(session.adapter("compute").get("/servers"))).toMatchObject({ code: "AUTH_FAILED" });
    expect(logins()).toBe(1);
    expect(logins()).not.toBe(2);
  });

  it("protocol §1.4 FIX: a second 401 is given back after one renewal", async () => {
    const session = connect();
    await session.adapter("compute").get("/servers");
    const fault = here.cloud.fault({ path: /\/servers/, status: 401 });
    here.cloud.clearRequests();
    expect(await failure(session.adapter("compute").get("/servers"))).toMatchObject({ code: "UNAUTHORIZED" });
    fault.remove();
    expect(logins()).toBe(1);
    expect(here.cloud.count(/\/servers/)).toBe(2);
  });

  it("a 401 of another server, which a redirect led to without the token, says nothing about the token", async () => {
    await using foreign = await serve(({ path }, response) => {
      if (path === "/back") response.writeHead(302, { location: `${here.cloud.url}/compute/v2.1/flavors` }).end();
      else response.writeHead(401).end();
    });
    const session = connect();
    const token = await session.token();
    for (const path of ["/there", "/back"]) {
      here.cloud.clearRequests();
      using _ = here.cloud.fault({ path: /\/servers/, status: 302, headers: { location: foreign.url + path } });
      expect(await failure(session.adapter("compute").get("/servers"))).toMatchObject({ code: "UNAUTHORIZED" });
      expect(logins()).toBe(0);
    }
    expect(await session.token()).toBe(token);
    expect(JSON.stringify(foreign.received)).not.toContain(token);
  });

  it("X14: a 410 of a service is not found, and not an invalid input", async () => {
    const fault = here.cloud.fault({ path: /\/servers/, status: 410 });
    const error = await failure(connect().adapter("compute").get("/servers"));
    fault.remove();
    expect(error).toMatchObject({ status: 410, code: "NOT_FOUND" });
    expect(error).not.toMatchObject({ code: "BAD_REQUEST" });
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
    const auth = password({ ...here.cloud.credentials, authUrl: server.url });
    const session = connect({ auth, endpointOverrides, timeout: 500 });
    await session.authenticate();
    expect(await failure(session.adapter("acme:widgets").get("/v1/x"))).toMatchObject({ code: "TIMEOUT" });
    // The refused call, and no second try after a renewal that came too late.
    expect(server.received.filter(({ method }) => method === "GET")).toHaveLength(1);
  });
});
