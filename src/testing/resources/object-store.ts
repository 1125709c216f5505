import { createHash } from "node:crypto";
import { type Answer, empty } from "../answer.ts";
import { decode } from "../call.ts";
import { Refused } from "../refused.ts";
import { joined, removeSegments } from "./large-object.ts";
import { listing } from "./object-listing.ts";
import type { Account, Container, Headers, StoredObject } from "./object-state.ts";
import type { ResourceCall, Resources } from "./resources.ts";

/** A request with the container and the object it is about, each percent-decoded once. */
interface Target {
  readonly call: ResourceCall;
  readonly account: Account;
  readonly container: string;
  readonly object: string;
}

const PATH = /^\/v1(?:\.0)?\/([^/]+)(?:\/([^/]*))?(?:\/(.*))?$/;

/** Containers and objects, kept in memory; every project has an account of its own. */
export function objectStore(): Resources {
  const accounts = new Map<string, Account>();
  return (call) => {
    const [, name = "", container = "", object = ""] = PATH.exec(call.path)?.map((part) => decode(part ?? "")) ?? [];
    if (name === "") return undefined;
    const scope = call.token.scope;
    if (scope?.kind !== "project" || name !== `AUTH_${scope.project.id}`) {
      return new Refused(403, "Access was denied to this resource.");
    }
    const account = accounts.get(name) ?? { containers: new Map(), created: Date.now(), metadata: {} };
    accounts.set(name, account);
    const target = { call, account, container, object };
    if (object !== "") return onObject(target);
    return container === "" ? onAccount(target) : onContainer(target);
  };
}

function onAccount({ call, account }: Target): Answer | Refused {
  const { containers, created } = account;
  if (call.method === "POST") {
    account.metadata = { ...account.metadata, ...starting("x-account-meta-", call) };
    return empty(204);
  }
  if (call.method !== "GET") return notAllowed();
  const listed = [...containers].map(([name, container]) => {
    const entry = {
      name,
      count: container.objects.size,
      bytes: bytesIn(container),
      last_modified: swiftTime(container.created),
    };
    return { name, entry };
  });
  const all = [...containers.values()];
  return listing(call, listed, {
    "x-account-container-count": String(containers.size),
    "x-account-object-count": String(sum(all.map(({ objects }) => objects.size))),
    "x-account-bytes-used": String(sum(all.map(bytesIn))),
    "x-timestamp": timestamp(created),
    vary: "Accept",
    ...account.metadata,
  });
}

function onContainer(target: Target): Answer | Refused {
  const { call, account, container: name } = target;
  const container = account.containers.get(name);
  const metadata = starting("x-container-meta-", call);
  if (call.method === "PUT") {
    account.containers.set(name, container ?? { objects: new Map(), created: Date.now(), metadata });
    if (container) container.metadata = { ...container.metadata, ...metadata };
    return empty(container ? 202 : 201);
  }
  if (!container) return notFound();
  if (call.method === "GET") return listObjects(call, container);
  if (call.method === "POST") {
    container.metadata = { ...container.metadata, ...metadata };
    return empty(204);
  }
  if (call.method !== "DELETE") return notAllowed();
  if (container.objects.size > 0) {
    return new Refused(409, "There was a conflict when trying to complete your request.");
  }
  account.containers.delete(name);
  return empty(204);
}

function listObjects(call: ResourceCall, container: Container): Answer | Refused {
  const listed = [...container.objects].map(([name, { data, etag, type, stored }]) => {
    const entry = { bytes: data.length, hash: etag, name, content_type: type, last_modified: swiftTime(stored) };
    return { name, entry };
  });
  return listing(call, listed, {
    "x-container-object-count": String(container.objects.size),
    "x-container-bytes-used": String(bytesIn(container)),
    "x-timestamp": timestamp(container.created),
    "last-modified": new Date(container.created).toUTCString(),
    "x-storage-policy": "Policy-0",
    vary: "Accept",
    ...container.metadata,
  });
}

function onObject({ call, account, container, object: name }: Target): Answer | Refused {
  const objects = account.containers.get(container)?.objects;
  if (!objects) return notFound();
  if (call.method === "PUT") {
    return call.query.get("multipart-manifest") === "put"
      ? large(call, name, { objects, account })
      : store(call, name, objects);
  }
  const found = objects.get(name);
  if (!found) return notFound();
  if (call.method === "GET") return retrieve(call, found);
  if (call.method === "POST") {
    found.metadata = starting("x-object-meta-", call);
    return empty(202);
  }
  if (call.method !== "DELETE") return notAllowed();
  if (call.query.get("multipart-manifest") === "delete") removeSegments(found, account);
  objects.delete(name);
  return empty(204);
}

function store(call: ResourceCall, name: string, objects: Map<string, StoredObject>): Answer | Refused {
  const etag = createHash("md5").update(call.body).digest("hex");
  const promised = call.headers.etag?.replaceAll('"', "").toLowerCase();
  if (promised && promised !== etag) return new Refused(422, "Unable to process the contained instructions");
  const type = call.headers["content-type"] ?? "application/octet-stream";
  const stored = Date.now();
  objects.set(name, { data: call.body, etag, type, stored, metadata: starting("x-object-meta-", call) });
  return empty(201, { etag, "last-modified": new Date(stored).toUTCString() });
}

function large(
  call: ResourceCall,
  name: string,
  { objects, account }: { readonly objects: Map<string, StoredObject>; readonly account: Account },
): Answer | Refused {
  const made = joined(call, account);
  if (made instanceof Refused) return made;
  const type = call.headers["content-type"] ?? "application/octet-stream";
  const stored = Date.now();
  objects.set(name, { ...made, type, stored, metadata: starting("x-object-meta-", call) });
  return empty(201, { etag: made.etag, "last-modified": new Date(stored).toUTCString() });
}

function retrieve(call: ResourceCall, found: StoredObject): Answer | Refused {
  const { data, etag, type, stored, metadata, segments } = found;
  const wanted = call.headers["if-match"];
  if (wanted !== undefined && wanted !== etag) return new Refused(412, "A precondition for this request was not met.");
  const headers = {
    ...(segments && { "x-static-large-object": "True" }),
    "content-type": type,
    etag,
    "last-modified": new Date(stored).toUTCString(),
    "x-timestamp": timestamp(stored),
    "accept-ranges": "bytes",
    ...metadata,
  };
  const range = rangeOf(call.headers.range, data.length);
  if (!range) return { status: 200, headers, body: data };
  if (range.from >= data.length) return new Refused(416, "The Range requested is not available.");
  const part = data.subarray(range.from, range.to + 1);
  return {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${range.from}-${range.to}/${data.length}` },
    body: part,
  };
}

/** One range of bytes, both ends included; undefined when none is asked for, or several are. */
function rangeOf(header: string | undefined, size: number): { readonly from: number; readonly to: number } | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") return { from: Math.max(0, size - Number(last)), to: size - 1 };
  return { from: Number(first), to: last === "" ? size - 1 : Math.min(Number(last), size - 1) };
}

function starting(prefix: string, call: ResourceCall): Headers {
  return Object.fromEntries(Object.entries(call.headers).filter(([name]) => name.startsWith(prefix)));
}

function bytesIn({ objects }: Container): number {
  return sum([...objects.values()].map(({ data }) => data.length));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function timestamp(epochMs: number): string {
  return (epochMs / 1000).toFixed(5);
}

function swiftTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace("Z", "000");
}

function notFound(): Refused {
  return new Refused(404, "The resource could not be found.");
}

function notAllowed(): Refused {
  return new Refused(405, "The method is not allowed for this resource.");
}
