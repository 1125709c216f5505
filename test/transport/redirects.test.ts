import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { sendJson } from "../support/server.ts";
import { requestTo, startTransport } from "../support/transport.ts";

describe("redirects", () => {
  it("protocol §2.6 FIX: follows a relative Location and keeps credentials on the same origin", async () => {
    const { server, transport } = await startTransport((request, response) => {
      if (request.path === "/a") response.writeHead(302, { location: "b?c=1" }).end();
      else sendJson(response, {});
    });
    expect((await transport.send(requestTo(server, "/a"))).status).toBe(200);
    expect(server.received[1]?.path).toBe("/b?c=1");
    expect(server.received[1]?.headers["x-auth-token"]).toBe("t0ken");
  });

  it("X17: leaves credentials behind on another origin, unless that origin is trusted", async () => {
    const other = await startTransport((_, response) => sendJson(response, {}));
    const { server, transport } = await startTransport((_, response) =>
      response.writeHead(301, { location: `${other.server.url}/x` }).end(),
    );
    await transport.send(requestTo(server, "/"));
    expect(other.server.received[0]?.headers["x-auth-token"]).toBeUndefined();
    await transport.send(requestTo(server, "/", { trusts: (origin) => origin === other.server.url }));
    expect(other.server.received[1]?.headers["x-auth-token"]).toBe("t0ken");
  });

  it("keeps method and body of a POST on the same origin, and refuses to take them elsewhere", async () => {
    const other = await startTransport((_, response) => sendJson(response, {}));
    for (const status of [301, 302, 307, 308]) {
      const { server, transport } = await startTransport(({ path }, response) => {
        const location = path === "/here" ? "/there" : `${other.server.url}/there`;
        if (path === "/there") sendJson(response, {});
        else response.writeHead(status, { location }).end();
      });
      const post = { method: "POST", body: '{"a":1}' } as const;
      expect((await transport.send(requestTo(server, "/here", post))).status).toBe(200);
      expect(server.received[1]).toMatchObject({ method: "POST", path: "/there", body: '{"a":1}' });
      await expect(transport.send(requestTo(server, "/away", post))).rejects.toMatchObject({
        code: "REDIRECT_REFUSED",
        status,
        message: expect.stringContaining("where no POST is sent"),
      });
    }
    expect(other.server.received).toHaveLength(0);
  });

  it("protocol §2.6 FIX: makes a GET without a body of a POST that is answered 303, not a POST", async () => {
    const { server, transport } = await startTransport(({ path }, response) => {
      if (path === "/post") response.writeHead(303, { location: "/result" }).end();
      else sendJson(response, {});
    });
    const headers = ["content-type", "text/plain", "x-auth-token", "t0ken"];
    await transport.send(requestTo(server, "/post", { method: "POST", body: "x", headers }));
    expect(server.received[1]).toMatchObject({ method: "GET", path: "/result", body: "" });
    expect(server.received[1]?.headers["content-type"]).toBeUndefined();
    expect(server.received[1]?.headers["x-auth-token"]).toBe("t0ken");
  });

  it("refuses to send a stream a second time, to leave http, to go nowhere, or to two places", async () => {
    const places: Record<string, Record<string, string | string[]>> = {
      "/put": { location: "/x" },
      "/file": { location: "file:///etc/passwd" },
      "/none": {},
      "/both": { location: ["/x", "http://other.example/"] },
    };
    const { server, transport } = await startTransport((request, response) =>
      response.writeHead(307, places[request.path]).end(),
    );
    const body = Readable.from([Buffer.from("x")]);
    await expect(transport.send(requestTo(server, "/put", { method: "PUT", body }))).rejects.toMatchObject({
      code: "REDIRECT_REFUSED",
      message: expect.stringContaining("cannot be sent again"),
    });
    await expect(transport.send(requestTo(server, "/file"))).rejects.toMatchObject({ code: "REDIRECT_REFUSED" });
    await expect(transport.send(requestTo(server, "/none"))).rejects.toMatchObject({ code: "REDIRECT_REFUSED" });
    await expect(transport.send(requestTo(server, "/both"))).rejects.toMatchObject({
      code: "REDIRECT_REFUSED",
      message: `GET ${server.url}/both was redirected (307) to several places at once`,
    });
  });

  it("stops a redirect loop", async () => {
    const { server, transport } = await startTransport((_, response) =>
      response.writeHead(302, { location: "/again" }).end(),
    );
    await expect(transport.send(requestTo(server, "/"))).rejects.toMatchObject({
      code: "REDIRECT_REFUSED",
      message: expect.stringContaining("in circles"),
    });
    expect(server.received).toHaveLength(11);
  });
});

describe("redirects that are answers", () => {
  it.each(["GET", "POST"] as const)("gives a %s's redirect back when it is asked for", async (method) => {
    const { server, transport } = await startTransport((_, response) => {
      response.writeHead(303, { location: "/elsewhere", "set-cookie": ["a=1; path=/", "b=2"] }).end();
    });
    const answer = await transport.send(requestTo(server, "/", { method, redirect: "manual" }));
    expect(answer.status).toBe(303);
    expect(answer.headers).toMatchObject({ location: "/elsewhere", "set-cookie": "a=1; path=/, b=2" });
    expect(server.received).toHaveLength(1);
  });
});
