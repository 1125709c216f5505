import { password } from "../auth/password.ts";
import { loadDefault } from "../config/index.ts";
import type { ServiceReport } from "../session/report.ts";
import { Session } from "../session/session.ts";
import { startCloud } from "../testing/index.ts";
import { describeProblem } from "./problem.ts";
import { catalogRows, describeIdentity, ENDPOINT_COLUMN } from "./report.ts";
import { renderTable } from "./table.ts";

/** Connects to the cloud the environment names, else to the embedded one, and shows what is there. */
async function start(): Promise<void> {
  const configured = await loadDefault();
  if (configured !== undefined) {
    await show(new Session(configured), configured.name ?? configured.auth.authUrl ?? "the cloud of the environment");
    return;
  }
  const cloud = await startCloud();
  try {
    const title = "the embedded cloud (set OS_CLOUD or OS_AUTH_URL for another)";
    await show(new Session({ auth: password(cloud.credentials) }), title);
  } finally {
    await cloud.close();
  }
}

async function show(session: Session, title: string): Promise<void> {
  try {
    print([heading(title), ...describeIdentity(await session.authenticate()), ""]);
    const reports = await session.versions();
    const width = process.stdout.isTTY ? process.stdout.columns : undefined;
    const [titles = "", ...rows] = renderTable(catalogRows(reports), { width, flexible: ENDPOINT_COLUMN });
    print([heading(titles), ...rows, ""]);
    print([await callSomething(session, reports)]);
  } finally {
    await session.close();
  }
}

/** One negotiated call, to the first of these services the cloud has. */
async function callSomething(session: Session, reports: readonly ServiceReport[]): Promise<string> {
  const calls = [
    ["compute", "/flavors"],
    ["baremetal", "/nodes"],
    ["placement", "/resource_providers"],
  ] as const;
  for (const [type, path] of calls) {
    const report = reports.find(({ service, microversions }) => service === type && microversions?.max !== undefined);
    if (report === undefined) continue;
    const service = await session.adapter(type).negotiate({});
    const answer = await service.get(path);
    const body = await answer.json<Readonly<Record<string, unknown>>>();
    const [name = "items", list] = Object.entries(body).find(([, value]) => Array.isArray(value)) ?? [];
    const count = Array.isArray(list) ? list.length : 0;
    return `GET ${answer.url} at ${type} ${service.microversion}: ${answer.status}, ${count} ${name}`;
  }
  return "no service with microversions to call";
}

function heading(text: string): string {
  return process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[1m${text}\u001b[22m` : text;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

start().catch((error: unknown) => {
  process.stderr.write(`${describeProblem(error)}\n`);
  process.exitCode = 1;
});
