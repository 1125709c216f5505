import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { loggedIn, type Reply, type Sent } from "./client.ts";

type Json = Record<string, unknown>;

let cloud: EmbeddedCloud;
let as: (path: string, sent?: Sent) => Promise<Reply>;
beforeAll(async () => {
  cloud = await startCloud({ regions: ["RegionOne", "RegionTwo"], servers: 5 });
  as = await loggedIn(cloud);
});
afterAll(() => cloud.close());

const post = (path: string, body: unknown): Promise<Reply> => as(path, { method: "POST", body });

/** Follows next links from page to page; the links are at `nextOf`. */
async function pages(path: string, key: string, nextOf: (body: Json) => string | undefined): Promise<Json[][]> {
  const found: Json[][] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const body: Json = (await as(next)).json();
    found.push(body[key] as Json[]);
    const link = nextOf(body);
    next = link?.startsWith(cloud.url) ? link.slice(cloud.url.length) : link;
  }
  return found;
}

const linked =
  (key: string) =>
  (body: Json): string | undefined =>
    (body[key] as { href: string }[] | undefined)?.[0]?.href;

describe("compute", () => {
  it("pages through servers by next links until a page is not full", async () => {
    const found = await pages("/compute/v2.1/servers/detail?limit=2", "servers", linked("servers_links"));
    expect(found.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(new Set(found.flat().map(({ id }) => id)).size).toBe(5);
  });

  it("a full last page leads to an empty one", async () => {
    const found = await pages("/compute/v2.1/servers?limit=5", "servers", linked("servers_links"));
    expect(found.map((page) => page.length)).toEqual([5, 0]);
  });

  it.each([
    ["marker=nope", "marker [nope] not found"],
    ["limit=x", "Invalid input for query parameters limit."],
  ])("turns ?%s down", async (query, message) => {
    const reply = await as(`/compute/v2.1/servers?${query}`);
    expect(reply.status).toBe(400);
    expect(reply.json()).toEqual({ badRequest: { code: 400, message: expect.stringContaining(message) } });
  });

  it("creates, stops, starts and deletes a server", async () => {
    const created = await post("/compute/v2.1/servers", { server: { name: "new", flavorRef: "1", imageRef: "i" } });
    expect(created.status).toBe(202);
    const { id } = created.json().server as { id: string };
    expect(created.headers.location).toBe(`${cloud.url}/compute/v2.1/servers/${id}`);
    const state = async (): Promise<unknown> =>
      ((await as(`/compute/v2.1/servers/${id}`)).json().server as { status: string }).status;
    expect(await state()).toBe("ACTIVE");
    expect((await post(`/compute/v2.1/servers/${id}/action`, { "os-stop": null })).status).toBe(202);
    expect(await state()).toBe("SHUTOFF");
    const again = await post(`/compute/v2.1/servers/${id}/action`, { "os-stop": null });
    expect(again.status).toBe(409);
    expect(again.json()).toEqual({
      conflictingRequest: { code: 409, message: `Cannot 'stop' instance ${id} while it is in vm_state stopped` },
    });
    expect((await post(`/compute/v2.1/servers/${id}/action`, { "os-start": null })).status).toBe(202);
    expect(await state()).toBe("ACTIVE");
    expect((await as(`/compute/v2.1/servers/${id}`, { method: "DELETE" })).status).toBe(204);
    const gone = await as(`/compute/v2.1/servers/${id}`);
    expect(gone.json()).toEqual({ itemNotFound: { code: 404, message: `Instance ${id} could not be found.` } });
  });

  it("shows a server's flavor as its microversion wants it", async () => {
    const flavorAt = async (version: string): Promise<unknown> => {
      const reply = await as("/compute/v2.1/servers/detail", {
        headers: { "openstack-api-version": `compute ${version}` },
      });
      return (reply.json().servers as { flavor: unknown }[])[0]?.flavor;
    };
    expect(await flavorAt("2.46")).toMatchObject({ id: "1", links: [{ rel: "bookmark" }] });
    expect(await flavorAt("2.47")).toMatchObject({ original_name: "m1.tiny", vcpus: 1, ram: 512 });
  });

  it("wants a name and a flavor it knows", async () => {
    for (const server of [{}, { name: "x", flavorRef: "99" }]) {
      expect((await post("/compute/v2.1/servers", { server })).status).toBe(400);
    }
    expect((await post("/compute/v2.1/servers", {})).json()).toMatchObject({
      badRequest: { message: "'server' is a required property" },
    });
  });

  it("has two flavors", async () => {
    const { flavors } = (await as("/compute/v2.1/flavors/detail")).json();
    expect(flavors).toMatchObject([{ name: "m1.tiny" }, { name: "m1.small" }]);
  });

  it("says 405 where only the method is wrong", async () => {
    const reply = await as("/compute/v2.1/servers", { method: "PUT", body: {} });
    expect([reply.status, reply.headers.allow]).toEqual([405, "GET, POST"]);
  });

  it("keeps the regions apart", async () => {
    const ids = async (mount: string): Promise<unknown[]> =>
      ((await as(`${mount}/compute/v2.1/servers`)).json().servers as Json[]).map(({ id }) => id);
    const [one, two] = [await ids(""), await ids("/RegionTwo")];
    expect([one.length, two.length]).toEqual([5, 5]);
    expect(new Set([...one, ...two]).size).toBe(10);
  });
});

describe("image", () => {
  it("creates, uploads, downloads and deletes", async () => {
    const created = await post("/image/v2/images", {
      name: "mine",
      disk_format: "raw",
      container_format: "bare",
      os: "x",
    });
    expect(created.status).toBe(201);
    const image = created.json();
    expect(image).toMatchObject({
      name: "mine",
      status: "queued",
      size: null,
      os: "x",
      file: `/v2/images/${image.id}/file`,
    });
    const file = `/image/v2/images/${image.id}/file`;
    expect((await as(file)).status).toBe(204);
    const body = "bytes\u0000of a disk";
    const headers = { "content-type": "application/octet-stream" };
    expect((await as(file, { method: "PUT", body, headers: { "content-type": "text/plain" } })).status).toBe(415);
    expect((await as(file, { method: "PUT", body, headers })).status).toBe(204);
    expect((await as(file, { method: "PUT", body, headers })).status).toBe(409);
    const checksum = createHash("md5").update(body).digest("hex");
    expect((await as(`/image/v2/images/${image.id}`)).json()).toMatchObject({ status: "active", size: 15, checksum });
    const downloaded = await as(file);
    expect([downloaded.text, downloaded.headers["content-md5"]]).toEqual([body, checksum]);
    expect((await as(`/image/v2/images/${image.id}`, { method: "DELETE" })).status).toBe(204);
    expect((await as(file)).status).toBe(404);
  });

  it("pages by a next path that knows nothing of the mount", async () => {
    await post("/image/v2/images", { name: "second" });
    const first = (await as("/image/v2/images?limit=1")).json();
    expect(first.next).toMatch(/^\/v2\/images\?limit=1&marker=/);
    const found = await pages("/image/v2/images?limit=1", "images", ({ next }) =>
      next === undefined ? undefined : `/image${next}`,
    );
    expect(found.flat().map(({ name }) => name)).toEqual(["cirros", "second"]);
  });
});

describe("baremetal", () => {
  const node = "/baremetal/v1/nodes";

  it("creates nodes, pages through them by an absolute next, and deletes them", async () => {
    const ids: unknown[] = [];
    for (const name of ["one", "two", "three"]) {
      const created = await post(node, { name, driver: "fake-hardware" });
      expect(created.status).toBe(201);
      ids.push(created.json().uuid);
      expect(created.headers.location).toBe(`${cloud.url}${node}/${ids.at(-1)}`);
    }
    const found = await pages(`${node}?limit=2`, "nodes", ({ next }) => next as string | undefined);
    expect(found.map((page) => page.length)).toEqual([2, 1]);
    expect(found.flat().map(({ uuid }) => uuid)).toEqual(ids);
    expect((await as(`${node}/two`)).json()).toMatchObject({ uuid: ids[1], driver: "fake-hardware" });
    expect((await post(node, { name: "one", driver: "fake-hardware" })).status).toBe(409);
    for (const id of ids) expect((await as(`${node}/${id}`, { method: "DELETE" })).status).toBe(204);
    expect((await as(`${node}/detail`)).json()).toEqual({ nodes: [] });
  });

  it("shows the name and the enroll state only to those who speak of them", async () => {
    const { uuid } = (await post(node, { name: "shy", driver: "fake-hardware" })).json();
    const at = async (version: string): Promise<unknown> =>
      (await as(`${node}/${uuid}`, { headers: { "x-openstack-ironic-api-version": version } })).json();
    expect(await at("1.1")).not.toHaveProperty("name");
    expect(await at("1.5")).toMatchObject({ name: "shy", provision_state: "available" });
    expect(await at("1.11")).toMatchObject({ provision_state: "enroll" });
  });

  it("wants a driver", async () => {
    expect((await post(node, {})).status).toBe(400);
  });
});

describe("block-storage", () => {
  it("creates, lists, pages and deletes volumes, with the project id in the path or without", async () => {
    const ids: string[] = [];
    for (const name of ["a", "b", "c"]) {
      const created = await post("/block-storage/v3/volumes", { volume: { name, size: 1 } });
      expect(created.status).toBe(202);
      expect(created.json()).toMatchObject({ volume: { name, size: 1, status: "available", bootable: "false" } });
      ids.push((created.json().volume as { id: string }).id);
    }
    const { projects } = (await as("/identity/v3/auth/projects")).json() as { projects: { id: string }[] };
    for (const path of ["/block-storage/v3", `/block-storage/v3/${projects[0]?.id}`]) {
      const found = await pages(`${path}/volumes/detail?limit=2`, "volumes", linked("volumes_links"));
      expect(found.flat().map(({ id }) => id)).toEqual(ids);
    }
    expect((await as("/block-storage/v3/volumes?name=b")).json().volumes).toMatchObject([{ id: ids[1] }]);
    expect((await as(`/block-storage/v3/volumes/${ids[0]}`, { method: "DELETE" })).status).toBe(202);
    expect((await as(`/block-storage/v3/volumes/${ids[0]}`)).status).toBe(404);
    expect((await post("/block-storage/v3/volumes", { volume: { size: 0 } })).status).toBe(400);
    expect((await as("/block-storage/v3/types")).json()).toMatchObject({ volume_types: [{ name: "__DEFAULT__" }] });
  });
});

describe("network", () => {
  it("creates, lists, pages and deletes networks", async () => {
    const created = await post("/network/v2.0/networks", { network: { name: "mine" } });
    expect(created.status).toBe(201);
    const { id } = created.json().network as { id: string };
    const found = await pages("/network/v2.0/networks?limit=1", "networks", linked("networks_links"));
    expect(found.flat().map(({ name }) => name)).toEqual(["public", "mine"]);
    expect((await as(`/network/v2.0/networks/${id}`)).json()).toMatchObject({ network: { id, status: "ACTIVE" } });
    expect((await as(`/network/v2.0/networks/${id}`, { method: "DELETE" })).status).toBe(204);
    expect((await as(`/network/v2.0/networks/${id}`)).json()).toMatchObject({
      NeutronError: { message: `Network ${id} could not be found.` },
    });
  });
});
