import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { HEADERS, MICROVERSION, TOKEN } from "../fixed-cloud.ts";
import type { Plan, Row } from "../row.ts";
import { interleaved, summary } from "../statistics.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const PYTHON = "/usr/bin/python3";

/** The shortest program that prints how many servers there are, written three times. */
const OURS = `import { adminToken, Session } from "osauth";
const session = new Session({ auth: adminToken({ endpoint: process.argv[1] + "/v2.1", token: "${TOKEN}" }) });
const { servers } = await session.adapter("compute", { microversion: "${MICROVERSION}" }).get("/list").json();
console.log(servers.length);
await session.close();`;

const UNDICI = `import { Agent, request } from "undici";
const dispatcher = new Agent();
const { body } = await request(process.argv[1] + "/v2.1/list", { dispatcher, headers: ${JSON.stringify(HEADERS)} });
const { servers } = await body.json();
console.log(servers.length);
await dispatcher.close();`;

const KEYSTONEAUTH = `
import sys
from keystoneauth1 import adapter, session, token_endpoint
s = session.Session(auth=token_endpoint.Token(sys.argv[1] + "/v2.1", "${TOKEN}"))
a = adapter.Adapter(s, service_type="compute", default_microversion="${MICROVERSION}")
print(len(a.get("/list").json()["servers"]))
`;

/** How long a program takes from its start to its end that asks for one list. */
export async function coldStart({ short, target }: Plan): Promise<Row[]> {
  const timed = (command: string, args: readonly string[]) => async (): Promise<number> => {
    const started = performance.now();
    const { stdout } = await run(command, [...args, target], { cwd: ROOT });
    if (!(Number(stdout) > 0)) throw new Error(`no list but ${stdout}`);
    return performance.now() - started;
  };
  const node = (program: string) => timed(process.execPath, ["--input-type=module", "-e", program]);
  const ours = node(OURS);
  const peers = { "undici.request": node(UNDICI), keystoneauth1: timed(PYTHON, ["-c", KEYSTONEAUTH]) };
  const rows: Row[] = [];
  for (const [name, theirs] of Object.entries(peers)) {
    if ((await theirs().catch(() => undefined)) === undefined) continue;
    const pairs = await interleaved(short ? 3 : 15, { ours, theirs });
    rows.push({
      name: `cold start, a whole program that asks for a list: time over ${name}`,
      ...summary(pairs.map((pair) => pair.ours / pair.theirs)),
      unit: "×",
      notes: `${summary(pairs.map((pair) => pair.ours)).value.toFixed(0)} ms`,
    });
  }
  return rows;
}
