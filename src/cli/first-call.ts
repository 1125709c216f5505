import { isRecord } from "../errors/record.ts";
import type { ServiceReport } from "../session/report.ts";
import type { Session } from "../session/session.ts";
import { printable } from "./table.ts";

const CALLS = [
  ["compute", "/servers/detail"],
  ["baremetal", "/nodes"],
  ["placement", "/resource_providers"],
] as const;

const SHOWN_NAMES = 3;

/** Makes one call at the highest common microversion, to the first of these services that the cloud has, and describes it. */
export async function makeFirstCall(session: Session, reports: readonly ServiceReport[]): Promise<string> {
  for (const [type, path] of CALLS) {
    const report = reports.find(({ service, microversions }) => service === type && microversions?.max !== undefined);
    if (report === undefined) continue;
    const service = await session.adapter(type).negotiate({});
    const answer = await service.get(path);
    const list = describeList(await answer.json());
    return printable(`GET ${answer.url} at ${type} ${service.microversion}: ${answer.status}, ${list}`);
  }
  return "The cloud has no service with microversions to call.";
}

function describeList(body: unknown): string {
  const [name, list] = Object.entries(isRecord(body) ? body : {}).find(([, value]) => Array.isArray(value)) ?? [];
  if (name === undefined || !Array.isArray(list)) return "no list";
  const names = list.flatMap((item: unknown) => (isRecord(item) && typeof item.name === "string" ? item.name : []));
  const more = names.length > SHOWN_NAMES ? ", …" : "";
  const examples = names.length === 0 ? "" : ` (${names.slice(0, SHOWN_NAMES).join(", ")}${more})`;
  return `${list.length} ${name}${examples}`;
}
