import { randomUUID } from "node:crypto";
import { type Answer, empty, json } from "../answer.ts";
import { fieldsOf, jsonBody, textOf } from "../call.ts";
import { Refused } from "../refused.ts";
import { pageOf, urlOf } from "./paging.ts";
import type { ResourceCall, Resources } from "./resources.ts";
import { routed } from "./routes.ts";

interface Node {
  readonly uuid: string;
  readonly name: string | null;
  readonly driver: string;
  readonly properties: unknown;
  readonly created: number;
}

type Show = (node: Node, call: ResourceCall) => object;

/** Nodes; there are none at the start. */
export function baremetal(): Resources {
  const nodes = new Map<string, Node>();
  const find = (id: string): Node | Refused => {
    const node = nodes.get(id) ?? [...nodes.values()].find(({ name }) => name === id);
    return node ?? new Refused(404, `Node ${id} could not be found.`);
  };
  return routed({
    "GET nodes": (call) => list(call, nodes, brief),
    "POST nodes": (call) => create(call, nodes),
    "GET nodes/detail": (call) => list(call, nodes, detailed),
    "GET nodes/:id": (call, id) => {
      const node = find(id);
      return node instanceof Refused ? node : json(200, detailed(node, call));
    },
    "DELETE nodes/:id": (_call, id) => {
      const node = find(id);
      if (node instanceof Refused) return node;
      nodes.delete(node.uuid);
      return empty(204);
    },
  });
}

function list(call: ResourceCall, nodes: ReadonlyMap<string, Node>, show: Show): Answer | Refused {
  const page = pageOf([...nodes.values()], call, { keyOf: ({ uuid }) => uuid });
  if (page instanceof Refused) return page;
  const next = page.next === undefined ? {} : { next: `${urlOf(call)}?${page.next}` };
  return json(200, { nodes: page.items.map((node) => show(node, call)), ...next });
}

function create(call: ResourceCall, nodes: Map<string, Node>): Answer | Refused {
  const body = fieldsOf(jsonBody(call));
  const driver = textOf(body?.driver);
  if (!body || driver === undefined) return new Refused(400, "Schema error: 'driver' is a required property");
  const name = textOf(body.name) ?? null;
  if (name !== null && [...nodes.values()].some((node) => node.name === name)) {
    return new Refused(409, `A node with name ${name} already exists.`);
  }
  const uuid = textOf(body.uuid) ?? randomUUID();
  const node: Node = { uuid, name, driver, properties: body.properties ?? {}, created: Date.now() };
  nodes.set(uuid, node);
  return json(201, detailed(node, call), { location: `${urlOf(call)}/${uuid}` });
}

function brief({ uuid, name }: Node, call: ResourceCall): object {
  const root = `${call.origin}${call.mount}`;
  return {
    uuid,
    // Names came with 1.5; clients that speak less do not see them.
    ...((call.version?.minor ?? 0) >= 5 ? { name } : {}),
    instance_uuid: null,
    power_state: null,
    // Before 1.11 a new node was available at once, and before 1.2 that state had no name.
    provision_state: provisionState(call.version?.minor ?? 0),
    maintenance: false,
    links: [
      { href: `${root}/v1/nodes/${uuid}`, rel: "self" },
      { href: `${root}/nodes/${uuid}`, rel: "bookmark" },
    ],
  };
}

function detailed(node: Node, call: ResourceCall): object {
  const { driver, properties, created } = node;
  return {
    ...brief(node, call),
    driver,
    driver_info: {},
    properties,
    extra: {},
    last_error: null,
    reservation: null,
    created_at: new Date(created).toISOString(),
    updated_at: null,
  };
}

function provisionState(minor: number): string | null {
  if (minor < 2) return null;
  return minor < 11 ? "available" : "enroll";
}
