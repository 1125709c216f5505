import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { find, noAuth, password, Session } from "../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { failure } from "../support/failure.ts";
import { sendJson, serve } from "../support/server.ts";

interface Server {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

describe("find", () => {
  let cloud: EmbeddedCloud;
  let session: Session;

  beforeAll(async () => {
    cloud = await startCloud({ servers: 25 });
    session = new Session({ auth: password(cloud.credentials) });
  });
  afterAll(async () => {
    await session.close();
    await cloud.close();
  });
  beforeEach(() => cloud.clearRequests());

  it("gives the same whole resource by name and by id, without its wrapping", async () => {
    const compute = session.adapter("compute");
    const byName = await find<Server>(compute, "/servers", "server-7");
    expect(byName).toMatchObject({ name: "server-7", status: "ACTIVE" });
    expect(await find<Server>(compute, "/servers", byName.id)).toEqual(byName);
  });

  it("costs one request by id, three by name", async () => {
    const compute = session.adapter("compute");
    const { id } = await find<Server>(compute, "/servers", "server-7");
    expect(cloud.count(/servers/)).toBe(3);
    cloud.clearRequests();
    await find(compute, "/servers", id);
    expect(cloud.count(/servers/)).toBe(1);
  });

  it("takes a resource with nothing around it as it is", async () => {
    const image = session.adapter("image");
    const { images } = await image.get("/images").json<{ images: { id: string; name: string }[] }>();
    expect(images.length).toBeGreaterThan(0);
    expect(await find(image, "/images", images[0]?.name ?? "")).toMatchObject({ id: images[0]?.id });
  });

  it("says what is not there", async () => {
    const error = await failure(find(session.adapter("compute"), "/servers", "no such server"));
    expect(error).toMatchObject({ name: "HttpError", code: "NOT_FOUND", service: "compute" });
    expect(String(error)).toContain('Nothing in /servers has the id or the name "no such server"');
  });

  it("takes no part of a name for it", async () => {
    expect(await failure(find(session.adapter("compute"), "/servers", "server-"))).toMatchObject({ code: "NOT_FOUND" });
  });

  it("names the ids when several have the name", async () => {
    const compute = session.adapter("network");
    for (let count = 0; count < 2; count++) await compute.post("/networks", { json: { network: { name: "twin" } } });
    const error = await failure(find(compute, "/networks", "twin"));
    expect(error).toMatchObject({ code: "AMBIGUOUS_NAME" });
    expect(String(error)).toMatch(/2 in \/networks are named "twin": use one of the ids [\w-]+, [\w-]+/);
  });
});

describe("find at services of all kinds", () => {
  const THINGS = [
    { id: 1, name: "a+b" },
    { id: 2, name: "aab" },
    { id: 3, name: "plain" },
    { id: 4, name: "detail" },
    { id: 5, name: ".." },
    { id: 6, name: "in:a" },
  ];

  async function found(name: string, refusals: { readonly id?: number; readonly filter?: number }): Promise<unknown> {
    await using server = await serve(({ path }, response) => {
      const { pathname, searchParams } = new URL(path, "http://h");
      const filter = searchParams.get("name");
      if (pathname === "/") return sendJson(response, {}, 404);
      // An address below the collection that is a list, as /servers/detail is.
      if (pathname === "/things/detail") return sendJson(response, { things: THINGS });
      if (pathname !== "/things") {
        const one = THINGS.find(({ id }) => pathname === `/things/${id}`);
        return sendJson(
          response,
          one ? { thing: { ...one, whole: true } } : { message: "no" },
          one ? 200 : (refusals.id ?? 404),
        );
      }
      if (filter !== null && refusals.filter !== undefined)
        return sendJson(response, { message: "no filter" }, refusals.filter);
      // As Nova does, which takes the name for a pattern.
      return sendJson(response, {
        things: THINGS.filter((thing) => filter === null || new RegExp(filter).test(thing.name)),
      });
    });
    const session = new Session({ auth: noAuth({ endpoint: server.url }), retry: 0 });
    try {
      return await find(session.adapter("network"), "/things", name);
    } finally {
      await session.close();
    }
  }

  it.each([400, 403, 404])("goes by name after a %i to the id", async (id) => {
    expect(await found("plain", { id })).toEqual({ id: 3, name: "plain", whole: true });
  });

  it("does not let a name with signs in it be a pattern", async () => {
    expect(await found("a+b", {})).toEqual({ id: 1, name: "a+b", whole: true });
  });

  it.each(["detail", "..", "in:a"])(
    "finds what is named %s, although that means something else in an address",
    async (name) => {
      expect(await found(name, {})).toMatchObject({ name, whole: true });
    },
  );

  it("knows a resource by whichever of its fields says what was asked for", async () => {
    for (const stack of [{ stack_name: "web", id: "7" }, { secret_ref: "http://h/v1/secrets/WEB" }, { name: "Web" }]) {
      await using server = await serve((_, response) => sendJson(response, { stack }));
      await using session = new Session({ auth: noAuth({ endpoint: server.url }) });
      expect(await find(session.adapter("orchestration"), "/stacks", "web")).toEqual(stack);
    }
  });

  it("does without the filter where it is refused", async () => {
    expect(await found("plain", { filter: 400 })).toMatchObject({ id: 3 });
  });

  it("passes on what is another failure", async () => {
    expect(await failure(found("plain", { id: 409 }))).toMatchObject({ code: "CONFLICT" });
    expect(await failure(found("nobody", { id: 403 }))).toMatchObject({ code: "FORBIDDEN" });
    expect(await failure(found("plain", { filter: 409 }))).toMatchObject({ code: "CONFLICT" });
  });
});
