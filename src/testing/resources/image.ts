import { createHash, randomUUID } from "node:crypto";
import { type Answer, empty, json } from "../answer.ts";
import { fieldsOf, jsonBody, textOf } from "../call.ts";
import { novaTime } from "../ids.ts";
import { Refused } from "../refused.ts";
import { named, pageOf } from "./paging.ts";
import type { ResourceCall, Resources } from "./resources.ts";
import { routed } from "./routes.ts";

interface Image {
  readonly id: string;
  readonly name: string | null;
  /** What the creator said about it beside the name. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly owner: string;
  readonly created: number;
  data: Uint8Array | undefined;
}

/** Images with their data; there is one from the start. */
export function image(): Resources {
  const images = new Map<string, Image>();
  add(images, {
    name: "cirros",
    properties: { disk_format: "qcow2", container_format: "bare", visibility: "public" },
  }).data = Buffer.from("QFI\u00fb: a very small disk");
  const withImage = (id: string, answer: (image: Image) => Answer | Refused): Answer | Refused => {
    const found = images.get(id);
    return found ? answer(found) : new Refused(404, `No image found with ID ${id}`);
  };
  return routed({
    "GET images": (call) => list(call, images),
    "POST images": (call) => create(call, images),
    "GET images/:id": (_call, id) => withImage(id, (found) => json(200, shown(found))),
    "DELETE images/:id": (_call, id) =>
      withImage(id, () => {
        images.delete(id);
        return empty(204);
      }),
    "PUT images/:id/file": (call, id) => withImage(id, (found) => upload(call, found)),
    "GET images/:id/file": (_call, id) => withImage(id, download),
  });
}

function add(
  images: Map<string, Image>,
  made: Pick<Image, "name" | "properties"> & { readonly owner?: string },
): Image {
  const { name, properties, owner = "" } = made;
  const id = textOf(properties.id) ?? randomUUID();
  const added: Image = { id, name, properties, owner, created: Date.now(), data: undefined };
  images.set(id, added);
  return added;
}

function list(call: ResourceCall, images: ReadonlyMap<string, Image>): Answer | Refused {
  const page = pageOf(named(images.values(), call), call, { keyOf: ({ id }) => id });
  if (page instanceof Refused) return page;
  // Glance knows nothing of the prefix it is mounted at.
  const first = new URLSearchParams(call.query);
  first.delete("marker");
  return json(200, {
    images: page.items.map(shown),
    first: first.size > 0 ? `/v2/images?${first}` : "/v2/images",
    ...(page.next === undefined ? {} : { next: `/v2/images?${page.next}` }),
    schema: "/v2/schemas/images",
  });
}

function create(call: ResourceCall, images: Map<string, Image>): Answer | Refused {
  const body = fieldsOf(jsonBody(call));
  if (!body) return new Refused(400, "Body expected in request.");
  const { name, ...properties } = body;
  if (images.has(String(properties.id))) return new Refused(409, `Image ID ${properties.id} already exists!`);
  const owner = call.token.scope?.kind === "project" ? call.token.scope.project.id : "";
  const made = add(images, { name: textOf(name) ?? null, properties, owner });
  return json(201, shown(made), { location: `${call.origin}${call.mount}/v2/images/${made.id}` });
}

function upload(call: ResourceCall, found: Image): Answer | Refused {
  if (call.headers["content-type"] !== "application/octet-stream") {
    return new Refused(415, "The image data must come as application/octet-stream.");
  }
  if (found.data) return new Refused(409, "Image status transition from active to saving is not allowed");
  found.data = call.body;
  return empty(204);
}

function download({ data }: Image): Answer {
  if (!data) return empty(204);
  return {
    status: 200,
    headers: { "content-type": "application/octet-stream", "content-md5": hashed("md5", data) },
    body: data,
  };
}

function shown(found: Image): object {
  const { id, name, properties, owner, created, data } = found;
  return {
    disk_format: null,
    container_format: null,
    visibility: "shared",
    min_disk: 0,
    min_ram: 0,
    protected: false,
    tags: [],
    os_hidden: false,
    ...properties,
    id,
    name,
    owner,
    status: data ? "active" : "queued",
    size: data ? data.length : null,
    virtual_size: null,
    checksum: data ? hashed("md5", data) : null,
    os_hash_algo: data ? "sha512" : null,
    os_hash_value: data ? hashed("sha512", data) : null,
    created_at: novaTime(created),
    updated_at: novaTime(created),
    self: `/v2/images/${id}`,
    file: `/v2/images/${id}/file`,
    schema: "/v2/schemas/image",
  };
}

function hashed(algorithm: "md5" | "sha512", data: Uint8Array): string {
  return createHash(algorithm).update(data).digest("hex");
}
