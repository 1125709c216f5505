// Shows which versions of Compute there are, and which microversions the chosen one speaks.
import { ServiceType, Session } from "osauth";

const session = await Session.connect();
try {
  const compute = session.adapter(ServiceType.Compute);
  for (const { id, status, url } of await compute.versions()) console.log(`${id} ${status} ${url}`);
  const { version, microversions } = await compute.endpoint();
  console.log(`chosen: ${version}, microversions ${microversions?.min} to ${microversions?.max}`);
} finally {
  await session.close();
}
