// Compiled, not run: what the types of sessions and adapters accept and refuse.
import { type Adapter, isOpenStackError, ServiceType, type Session } from "../../src/index.ts";
import type { BlockStorage, Compute } from "../../src/service-types/index.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function yes<T extends true>(..._: readonly T[]): void {}

export async function check(session: Session, error: unknown): Promise<void> {
  const compute = session.adapter(ServiceType.Compute);
  const volumes = session.adapter("volumev3");
  yes<Equal<typeof compute, Adapter<Compute, undefined, number>>>();
  yes<Equal<typeof volumes, Adapter<BlockStorage, undefined, 3>>>();
  session.adapter("compute", { microversion: "2.1" }).microversion satisfies "2.1";
  session.adapter("acme:widgets").service.type satisfies "acme:widgets";
  session.adapter({ type: "events2" });
  // @ts-expect-error a misspelt official name
  session.adapter("comptue");
  // @ts-expect-error network has no microversions
  session.adapter(ServiceType.Network, { microversion: "2.1" });
  // @ts-expect-error nor through its name
  session.adapter("network", { microversion: "2.1" });
  // @ts-expect-error not a version
  session.adapter("compute", { microversion: "two" });

  const nova = await compute.negotiate(["2.96", "2.79", "2.1"]);
  nova.microversion satisfies "2.96" | "2.79" | "2.1";
  const newest = (_: Adapter<Compute, "2.96">): void => undefined;
  if (nova.microversion === "2.96") newest(nova);
  else {
    // @ts-expect-error here it is 2.79 or 2.1
    newest(nova);
  }
  const wide = await compute.negotiate({ min: "2.60", max: "2.96" });
  yes<Equal<typeof wide.microversion, `${number}.${number}`>>();
  // @ts-expect-error network cannot negotiate
  await session.adapter("network").negotiate(["2.1"]);
  // @ts-expect-error nor be pinned
  session.adapter("network").at("2.1");

  nova.get("/servers/detail", { query: { limit: 1 } });
  nova.post("/servers/{id}/action", { path: { id: "x" }, json: {} });
  // @ts-expect-error id is missing
  nova.post("/servers/{id}/action", { json: {} });
  // @ts-expect-error id is misspelt
  nova.post("/servers/{id}/action", { path: { ids: "x" } });
  // @ts-expect-error no leading slash
  nova.get("servers");
  // @ts-expect-error a misspelt option
  nova.get("/servers", { querry: {} });
  nova.get(`/servers/${String(7)}`);
  nova.get(["v2", "images", 7, "file"]);

  const own = session.adapter({ ...ServiceType.Network, type: "acme-network" });
  yes<Equal<typeof own.service.microversions, "none">>();
  // @ts-expect-error a service of one's own has what its facts say
  own.at("2.1");

  // Whatever service, pinned or not.
  const any = (_: Adapter): void => undefined;
  any(compute);
  any(volumes);
  any(nova);
  any(wide);
  any(session.adapter("network"));
  any(session.adapter("acme:widgets"));
  any(session.adapter({ type: String(7) }));
  any(session.adapter("compute", { microversion: "latest" }));
  const ofCompute = (_: Adapter<Compute>): void => undefined;
  ofCompute(compute);
  ofCompute(nova);
  // @ts-expect-error another service
  ofCompute(volumes);
  // @ts-expect-error not every service can negotiate
  ((one: Adapter) => one.negotiate)(compute);
  await session.adapter("acme:widgets").negotiate(["1.2"]);
  await session.adapter({ type: String(7) }).negotiate({ min: "1.2" });

  if (isOpenStackError(error) && error.code === "NOT_FOUND") error.status satisfies number;
  // @ts-expect-error a misspelt code does not compile
  if (isOpenStackError(error) && error.code === "NOTFOUND") throw error;
}
