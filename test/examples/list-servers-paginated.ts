// Walks through all servers, page by page; breaking out of the loop stops asking. Usage: list-servers-paginated [PAGE-SIZE]
import { ServiceType, Session } from "osauth";

interface Server {
  readonly id: string;
  readonly name: string;
}

const session = await Session.connect();
try {
  let count = 0;
  const compute = session.adapter(ServiceType.Compute);
  for await (const { id, name } of compute.paginate<Server>("/servers", { pageSize: Number(process.argv[2] ?? 10) })) {
    console.log(`${id} ${name}`);
    count++;
  }
  console.log(`${count} servers`);
} finally {
  await session.close();
}
