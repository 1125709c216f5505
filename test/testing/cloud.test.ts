import { describe, expect, it } from "vitest";
import { serviceDocuments } from "../../generated/service-documents.ts";
import { type EmbeddedCloud, type Fault, startCloud } from "../../src/testing/index.ts";
import { loggedIn, login, passwordLogin, projectScope, send } from "./client.ts";

const SERVERS = "/compute/v2.1/servers";

/** What a test does with a cloud that knows Nova only. */
async function withCloud(
  use: (cloud: EmbeddedCloud, url: string) => Promise<void>,
  faults: Fault[] = [],
): Promise<void> {
  await using cloud = await startCloud({ services: ["compute"], faults });
  await use(cloud, `${cloud.url}${SERVERS}`);
}

describe("the embedded cloud", () => {
  it("offers every registered service by default", async () => {
    await using cloud = await startCloud();
    const reply = await login(cloud, passwordLogin(cloud, projectScope(cloud)));
    const { catalog } = reply.json().token as { catalog: { type: string }[] };
    expect(catalog.map(({ type }) => type)).toEqual(serviceDocuments.map(({ catalogType }) => catalogType));
  });

  it("offers identity beside the services asked for", async () => {
    await withCloud(async (cloud) => {
      const reply = await login(cloud, passwordLogin(cloud, projectScope(cloud)));
      const { catalog } = reply.json().token as { catalog: { type: string }[] };
      expect(catalog.map(({ type }) => type)).toEqual(["identity", "compute"]);
    });
  });

  it.each([
    ["services", { services: ["nova"] }],
    ["regions", { regions: [] }],
    ["regions", { regions: ["a", "a"] }],
    ["tokenLifetime", { tokenLifetime: 0 }],
    ["port", { port: 70_000 }],
  ])("names the option %s when it cannot be used", async (key, options) => {
    await expect(startCloud(options)).rejects.toMatchObject({ name: "ConfigError", code: "INVALID_VALUE", key });
  });

  it("says so when its port is taken", async () => {
    await withCloud(async (cloud) => {
      const port = Number(new URL(cloud.url).port);
      await expect(startCloud({ port })).rejects.toMatchObject({ code: "INVALID_VALUE", key: "port" });
    });
  });

  it("describes itself in OS_ variables", async () => {
    await withCloud(async (cloud) => {
      expect(cloud.env).toMatchObject({ OS_AUTH_URL: cloud.authUrl, OS_USERNAME: "demo", OS_REGION_NAME: "RegionOne" });
    });
  });

  it("counts requests by path, method, pattern and condition, and forgets them", async () => {
    await withCloud(async (cloud, url) => {
      const as = await loggedIn(cloud);
      await as(`${SERVERS}?limit=1`);
      await send(url);
      expect(cloud.count("POST /identity/v3/auth/tokens")).toBe(1);
      expect(cloud.count(SERVERS)).toBe(2);
      expect(cloud.count(/GET .*limit=1/g)).toBe(1);
      expect(cloud.count(({ status }) => status === 401)).toBe(1);
      expect(cloud.requests[1]?.headers["x-auth-token"]).toMatch(/^gAAAAA/);
      cloud.clearRequests();
      expect(cloud.requests).toEqual([]);
    });
  });

  it("breaks connections that wait for an answer when it closes, and can be closed twice", async () => {
    const cloud = await startCloud({ services: ["compute"], faults: [{ path: SERVERS, delay: 60_000 }] });
    const waiting = expect(send(`${cloud.url}${SERVERS}`)).rejects.toThrow();
    while (cloud.count(SERVERS) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await cloud.close();
    await cloud.close();
    await waiting;
    await expect(send(cloud.url)).rejects.toThrow();
  });
});

describe("faults", () => {
  it("answer with a status in the service's own shape, as often as told", async () => {
    await withCloud(async (cloud, url) => {
      cloud.fault({ path: SERVERS, status: 503, headers: { "retry-after": "7" }, times: 2 });
      for (const _ of [1, 2]) {
        const reply = await send(url);
        expect(reply.status).toBe(503);
        expect(reply.headers["retry-after"]).toBe("7");
        expect(reply.json()).toEqual({ serviceUnavailable: { code: 503, message: expect.any(String) } });
      }
      expect((await send(url)).status).toBe(401);
    });
  });

  it("answer with a body of their own", async () => {
    await withCloud(async (cloud, url) => {
      cloud.fault({ path: /servers/, status: 500, body: { oops: 1 }, times: 1 });
      expect((await send(url)).json()).toEqual({ oops: 1 });
      cloud.fault({ path: /servers/, status: 502, body: "Bad gateway" });
      const text = await send(url);
      expect([text.status, text.text, text.headers["content-type"]]).toEqual([
        502,
        "Bad gateway",
        "text/plain; charset=UTF-8",
      ]);
    });
  });

  it("happen to one method only, and end when removed", async () => {
    await withCloud(async (cloud, url) => {
      const fault = cloud.fault({ method: "post", path: SERVERS, status: 500 });
      expect((await send(url)).status).toBe(401);
      expect((await send(url, { method: "POST", body: {} })).status).toBe(500);
      fault.remove();
      expect((await send(url, { method: "POST", body: {} })).status).toBe(401);
    });
  });

  it("delay the answer", async () => {
    await withCloud(
      async (_cloud, url) => {
        const start = performance.now();
        expect((await send(url)).status).toBe(401);
        expect(performance.now() - start).toBeGreaterThan(70);
      },
      [{ path: SERVERS, delay: 80 }],
    );
  });

  it("break the connection instead of answering", async () => {
    await withCloud(async (cloud, url) => {
      cloud.fault({ path: SERVERS, reset: true, times: 1 });
      await expect(send(url)).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) });
      expect(cloud.requests[0]?.status).toBeUndefined();
      expect((await send(url)).status).toBe(401);
    });
  });

  it("cut the answer off in its middle", async () => {
    await withCloud(async (cloud) => {
      const as = await loggedIn(cloud);
      cloud.fault({ path: "/compute/v2.1/flavors", truncate: true, times: 1 });
      await expect(as("/compute/v2.1/flavors")).rejects.toThrow();
      expect((await as("/compute/v2.1/flavors")).status).toBe(200);
    });
  });

  it("answer with a proxy's page or with broken JSON", async () => {
    await withCloud(async (cloud, url) => {
      cloud.fault({ path: SERVERS, junk: true, times: 1 });
      cloud.fault({ path: SERVERS, junk: "json" });
      const page = await send(url);
      expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=UTF-8"]);
      const broken = await send(url);
      expect(broken.headers["content-type"]).toBe("application/json");
      expect(() => broken.json()).toThrow(SyntaxError);
    });
  });
});
