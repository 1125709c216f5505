import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { RetryBudget } from "../../src/transport/retry-budget.ts";
import { failure } from "../support/failure.ts";
import { failing, requestTo, startTransport } from "../support/transport.ts";
import { wireRequest } from "../support/wire.ts";

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(code, headers).end('{"error":{"message":"no"}}');

describe("connections and answers", () => {
  it.each([
    [{ limit: 0, connect: 2 }, "CONNECTION_LOST", 3, 1],
    [{ limit: 2, connect: 0 }, "CONNECTION_LOST", 1, 3],
    [{ limit: 1 }, "CONNECTION_LOST", 2, 2],
  ])("are each sent again as often as %j says", async (retry, code, lost, answered) => {
    const breaking = await startTransport(failing(9, (response) => response.destroy()));
    const whole = { ...wireRequest(breaking.server.url, "/"), retry: { when: undefined, ...retry } };
    expect(await failure(breaking.transport.send(whole))).toMatchObject({ code });
    expect(breaking.server.received).toHaveLength(lost);
    const busy = await startTransport(failing(9, status(503, { "retry-after": "0" })));
    const request = { ...wireRequest(busy.server.url, "/"), retry: { when: undefined, ...retry } };
    expect((await busy.transport.send(request)).status).toBe(503);
    expect(busy.server.received).toHaveLength(answered);
  });
});

describe("a connection and an answer after each other", () => {
  const busy = status(503, { "retry-after": "0" });
  const lost = (response: ServerResponse): void => void response.destroy();

  it.each([
    [{ limit: 2, connect: 1 }, [busy, busy, lost], 200],
    [{ limit: 1, connect: 2 }, [lost, lost, busy], 200],
    [{ limit: 1, connect: 1 }, [lost, busy, busy], 503],
    [{ limit: 2 }, [lost, busy, busy], 503],
  ])("are counted apart where %j tells them apart", async (retry, failures, end) => {
    const { server, transport } = await startTransport((_, response) => {
      const fail = failures[server.received.length - 1];
      if (fail === undefined) response.end();
      else fail(response);
    });
    const request = { ...wireRequest(server.url, "/"), retry: { when: undefined, ...retry } };
    expect((await transport.send(request)).status).toBe(end);
    expect(server.received).toHaveLength(end === 200 ? failures.length + 1 : failures.length);
  });
});

describe("a rule of the caller's", () => {
  it("repeats what the library would not, and tells the attempt", async () => {
    const { server, transport } = await startTransport(failing(2, status(500)));
    const asked: unknown[] = [];
    const when = (error: Error, attempt: number): boolean => {
      asked.push([error.name, error.message, attempt]);
      return true;
    };
    const post = wireRequest(server.url, "/", { method: "POST", body: "{}", when });
    expect((await transport.send(post)).status).toBe(200);
    expect(asked).toEqual([
      ["HttpError", "no", 1],
      ["HttpError", "no", 2],
    ]);
  });

  it("ends what the library would repeat", async () => {
    const { server, transport } = await startTransport(failing(9, status(503, { "retry-after": "0" })));
    const answer = await transport.send(wireRequest(server.url, "/", { when: () => false }));
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ error: { message: "no" } });
    expect(server.received).toHaveLength(1);
  });

  it("is asked about broken connections, at most as often as the limit says", async () => {
    const { server, transport } = await startTransport(failing(9, (response) => response.destroy()));
    const codes: unknown[] = [];
    const post = wireRequest(server.url, "/", {
      method: "POST",
      retries: 1,
      when: (error) => codes.push(error.code) > 0,
    });
    expect(await failure(transport.send(post))).toMatchObject({ code: "CONNECTION_LOST" });
    expect(codes).toEqual(["CONNECTION_LOST"]);
    expect(server.received).toHaveLength(2);
  });

  it("is not asked about answers that are none of its business", async () => {
    const { server, transport } = await startTransport(failing(1, status(200)));
    const when = (): boolean => expect.unreachable("a 200 is no failure");
    expect((await transport.send(wireRequest(server.url, "/", { when }))).status).toBe(200);
  });

  it.each<[string, () => unknown]>([
    ["1", () => 1],
    ["undefined", () => undefined],
    ["a promise, which is not waited for", async () => true],
    ["a promise, which is not waited for", () => Promise.reject(new Error("of the rule"))],
  ])("says true or false, not %s", async (what, when) => {
    const { server, transport } = await startTransport(failing(9, status(503)));
    const sent = transport.send(wireRequest(server.url, "/?token=s3cret", { when: when as never }));
    expect(await failure(sent)).toMatchObject({
      code: "INVALID_REQUEST",
      message: `GET ${server.url}/?token=redacted: retry.when must return true or false, not ${what}`,
      sent: true,
      cause: { status: 503 },
    });
    expect(server.received).toHaveLength(1);
  });

  it("that throws ends the call with what it threw, and the answer that nobody will read", async () => {
    const ends: Promise<unknown>[] = [];
    const { server, transport } = await startTransport(
      failing(9, (response) => {
        ends.push(once(response, "close"));
        response.writeHead(503).end(Buffer.alloc(20_000_000));
      }),
    );
    const reason = new Error("of the rule");
    const when = (): boolean => {
      throw reason;
    };
    // No timeout, which would end it too.
    const sent = transport.send(wireRequest(server.url, "/", { mode: "stream", timeout: 0, when }));
    expect(await failure(sent)).toBe(reason);
    expect(await Promise.all(ends)).toHaveLength(1);
  });
});

describe("without a rule", () => {
  it.each([408, 413, 425, 498, 500, 502, 504])("gives a %i back at once", async (code) => {
    const { server, transport } = await startTransport(failing(9, status(code)));
    expect((await transport.send(wireRequest(server.url, "/"))).status).toBe(code);
    expect(server.received).toHaveLength(1);
  });

  it("does not repeat when retries are off", async () => {
    const { server, transport } = await startTransport(failing(9, status(503, { "retry-after": "0" })));
    expect((await transport.send(wireRequest(server.url, "/", { retries: 0 }))).status).toBe(503);
    expect(server.received).toHaveLength(1);
  });

  it.each(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"] as const)(
    "sends a %s again on a new connection when the old one was closed",
    async (method) => {
      const { server, transport } = await startTransport(failing(1, (response) => response.destroy()));
      expect((await transport.send(wireRequest(server.url, "/", { method }))).status).toBe(200);
      expect(server.received).toHaveLength(2);
    },
  );

  it.each(["POST", "PATCH"] as const)("protocol §2.5 FIX: sends a %s once, not twice", async (method) => {
    const { server, transport } = await startTransport(failing(1, (response) => response.destroy()));
    const sent = transport.send(wireRequest(server.url, "/", { method, body: "{}" }));
    expect(await failure(sent)).toMatchObject({ code: "CONNECTION_LOST", sent: true });
    expect(server.received).toHaveLength(1);
  });

  it("protocol §2.5 FIX: does not send a POST again whose answer is late", async () => {
    const { server, transport } = await startTransport(failing(9, () => undefined));
    const sent = transport.send(wireRequest(server.url, "/", { method: "POST", body: "{}", timeout: 100 }));
    expect(await failure(sent)).toMatchObject({ code: "TIMEOUT", sent: true });
    expect(server.received).toHaveLength(1);
  });
});

describe("the retry budget", () => {
  it("lets a server in trouble have 500 repetitions, and then one for every ten requests", () => {
    const budget = new RetryBudget();
    let given = 0;
    while (budget.take("http://a")) given++;
    expect(given).toBe(500);
    for (let i = 0; i < 9; i++) budget.earn("http://a");
    expect(budget.take("http://a")).toBe(false);
    for (let i = 0; i < 2; i++) budget.earn("http://a");
    expect(budget.take("http://a")).toBe(true);
    expect(budget.take("http://b")).toBe(true);
  });

  it("ends the repetitions of an outage, not those that the server asks for", async () => {
    const { server, transport } = await startTransport(failing(Infinity, (response) => response.destroy()));
    const call = (): Promise<unknown> => failure(transport.send(wireRequest(server.url, "/", { retries: 1 })));
    for (let i = 0; i < 6; i++) await Promise.all(Array.from({ length: 100 }, call));
    // 600 calls, each of which earns a tenth from the first failure on.
    expect(server.received.length).toBeGreaterThan(1_099);
    expect(server.received.length).toBeLessThan(1_170);
  });
});

describe("retries", () => {
  it("sends a GET again when the connection broke, but not a POST", async () => {
    const { server, transport } = await startTransport(failing(1, (response) => response.destroy()));
    expect((await transport.send(requestTo(server, "/"))).status).toBe(200);
    const again = await startTransport(failing(1, (response) => response.destroy()));
    const post = requestTo(again.server, "/", { method: "POST", body: "{}" });
    await expect(again.transport.send(post)).rejects.toMatchObject({ code: "CONNECTION_LOST" });
    expect(again.server.received).toHaveLength(1);
  });

  it("protocol §2.5 FIX: honours Retry-After, of a POST too, in seconds and as a date", async () => {
    for (const value of ["0", new Date(Date.now() - 1_000).toUTCString()]) {
      const { server, transport } = await startTransport(
        failing(1, (response) => response.writeHead(503, { "retry-after": value }).end()),
      );
      expect((await transport.send(requestTo(server, "/", { method: "POST", body: "{}" }))).status).toBe(200);
      expect(server.received.map((request) => request.body)).toEqual(["{}", "{}"]);
    }
  });

  it("gives the answer back when Retry-After is beyond the timeout", async () => {
    const { server, transport } = await startTransport((_, response) =>
      response.writeHead(429, { "retry-after": "3600" }).end(),
    );
    expect((await transport.send(requestTo(server, "/"))).status).toBe(429);
    expect(server.received).toHaveLength(1);
  });

  it("retries the statuses a service lists and no others of a POST", async () => {
    const locked = await startTransport(failing(1, (response) => response.writeHead(409).end()));
    const post = { method: "POST", body: "{}", retriableStatuses: [409] } as const;
    expect((await locked.transport.send(requestTo(locked.server, "/", post))).status).toBe(200);
    const unlisted = await startTransport(failing(1, (response) => response.writeHead(409).end()));
    expect(
      (await unlisted.transport.send(requestTo(unlisted.server, "/", { method: "POST", body: "{}" }))).status,
    ).toBe(409);
    const unavailable = await startTransport(failing(1, (response) => response.writeHead(503).end()));
    expect(
      (await unavailable.transport.send(requestTo(unavailable.server, "/", { method: "POST", body: "{}" }))).status,
    ).toBe(503);
  });

  it("protocol §2.5 FIX: does not send a one-shot body twice, but calls a function for a new one", async () => {
    const once = await startTransport(failing(1, (response) => response.writeHead(503, { "retry-after": "0" }).end()));
    const put = { method: "PUT", body: Readable.from([Buffer.from("data")]) } as const;
    expect((await once.transport.send(requestTo(once.server, "/", put))).status).toBe(503);
    const twice = await startTransport(failing(1, (response) => response.writeHead(503, { "retry-after": "0" }).end()));
    const body = (): Readable => Readable.from([Buffer.from("data")]);
    expect((await twice.transport.send(requestTo(twice.server, "/", { method: "PUT", body }))).status).toBe(200);
    expect(twice.server.received.map((request) => request.body)).toEqual(["data", "data"]);
  });
});
