// An authentication method of one's own: HTTP Basic in fifteen lines. `httpBasic()` does the same with more checks.
import { type AuthMethod, Session, secret } from "osauth";
import { startCloud } from "osauth/testing";

function basic(endpoint: string, user: string, password: string): AuthMethod {
  const authorization = secret(`Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`);
  const method: AuthMethod = {
    type: "http_basic",
    authUrl: undefined,
    scope: undefined,
    subject: { user },
    proof: undefined,
    authenticate: async () => ({ kind: "static", headers: { authorization }, endpoint }),
    withScope: () => method,
  };
  return method;
}

const cloud = await startCloud({ services: ["baremetal"] });
const session = new Session({ auth: basic(`${cloud.url}/baremetal`, "admin", "s3cret") });
try {
  await session.adapter("baremetal").get("/v1");
  const sent = cloud.requests.at(-1)?.headers.authorization ?? "";
  console.log(`sent ${Buffer.from(sent.replace("Basic ", ""), "base64")}`);
} finally {
  await session.close();
  await cloud.close();
}
