import { isOpenStackError, ServiceType, Session } from "osauth";

const session = await Session.connect({ region: "RegionOne" });
try {
  const compute = session.adapter(ServiceType.Compute);
  const { url, version, microversions } = await compute.endpoint();
  console.log(url, version, microversions);

  // The highest of these that the cloud speaks; comparing narrows the type.
  const nova = await compute.negotiate(["2.96", "2.79", "2.1"]);
  const { flavors } = await nova.get("/flavors", { query: { limit: 5 } }).json<{ flavors: { name: string }[] }>();
  console.log(nova.microversion, flavors.map(({ name }) => name).join(", "));

  // Template parameters are required by the type and encoded once.
  await nova.get("/flavors/{id}", { path: { id: "no such flavor" } });
} catch (error) {
  if (!isOpenStackError(error) || error.code !== "NOT_FOUND") throw error;
  console.log(error.status, error.message, error.requestId);
} finally {
  await session.close();
}
