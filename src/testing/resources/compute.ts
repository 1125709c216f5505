import { randomUUID } from "node:crypto";
import type { ApiVersion } from "../../versions/version.ts";
import { type Answer, empty, json } from "../answer.ts";
import { bodyUnder, type Fields, fieldsOf, jsonBody, textOf } from "../call.ts";
import { hexId, novaTime } from "../ids.ts";
import { Refused } from "../refused.ts";
import { named, pageLinks, pageOf } from "./paging.ts";
import type { ResourceCall, Resources } from "./resources.ts";
import { routed } from "./routes.ts";

interface Flavor {
  readonly id: string;
  readonly name: string;
  readonly vcpus: number;
  /** MiB. */
  readonly ram: number;
  /** GiB. */
  readonly disk: number;
}

interface Server {
  readonly id: string;
  readonly name: string;
  readonly flavor: Flavor;
  readonly imageId: string | undefined;
  readonly metadata: Fields;
  readonly userId: string;
  readonly projectId: string;
  readonly created: number;
  updated: number;
  running: boolean;
}

const TINY: Flavor = { id: "1", name: "m1.tiny", vcpus: 1, ram: 512, disk: 1 };
const FLAVORS: readonly Flavor[] = [TINY, { id: "2", name: "m1.small", vcpus: 1, ram: 2048, disk: 20 }];

/** What the actions do to a server: whether it runs before, and whether it runs after. */
const ACTIONS: ReadonlyMap<string, { readonly verb: string; readonly from: boolean; readonly to: boolean }> = new Map([
  ["os-stop", { verb: "stop", from: true, to: false }],
  ["os-start", { verb: "start", from: false, to: true }],
  ["reboot", { verb: "reboot", from: true, to: true }],
]);

/** Servers, which are up at once, and two flavors. */
export function compute(serverCount: number): Resources {
  const servers = new Map<string, Server>();
  for (let number = 1; number <= serverCount; number++) {
    const server = newServer(`server-${number}`, TINY, { userId: hexId(), projectId: hexId() });
    servers.set(server.id, server);
  }
  const withServer = (id: string, answer: (server: Server) => Answer | Refused): Answer | Refused => {
    const server = servers.get(id);
    return server ? answer(server) : new Refused(404, `Instance ${id} could not be found.`);
  };
  return routed({
    "GET servers": (call) => list(call, servers, brief),
    "POST servers": (call) => create(call, servers),
    "GET servers/detail": (call) => list(call, servers, detailed),
    "GET servers/:id": (call, id) => withServer(id, (server) => json(200, { server: detailed(server, call) })),
    "DELETE servers/:id": (_call, id) =>
      withServer(id, () => {
        servers.delete(id);
        return empty(204);
      }),
    "POST servers/:id/action": (call, id) => withServer(id, (server) => act(call, server)),
    "GET flavors": (call) => listFlavors(call, (flavor) => briefOf(flavor, "flavors", call)),
    "GET flavors/detail": (call) => listFlavors(call, (flavor) => detailedFlavor(flavor, call)),
    "GET flavors/:id": (call, id) => {
      const flavor = FLAVORS.find((candidate) => candidate.id === id);
      return flavor
        ? json(200, { flavor: detailedFlavor(flavor, call) })
        : new Refused(404, `Flavor ${id} could not be found.`);
    },
  });
}

type Show = (server: Server, call: ResourceCall) => object;

function list(call: ResourceCall, servers: ReadonlyMap<string, Server>, show: Show): Answer | Refused {
  const page = pageOf(named(servers.values(), call), call, { keyOf: ({ id }) => id });
  if (page instanceof Refused) return page;
  return json(200, { servers: page.items.map((server) => show(server, call)), ...pageLinks("servers", page, call) });
}

function listFlavors(call: ResourceCall, show: (flavor: Flavor) => object): Answer | Refused {
  const page = pageOf(FLAVORS, call, { keyOf: ({ id }) => id });
  if (page instanceof Refused) return page;
  return json(200, { flavors: page.items.map(show), ...pageLinks("flavors", page, call) });
}

function create(call: ResourceCall, servers: Map<string, Server>): Answer | Refused {
  const wanted = bodyUnder(call, "server");
  if (wanted instanceof Refused) return wanted;
  const name = textOf(wanted.name);
  if (!name) return new Refused(400, "Invalid input for field/attribute server. 'name' is a required property");
  const flavorId = String(wanted.flavorRef).split("/").at(-1);
  const flavor = FLAVORS.find(({ id }) => id === flavorId);
  if (!flavor) return new Refused(400, "Invalid flavorRef provided.");
  const server = newServer(name, flavor, {
    imageId: textOf(wanted.imageRef),
    metadata: fieldsOf(wanted.metadata) ?? {},
    userId: call.token.login.person.id,
    projectId: call.token.scope?.kind === "project" ? call.token.scope.project.id : "",
  });
  servers.set(server.id, server);
  const { id } = server;
  const links = linksOf(id, "servers", call);
  const extra = {
    "OS-DCF:diskConfig": "MANUAL",
    security_groups: [{ name: "default" }],
    adminPass: hexId().slice(0, 12),
  };
  return json(202, { server: { id, links, ...extra } }, { location: links[0]?.href ?? "" });
}

interface ServerDetails {
  readonly userId: string;
  readonly projectId: string;
  readonly imageId?: string | undefined;
  readonly metadata?: Fields;
}

function newServer(name: string, flavor: Flavor, details: ServerDetails): Server {
  const { imageId, metadata = {}, userId, projectId } = details;
  const now = Date.now();
  const id = randomUUID();
  return { id, name, flavor, imageId, metadata, userId, projectId, created: now, updated: now, running: true };
}

function act(call: ResourceCall, server: Server): Answer | Refused {
  const [name = ""] = Object.keys(fieldsOf(jsonBody(call)) ?? {});
  const action = ACTIONS.get(name);
  if (!action) return new Refused(400, `There is no such action: ${name}`);
  if (server.running !== action.from) {
    const state = server.running ? "active" : "stopped";
    return new Refused(409, `Cannot '${action.verb}' instance ${server.id} while it is in vm_state ${state}`);
  }
  server.running = action.to;
  server.updated = Date.now();
  return empty(202);
}

function brief(server: Server, call: ResourceCall): object {
  return briefOf(server, "servers", call);
}

function briefOf(
  { id, name }: { readonly id: string; readonly name: string },
  kind: string,
  call: ResourceCall,
): object {
  return { id, name, links: linksOf(id, kind, call) };
}

function detailed(server: Server, call: ResourceCall): object {
  const { id, name, flavor, imageId, metadata, running } = server;
  return {
    id,
    name,
    status: running ? "ACTIVE" : "SHUTOFF",
    tenant_id: server.projectId,
    user_id: server.userId,
    metadata,
    hostId: "",
    image: imageId === undefined ? "" : { id: imageId, links: linksOf(imageId, "images", call).slice(1) },
    flavor: flavorInServer(flavor, call),
    created: novaTime(server.created),
    updated: novaTime(server.updated),
    addresses: {},
    accessIPv4: "",
    accessIPv6: "",
    links: linksOf(id, "servers", call),
    "OS-DCF:diskConfig": "MANUAL",
    ...(running ? { progress: 0 } : {}),
    "OS-EXT-STS:task_state": null,
    "OS-EXT-STS:vm_state": running ? "active" : "stopped",
    "OS-EXT-STS:power_state": running ? 1 : 4,
    ...newerFields(call.version),
  };
}

/** Fields that came with later microversions. */
function newerFields(version: ApiVersion | undefined): object {
  const minor = version?.minor ?? 0;
  return {
    ...(minor >= 9 ? { locked: false } : {}),
    ...(minor >= 19 ? { description: null } : {}),
    ...(minor >= 26 ? { tags: [] } : {}),
  };
}

/** From 2.47 on a server tells its flavor's numbers instead of leading to the flavor. */
function flavorInServer(flavor: Flavor, call: ResourceCall): object {
  if ((call.version?.minor ?? 0) < 47) return { id: flavor.id, links: linksOf(flavor.id, "flavors", call).slice(1) };
  const { name, vcpus, ram, disk } = flavor;
  return { original_name: name, vcpus, ram, disk, ephemeral: 0, swap: 0, extra_specs: {} };
}

function detailedFlavor(flavor: Flavor, call: ResourceCall): object {
  const links = linksOf(flavor.id, "flavors", call);
  const extra = {
    "OS-FLV-EXT-DATA:ephemeral": 0,
    "OS-FLV-DISABLED:disabled": false,
    "os-flavor-access:is_public": true,
  };
  return { ...flavor, swap: "", rxtx_factor: 1, ...extra, links };
}

function linksOf(
  id: string,
  kind: string,
  call: ResourceCall,
): readonly { readonly rel: string; readonly href: string }[] {
  const root = `${call.origin}${call.mount}`;
  return [
    { rel: "self", href: `${root}/v2.1/${kind}/${id}` },
    { rel: "bookmark", href: `${root}/${kind}/${id}` },
  ];
}
