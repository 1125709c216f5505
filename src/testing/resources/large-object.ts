import { createHash } from "node:crypto";
import { fieldsOf, jsonBody } from "../call.ts";
import { Refused } from "../refused.ts";
import type { Account, StoredObject } from "./object-state.ts";
import type { ResourceCall } from "./resources.ts";

/** What a manifest joins: the data of its segments, which have to be there as it says. */
export function joined(
  call: ResourceCall,
  account: Account,
): Pick<StoredObject, "data" | "etag" | "segments"> | Refused {
  const body = jsonBody(call);
  const entries = Array.isArray(body) ? body.map(fieldsOf) : [];
  if (entries.length === 0) return new Refused(400, "Manifest must be valid JSON.");
  const found: { readonly path: string; readonly object: StoredObject }[] = [];
  for (const entry of entries) {
    const path = String(entry?.path ?? "");
    const object = objectAt(account, path);
    if (object === undefined) return new Refused(400, `Errors:\n${path}, 404 Not Found`);
    if (entry?.size_bytes !== undefined && entry.size_bytes !== object.data.length) {
      return new Refused(400, `Errors:\n${path}, Size Mismatch`);
    }
    if (entry?.etag !== undefined && entry.etag !== null && entry.etag !== object.etag) {
      return new Refused(400, `Errors:\n${path}, Etag Mismatch`);
    }
    found.push({ path, object });
  }
  const etags = createHash("md5").update(found.map(({ object }) => object.etag).join(""));
  return {
    data: Buffer.concat(found.map(({ object }) => object.data)),
    etag: `"${etags.digest("hex")}"`,
    segments: found.map(({ path }) => path),
  };
}

/** Removes what a large object is made of. */
export function removeSegments({ segments = [] }: StoredObject, account: Account): void {
  for (const path of segments) {
    const [container, object] = split(path);
    account.containers.get(container)?.objects.delete(object);
  }
}

function objectAt(account: Account, path: string): StoredObject | undefined {
  const [container, object] = split(path);
  return account.containers.get(container)?.objects.get(object);
}

function split(path: string): [container: string, object: string] {
  const [, container = "", object = ""] = /^\/?([^/]+)\/(.*)$/s.exec(path) ?? [];
  return [container, object];
}
