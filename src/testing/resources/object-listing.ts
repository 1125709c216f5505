import { type Answer, empty, json } from "../answer.ts";
import { Refused } from "../refused.ts";
import type { ResourceCall } from "./resources.ts";

/** One name in a listing: a container, an object, or a pseudo-folder. */
export interface Listed {
  readonly name: string;
  /** What JSON tells about it, `name` included. */
  readonly entry: object;
}

const MOST = 10_000;

/** Lists names in Swift's order, as JSON or as plain text, with `headers` about what holds them. */
export function listing(
  call: ResourceCall,
  all: readonly Listed[],
  headers: Readonly<Record<string, string>>,
): Answer | Refused {
  const limit = Number(call.query.get("limit") ?? MOST);
  if (limit > MOST) return new Refused(412, `Maximum limit is ${MOST}`);
  const asJson = call.query.get("format") === "json" || (call.headers.accept ?? "").includes("application/json");
  const type = asJson ? "application/json; charset=utf-8" : "text/plain; charset=utf-8";
  const shared = { ...headers, "content-type": type };
  if (call.head) return empty(204, shared);
  const page = folded(all, call)
    .filter(({ name }) => wanted(name, call))
    .slice(0, Number.isInteger(limit) && limit >= 0 ? limit : MOST);
  if (asJson)
    return json(
      200,
      page.map(({ entry }) => entry),
      shared,
    );
  if (page.length === 0) return empty(204, shared);
  return { status: 200, headers: shared, body: Buffer.from(page.map(({ name }) => `${name}\n`).join("")) };
}

function wanted(name: string, call: ResourceCall): boolean {
  const end = call.query.get("end_marker");
  return name > (call.query.get("marker") ?? "") && (end === null || end === "" || name < end);
}

/** Names that start with the prefix; with a delimiter, those that go on after it are one pseudo-folder. */
function folded(all: readonly Listed[], call: ResourceCall): readonly Listed[] {
  const prefix = call.query.get("prefix") ?? "";
  const delimiter = call.query.get("delimiter");
  const found = new Map<string, Listed>();
  for (const listed of all) {
    if (!listed.name.startsWith(prefix)) continue;
    const end = delimiter ? listed.name.indexOf(delimiter, prefix.length) : -1;
    const name = end < 0 ? listed.name : listed.name.slice(0, end + (delimiter?.length ?? 0));
    found.set(name, end < 0 ? listed : { name, entry: { subdir: name } });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
