import { type AuthMethod, k2k, password, Session, totp, withServiceToken } from "osauth";

/** A login to another cloud that this one vouches for. */
export const partner = (home: AuthMethod): AuthMethod =>
  k2k({ auth: home, serviceProvider: "partner", projectName: "shared", projectDomainName: "Default" });

/** A service that goes on with its user's request after the user's token has run out. */
export const onBehalf = (user: AuthMethod, service: AuthMethod): AuthMethod => withServiceToken(user, service);

/** A passcode counts once, so every renewal asks for a new one. */
export const withPasscode = (authUrl: string, userId: string, ask: () => Promise<string>): AuthMethod =>
  totp({ authUrl, userId, passcode: ask });

const { OS_AUTH_URL: authUrl = "", OS_USERNAME: username = "", OS_PASSWORD = "" } = process.env;
const readPassword = (): string => OS_PASSWORD; // from a vault, a prompt, …
const session = new Session({
  auth: password({ authUrl, username, userDomainName: "Default", password: readPassword, unscoped: true }),
});
const projects = await session.projects();
console.log("may scope to", projects.map(({ name }) => name).join(", "));
await session.close();
