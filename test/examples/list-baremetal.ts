// Lists bare metal nodes at microversion 1.5, the first one with names.
import { ServiceType, Session } from "osauth";

interface NodeList {
  readonly nodes: readonly {
    readonly uuid: string;
    readonly name: string | null;
    readonly provision_state: string | null;
  }[];
}

const session = await Session.connect();
try {
  const baremetal = session.adapter(ServiceType.Baremetal, { microversion: "1.5" });
  const { nodes } = await baremetal.get("/nodes").json<NodeList>();
  for (const { uuid, name, provision_state: state } of nodes)
    console.log(`${uuid} ${name ?? "-"} ${state ?? "available"}`);
  console.log(`${nodes.length} nodes`);
} finally {
  await session.close();
}
