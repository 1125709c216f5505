import { Agent } from "undici";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Transport } from "../../src/transport/transport.ts";
import { sendJson, serve } from "../support/server.ts";
import { requestTo, startTransport } from "../support/transport.ts";

describe("closing", () => {
  it("ends a wait between two attempts", async () => {
    const { server, transport } = await startTransport((_, response) => {
      response.writeHead(503, { "retry-after": "50" }).end();
      setTimeout(() => void transport.close(), 20);
    });
    const sent = transport.send(requestTo(server, "/", { timeout: 60_000 }));
    await expect(sent).rejects.toMatchObject({ code: "SESSION_CLOSED" });
  });

  it.each([
    [500, true],
    [undefined, false],
  ])("says whether what was sent before the wait may have been carried out: after %s, %s", async (status, reached) => {
    const { server, transport } = await startTransport((_, response) => response.writeHead(status ?? 500).end());
    if (status === undefined) await server.close();
    vi.spyOn(Math, "random").mockReturnValue(0.999);
    onTestFinished(() => void vi.restoreAllMocks());
    const sent = transport.send(
      requestTo(server, "/", { method: "POST", timeout: 60_000, retries: 9, when: () => true }),
    );
    setTimeout(() => void transport.close(), 200);
    await expect(sent).rejects.toMatchObject({ code: "SESSION_CLOSED", sent: reached });
  });

  it("ends a call whose body is still being made", async () => {
    const { server, transport } = await startTransport((_, response) => sendJson(response, {}));
    await transport.send(requestTo(server, "/"));
    const sent = transport.send(
      requestTo(server, "/", { method: "PUT", body: () => new Promise<string>(() => undefined) }),
    );
    setTimeout(() => void transport.close(), 20);
    await expect(sent).rejects.toMatchObject({ code: "SESSION_CLOSED" });
    expect(server.received).toHaveLength(1);
  });

  it("ends what is under way in a dispatcher of the caller's, which stays open", async () => {
    const agent = new Agent();
    await using server = await serve(({ path }, response) => {
      if (path === "/quick") sendJson(response, {});
    });
    const transport = new Transport({ dispatcher: agent });
    const sent = transport.send(requestTo(server, "/hangs"));
    setTimeout(() => void transport.close(), 50);
    await expect(sent).rejects.toMatchObject({ code: "SESSION_CLOSED" });
    const other = new Transport({ dispatcher: agent });
    expect((await other.send(requestTo(server, "/quick"))).status).toBe(200);
    await agent.destroy();
  });
});
