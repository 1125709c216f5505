import { expect, it } from "vitest";
import { noAuth, Session } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { serve } from "../support/server.ts";

it("a session that is closed while versions are read says so, and not that there are none", async () => {
  await using server = await serve(() => setTimeout(() => void session.close(), 30));
  const session: Session = new Session({ auth: noAuth({ endpoint: server.url }), retry: false });
  const image = session.adapter("image");
  const versions = image.versions();
  const endpoint = failure(image.endpoint());
  expect(await failure(versions)).toMatchObject({ code: "SESSION_CLOSED" });
  expect(await endpoint).toMatchObject({ code: "SESSION_CLOSED" });
  expect(await failure(image.versions())).toMatchObject({ code: "SESSION_CLOSED" });
});
