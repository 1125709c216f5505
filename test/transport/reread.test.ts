import { expect, it } from "vitest";
import type { Answer } from "../../src/transport/answer.ts";
import { requestTo, startTransport } from "../support/transport.ts";

it("an answer gives a body that was read whole again, and of a stream that is read or discarded no rest for all", async () => {
  const large = "1".repeat(200_000);
  const { server, transport } = await startTransport((_, response) => response.end(large));
  const next = (): Promise<Answer> => transport.send(requestTo(server, "/", { mode: "stream" }));
  const whole = await next();
  expect(await whole.text()).toBe(large);
  expect(Buffer.concat(await whole.body.toArray()).toString()).toBe(large);
  const seen = await next();
  expect(seen.body.readableDidRead).toBe(false);
  expect(await seen.text()).toBe(large);
  expect(Buffer.concat(await seen.body.toArray()).toString()).toBe(large);
  const read = await next();
  await read.body.toArray();
  await expect(read.json()).rejects.toMatchObject({
    code: "INVALID_BODY",
    message: expect.stringContaining("has been read as a stream"),
  });
  const begun = await next();
  begun.body.once("data", () => undefined);
  await expect.poll(() => begun.body.readableDidRead).toBe(true);
  await expect(begun.text()).rejects.toMatchObject({ code: "INVALID_BODY" });
  const given = await next();
  await given.discard();
  await expect(given.bytes()).rejects.toMatchObject({
    code: "INVALID_BODY",
    message: expect.stringContaining("has been discarded"),
  });
});
