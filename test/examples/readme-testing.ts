import { password, Session } from "osauth";
import { startCloud } from "osauth/testing";

const cloud = await startCloud({ servers: 3 });
const session = new Session({ auth: password(cloud.credentials) });
try {
  cloud.fault({ path: /\/servers/, status: 503, headers: { "retry-after": "0" }, times: 1 });
  const { servers } = await session.adapter("compute").get("/servers").json<{ servers: unknown[] }>();
  cloud.revoke(); // behind the session's back
  await session.adapter("compute").get("/servers");
  console.log(servers.length, "servers,", cloud.count("POST /identity/v3/auth/tokens"), "logins");
} finally {
  await session.close();
  await cloud.close();
}
