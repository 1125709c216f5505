// Compiled, not run: what a consumer's compiler sees of the package, without skipLibCheck.
import { type Adapter, isOpenStackError, ServiceType, Session } from "osauth";
import type { Compute } from "osauth/service-types";
import { startCloud } from "osauth/testing";

export async function list(): Promise<number> {
  const cloud = await startCloud();
  const session = await Session.connect({ region: "RegionOne" });
  try {
    const compute: Adapter<Compute, "2.1"> = session.adapter(ServiceType.Compute, { microversion: "2.1" });
    const { servers } = await compute.get("/servers").json<{ servers: unknown[] }>();
    // @ts-expect-error network has no microversions
    session.adapter("network", { microversion: "2.1" });
    return servers.length;
  } catch (error) {
    if (isOpenStackError(error) && error.code === "NOT_FOUND") return error.status;
    throw error;
  } finally {
    await session.close();
    await cloud.close();
  }
}
