import { randomUUID } from "node:crypto";
import { type Answer, empty, json } from "../answer.ts";
import { bodyUnder, textOf } from "../call.ts";
import { novaTime } from "../ids.ts";
import { Refused } from "../refused.ts";
import { named, pageLinks, pageOf } from "./paging.ts";
import type { ResourceCall, Resources } from "./resources.ts";
import { routed } from "./routes.ts";

interface Network {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly up: boolean;
  readonly shared: boolean;
  readonly created: number;
}

/** Networks; there is one from the start. */
export function network(): Resources {
  const networks = new Map<string, Network>();
  add(networks, { name: "public", projectId: "", up: true, shared: true });
  const withNetwork = (id: string, answer: (found: Network) => Answer): Answer | Refused => {
    const found = networks.get(id);
    return found ? answer(found) : new Refused(404, `Network ${id} could not be found.`);
  };
  return routed({
    "GET networks": (call) => list(call, networks),
    "POST networks": (call) => create(call, networks),
    "GET networks/:id": (_call, id) => withNetwork(id, (found) => json(200, { network: shown(found) })),
    "DELETE networks/:id": (_call, id) =>
      withNetwork(id, () => {
        networks.delete(id);
        return empty(204);
      }),
  });
}

function add(networks: Map<string, Network>, made: Omit<Network, "id" | "created">): Network {
  const added = { ...made, id: randomUUID(), created: Date.now() };
  networks.set(added.id, added);
  return added;
}

function list(call: ResourceCall, networks: ReadonlyMap<string, Network>): Answer | Refused {
  const page = pageOf(named(networks.values(), call), call, { keyOf: ({ id }) => id });
  if (page instanceof Refused) return page;
  return json(200, { networks: page.items.map(shown), ...pageLinks("networks", page, call) });
}

function create(call: ResourceCall, networks: Map<string, Network>): Answer | Refused {
  const wanted = bodyUnder(call, "network");
  if (wanted instanceof Refused) return wanted;
  const projectId = call.token.scope?.kind === "project" ? call.token.scope.project.id : "";
  const { name, admin_state_up: up, shared } = wanted;
  const made = add(networks, { name: textOf(name) ?? "", projectId, up: up !== false, shared: shared === true });
  return json(201, { network: shown(made) });
}

function shown({ id, name, projectId, up, shared, created }: Network): object {
  return {
    id,
    name,
    tenant_id: projectId,
    project_id: projectId,
    admin_state_up: up,
    mtu: 1450,
    status: "ACTIVE",
    subnets: [],
    shared,
    "router:external": false,
    availability_zone_hints: [],
    availability_zones: [],
    ipv4_address_scope: null,
    ipv6_address_scope: null,
    description: "",
    port_security_enabled: true,
    tags: [],
    created_at: novaTime(created),
    updated_at: novaTime(created),
    revision_number: 1,
  };
}
