import { randomUUID } from "node:crypto";
import { type Answer, empty, json } from "../answer.ts";
import { bodyUnder, type Fields, fieldsOf, textOf } from "../call.ts";
import { Refused } from "../refused.ts";
import { named, pageLinks, pageOf } from "./paging.ts";
import type { ResourceCall, Resources } from "./resources.ts";
import { routed } from "./routes.ts";

interface Volume {
  readonly id: string;
  readonly name: string;
  /** GiB. */
  readonly size: number;
  readonly description: string | null;
  readonly metadata: Fields;
  readonly userId: string;
  readonly created: number;
}

const TYPE = {
  id: "0d5a3a51-7f5e-4a59-a6a7-5f1c7a1d0b11",
  name: "__DEFAULT__",
  is_public: true,
  description: "Default Volume Type",
  extra_specs: {},
};

/** Volumes, which are available at once, and the default volume type. */
export function blockStorage(): Resources {
  const volumes = new Map<string, Volume>();
  const withVolume = (id: string, answer: (volume: Volume) => Answer): Answer | Refused => {
    const volume = volumes.get(id);
    return volume ? answer(volume) : new Refused(404, `Volume ${id} could not be found.`);
  };
  return routed({
    "GET volumes": (call) => list(call, volumes, brief),
    "POST volumes": (call) => create(call, volumes),
    "GET volumes/detail": (call) => list(call, volumes, detailed),
    "GET volumes/:id": (call, id) => withVolume(id, (volume) => json(200, { volume: detailed(volume, call) })),
    "DELETE volumes/:id": (_call, id) =>
      withVolume(id, () => {
        volumes.delete(id);
        return empty(202);
      }),
    "GET types": () => json(200, { volume_types: [TYPE] }),
  });
}

type Show = (volume: Volume, call: ResourceCall) => object;

function list(call: ResourceCall, volumes: ReadonlyMap<string, Volume>, show: Show): Answer | Refused {
  const page = pageOf(named(volumes.values(), call), call, { keyOf: ({ id }) => id });
  if (page instanceof Refused) return page;
  return json(200, { volumes: page.items.map((volume) => show(volume, call)), ...pageLinks("volumes", page, call) });
}

function create(call: ResourceCall, volumes: Map<string, Volume>): Answer | Refused {
  const wanted = bodyUnder(call, "volume");
  if (wanted instanceof Refused) return wanted;
  const size = Number(wanted.size);
  if (!Number.isInteger(size) || size < 1) {
    return new Refused(400, `Invalid input received: Volume size must be an integer above 0, not ${wanted.size}.`);
  }
  const volume: Volume = {
    id: randomUUID(),
    name: textOf(wanted.name) ?? "",
    size,
    description: textOf(wanted.description) ?? null,
    metadata: fieldsOf(wanted.metadata) ?? {},
    userId: call.token.login.person.id,
    created: Date.now(),
  };
  volumes.set(volume.id, volume);
  return json(202, { volume: detailed(volume, call) });
}

function brief({ id, name }: Volume, call: ResourceCall): object {
  const root = `${call.origin}${call.mount}`;
  const links = [
    { rel: "self", href: `${root}/v3/volumes/${id}` },
    { rel: "bookmark", href: `${root}/volumes/${id}` },
  ];
  return { id, name, links };
}

function detailed(volume: Volume, call: ResourceCall): object {
  const { size, description, metadata, userId, created } = volume;
  return {
    ...brief(volume, call),
    size,
    description,
    metadata,
    user_id: userId,
    status: "available",
    attachments: [],
    availability_zone: "nova",
    bootable: "false",
    encrypted: false,
    multiattach: false,
    snapshot_id: null,
    source_volid: null,
    volume_type: TYPE.name,
    created_at: new Date(created).toISOString().replace("Z", "000"),
    updated_at: null,
  };
}
