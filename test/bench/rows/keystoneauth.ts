import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Session } from "../../../src/index.ts";
import { fixedCloud, MICROVERSION } from "../fixed-cloud.ts";
import type { Plan, Row } from "../row.ts";
import { interleaved, summary } from "../statistics.ts";

const run = promisify(execFile);
const PYTHON = "/usr/bin/python3";
const REQUESTS = 500;

const PROGRAM = `
import sys, time
from keystoneauth1 import adapter, session, token_endpoint
s = session.Session(auth=token_endpoint.Token(sys.argv[1] + "/v2.1", "token"))
a = adapter.Adapter(s, service_type="compute", default_microversion="${MICROVERSION}")
get = lambda: a.get("/list").json()
for _ in range(20): get()
start = time.perf_counter()
for _ in range(${REQUESTS}): get()
print(${REQUESTS} / (time.perf_counter() - start))
`;

/** The same GET one after the other, against keystoneauth1 where Debian's package is installed. */
export async function keystoneauth({ short, target }: Plan): Promise<Row[]> {
  const theirs = async (): Promise<number> => Number((await run(PYTHON, ["-c", PROGRAM, target])).stdout);
  if (Number.isNaN(await theirs().catch(() => Number.NaN))) return [];
  await using session = new Session({ auth: fixedCloud(target) });
  const compute = session.adapter("compute", { microversion: MICROVERSION });
  const ours = async (): Promise<number> => {
    const started = performance.now();
    for (let i = 0; i < REQUESTS; i++) await compute.get("/list").json();
    return (REQUESTS * 1_000) / (performance.now() - started);
  };
  await ours();
  const pairs = await interleaved(short ? 3 : 9, { ours, theirs });
  const { value, spread } = summary(pairs.map((pair) => pair.ours / pair.theirs));
  return [{ name: "GET and JSON, 8 kB list, one by one: throughput over keystoneauth1", value, spread, unit: "×" }];
}
