import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { failure } from "../support/failure.ts";
import { connect, unique } from "./support/cloud.ts";

describe("created, read, listed, deleted", () => {
  it("a flavor", async () => {
    const compute = connect().adapter("compute", { microversion: "2.55" });
    const name = unique("flavor");
    const { flavor } = await compute
      .post("/flavors", { json: { flavor: { name, ram: 64, vcpus: 1, disk: 0, description: "ü" } } })
      .json<{ flavor: { id: string; description: string } }>();
    const path = { id: flavor.id };
    expect(flavor.description).toBe("ü");
    expect(await compute.get("/flavors/{id}", { path }).json()).toMatchObject({ flavor: { name } });
    expect(JSON.stringify(await compute.get("/flavors", { query: { sort_key: "created_at" } }).json())).toContain(
      flavor.id,
    );
    expect((await compute.delete("/flavors/{id}", { path })).status).toBe(202);
    expect(await failure(compute.get("/flavors/{id}", { path }))).toMatchObject({
      code: "NOT_FOUND",
      service: "compute",
      message: expect.stringContaining(flavor.id),
      requestId: expect.stringMatching(/^req-/),
    });
  });

  it("a network", async () => {
    const network = connect().adapter("network");
    const name = unique("network");
    const created = await network
      .post("/networks", { json: { network: { name } } })
      .json<{ network: { id: string } }>();
    const path = { id: created.network.id };
    expect(
      await network.put("/networks/{id}", { path, json: { network: { name: `${name}-2` } } }).json(),
    ).toMatchObject({ network: { name: `${name}-2` } });
    expect(await network.get("/networks", { query: { name: `${name}-2` } }).json()).toMatchObject({
      networks: [{ id: path.id }],
    });
    expect((await network.delete("/networks/{id}", { path })).status).toBe(204);
    expect(await failure(network.get("/networks/{id}", { path }))).toMatchObject({
      status: 404,
      message: expect.stringContaining("could not be found"),
    });
  });

  it("a volume type", async () => {
    const volumes = connect().adapter("volumev3");
    const name = unique("type");
    const { volume_type: type } = await volumes
      .post("/types", { json: { volume_type: { name } } })
      .json<{ volume_type: { id: string } }>();
    const path = { id: type.id };
    expect(await volumes.get("/types/{id}", { path }).json()).toMatchObject({ volume_type: { name } });
    expect(JSON.stringify(await volumes.get("/types").json())).toContain(type.id);
    expect((await volumes.delete("/types/{id}", { path })).status).toBe(202);
    expect(await failure(volumes.get("/types/{id}", { path }))).toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining(type.id),
    });
  });

  it("an image with data, uploaded and downloaded as streams", async () => {
    const image = connect().adapter("image");
    const data = randomBytes(3_000_000);
    const { id } = await image
      .post("/images", { json: { name: unique("image"), disk_format: "raw", container_format: "bare" } })
      .json<{ id: string }>();
    const body = () => Readable.from([data.subarray(0, 1_000_000), data.subarray(1_000_000)]);
    // The WSGI server in front of glance takes no chunked uploads, hence the length.
    const headers = { "content-type": "application/octet-stream", "content-length": String(data.length) };
    expect((await image.put(["images", id, "file"], { body, headers })).status).toBe(204);
    const hash = createHash("sha256");
    const download = await image.get("/images/{id}/file", { path: { id } });
    for await (const chunk of download.body) hash.update(chunk);
    expect(hash.digest("hex")).toBe(createHash("sha256").update(data).digest("hex"));
    expect(JSON.stringify(await image.get("/images").json())).toContain(id);
    const patch = [{ op: "replace", path: "/name", value: "renamed" }];
    const patched = image.patch("/images/{id}", {
      path: { id },
      json: patch,
      headers: { "content-type": "application/openstack-images-v2.1-json-patch" },
    });
    expect(await patched.json()).toMatchObject({ name: "renamed" });
    expect((await image.delete("/images/{id}", { path: { id } })).status).toBe(204);
    expect(await failure(image.get("/images/{id}", { path: { id } }))).toMatchObject({ status: 404 });
  });

  it.each(["a b", "a/b #1?.jpg", "100%", "üñí/日本", "semi;colon&and=equals+plus", "%2F", "..", "."])(
    "an object named %j",
    async (name) => {
      const store = connect().adapter("object-store");
      const container = unique("container");
      expect((await store.put([container])).status).toBe(201);
      expect(
        (await store.put([container, name], { body: "data", headers: { "content-type": "text/plain" } })).status,
      ).toBe(201);
      expect(await store.get([container, name]).text()).toBe("data");
      expect((await store.head([container, name])).headers["content-length"]).toBe("4");
      expect(await store.get([container]).json()).toMatchObject([{ name, bytes: 4 }]);
      expect((await store.delete([container, name])).status).toBe(204);
      expect(await failure(store.get([container, name]))).toMatchObject({
        code: "NOT_FOUND",
        requestId: expect.any(String),
      });
      await store.delete([container]);
    },
  );

  it("a resource provider", async () => {
    const placement = connect().adapter("placement", { microversion: "1.20" });
    const name = unique("provider");
    const { uuid } = await placement.post("/resource_providers", { json: { name } }).json<{ uuid: string }>();
    const path = { uuid };
    expect(await placement.get("/resource_providers/{uuid}", { path }).json()).toMatchObject({ name, generation: 0 });
    expect(await placement.get("/resource_providers", { query: { name } }).json()).toMatchObject({
      resource_providers: [{ uuid }],
    });
    expect((await placement.delete("/resource_providers/{uuid}", { path })).status).toBe(204);
    expect(await failure(placement.get("/resource_providers/{uuid}", { path }))).toMatchObject({
      status: 404,
      message: expect.stringContaining(uuid),
    });
  });
});

describe("errors of real services", () => {
  it.each([
    ["identity", "/projects/nothing", /nothing/],
    ["compute", "/servers/nothing", /nothing/],
    ["block-storage", "/volumes/nothing", /nothing/],
    ["image", "/images/nothing", /nothing/],
    ["network", "/networks/nothing", /nothing/],
    ["baremetal", "/nodes/nothing", /nothing/],
    ["sharev2", "/shares/nothing", /not be found/],
    ["key-manager", "/secrets/nothing", /[Nn]ot [Ff]ound/],
    ["placement", "/resource_providers/nothing", /nothing|not found/i],
    ["object-store", "/nothing", /not be found/],
  ] as const)("%s: a readable message without markup", async (type, path, words) => {
    const error = await failure(connect().adapter(type).get(path));
    expect(error).toMatchObject({
      name: "HttpError",
      code: "NOT_FOUND",
      method: "GET",
      requestId: expect.any(String),
      message: expect.stringMatching(words),
    });
    expect(String(error)).not.toMatch(/<\w+|\{"/);
  });

  it("gives answers back when they are not to be checked", async () => {
    const answer = await connect().adapter("compute").get("/servers/nothing", { check: false });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ itemNotFound: { code: 404 } });
  });
});
