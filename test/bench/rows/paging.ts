import { password, Session } from "../../../src/index.ts";
import { startCloud } from "../../../src/testing/index.ts";
import type { Row } from "../row.ts";

const SERVERS = 10_000;

/** Walking through 10,000 servers by pages of 1,000. */
export async function paging(): Promise<Row[]> {
  await using cloud = await startCloud({ servers: SERVERS });
  await using session = new Session({ auth: password(cloud.credentials) });
  const compute = session.adapter("compute");
  await session.authenticate();
  cloud.clearRequests();
  let seen = 0;
  const started = performance.now();
  for await (const server of compute.paginate("/servers", { pageSize: 1_000 })) if (server !== undefined) seen++;
  const took = performance.now() - started;
  const notes = `${seen} items in ${Math.round(took)} ms`;
  // Whether the last page is the last one, a full page does not tell without a link.
  return [
    { name: `requests for ${SERVERS} items by 1,000`, value: cloud.requests.length, unit: "", atMost: 11, notes },
  ];
}
