// Run as a process, of the joined files as users have them: logs in with the token store it is told and prints its token.
import { fileTokenStore, password, Session, type TokenStore } from "osauth";

interface Store {
  readonly tokenStore: TokenStore;
  close(): Promise<void>;
}

async function storeOf({ STORE = "", AT = "" }: NodeJS.ProcessEnv): Promise<Store> {
  if (STORE === "file") return { tokenStore: fileTokenStore({ directory: AT }), close: async () => undefined };
  const { Keyv } = await import("keyv");
  const adapter =
    STORE === "redis"
      ? new (await import("@keyv/redis")).default(AT)
      : new (await import("@keyv/postgres")).default({ uri: AT });
  const tokenStore = new Keyv(adapter);
  return { tokenStore, close: () => tokenStore.disconnect() };
}

const {
  AUTH_URL: authUrl = "",
  USERNAME: username = "",
  PASSWORD: secret = "",
  PROJECT: projectName = "",
} = process.env;
const domains = { userDomainName: "Default", projectDomainName: "Default" };
const { tokenStore, close } = await storeOf(process.env);
const session = new Session({
  auth: password({ authUrl, username, password: secret, projectName, ...domains }),
  tokenStore,
});
console.log(await session.token());
await session.close();
await close();
