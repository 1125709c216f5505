import { applicationCredential, password, Session } from "osauth";

const { OS_AUTH_URL: authUrl = "", OS_USERNAME: username = "", OS_PASSWORD = "" } = process.env;

const session = new Session({
  auth: password({
    authUrl,
    username,
    userDomainName: "Default",
    password: OS_PASSWORD,
    projectName: process.env.OS_PROJECT_NAME ?? "demo",
    projectDomainName: "Default",
  }),
  interface: ["internal", "public"],
  timeout: 20_000,
});
const { user, project, expiresAt } = await session.authenticate();
console.log(user?.name, project?.name, expiresAt?.toISOString());

const volumes = session.adapter("volumev3"); // an alias: block storage, major version 3
console.log((await volumes.endpoint()).url);
const elsewhere = session.with({ region: "RegionOne" }); // same token, same caches
console.log((await elsewhere.versions()).length, "endpoints");
await session.close();

export const machine = (id: string, secret: string): Session =>
  new Session({ auth: applicationCredential({ authUrl, id, secret }) });
