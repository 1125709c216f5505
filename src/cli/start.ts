import { password } from "../auth/methods/password.ts";
import { describesCloud, loadEnvironment } from "../config/index.ts";
import { Session } from "../session/session.ts";
import { startCloud } from "../testing/index.ts";
import { makeFirstCall } from "./first-call.ts";
import { describeProblem } from "./problem.ts";
import { catalogRows, describeFailures, describeIdentity, ENDPOINT_COLUMN } from "./report.ts";
import { renderTable } from "./table.ts";

/** Connects to the cloud the environment names, else to the embedded one, and shows what is there. */
async function start(): Promise<void> {
  if (describesCloud()) {
    const configured = await loadEnvironment();
    await show(new Session(configured), configured.name ?? configured.auth.authUrl ?? "the cloud of the environment");
    return;
  }
  const cloud = await startCloud({ servers: 2 });
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
    // An empty catalog, or a region or interface that it has not: the error says what there is.
    if (reports.length === 0) await session.adapter("compute").endpoint();
    const width = process.stdout.isTTY ? process.stdout.columns || undefined : undefined;
    const [titles = "", ...rows] = renderTable(catalogRows(reports), { width, flexible: ENDPOINT_COLUMN });
    print([heading(titles), ...rows, ...describeFailures(reports), ""]);
    print([await makeFirstCall(session, reports)]);
  } finally {
    await session.close();
  }
}

function heading(text: string): string {
  return process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[1m${text}\u001b[22m` : text;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

// Whoever reads may stop early, as `head` does.
process.stdout.on("error", () => process.exit());

start().catch((error: unknown) => {
  process.stderr.write(`${describeProblem(error)}\n`);
  process.exitCode = 1;
});
