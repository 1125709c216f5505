// Walks through all servers, page by page; breaking out of the loop stops asking. Usage: list-servers-paginated [PAGE-SIZE]
import { type Adapter, ServiceType, Session } from "osauth";

interface Server {
  readonly id: string;
  readonly name: string;
}

async function* servers(compute: Adapter, limit: number): AsyncGenerator<Server> {
  for (let marker: string | undefined; ; ) {
    const page = await compute.get("/servers", { query: { limit, marker } }).json<{ servers: readonly Server[] }>();
    yield* page.servers;
    if (page.servers.length < limit) return;
    marker = page.servers.at(-1)?.id;
  }
}

const session = await Session.connect();
try {
  let count = 0;
  for await (const { id, name } of servers(session.adapter(ServiceType.Compute), Number(process.argv[2] ?? 10))) {
    console.log(`${id} ${name}`);
    count++;
  }
  console.log(`${count} servers`);
} finally {
  await session.close();
}
