import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type ClientMetadata, type Configuration, errors, type KoaContextWithOIDC } from "oidc-provider";

/** A real OpenID Connect provider on loopback, with what a test needs to steer it. */
export interface IdentityProvider extends AsyncDisposable {
  readonly discoveryEndpoint: string;
  /** Requests so far, as "POST /token". */
  readonly requests: readonly string[];
  /** Whose a bearer token is. */
  userOf(token: string): string | undefined;
  /** Makes every access token useless. */
  forgetAccessTokens(): void;
  /** Makes every refresh token useless. */
  forgetRefreshTokens(): Promise<void>;
  close(): Promise<void>;
}

/** Where the provider sends browsers; nobody listens there. */
export const REDIRECT = "http://127.0.0.1:1/back";
export const CLIENT = { clientId: "keystone", clientSecret: "client-s3cret/+=" } as const;
/** A client without a secret. */
export const PUBLIC = { clientId: "cli" } as const;
export const PASSWORD = "user-s3cret";

const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
const GRANTS = ["authorization_code", "refresh_token", "client_credentials", "password", DEVICE];
const common: Omit<ClientMetadata, "client_id"> = { redirect_uris: [REDIRECT], response_types: ["code"] };

const configuration: Configuration = {
  clients: [
    { ...common, client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, grant_types: GRANTS },
    {
      ...common,
      client_id: PUBLIC.clientId,
      grant_types: GRANTS.filter((grant) => grant !== "client_credentials"),
      token_endpoint_auth_method: "none",
      application_type: "native",
    },
  ],
  features: { deviceFlow: { enabled: true }, clientCredentials: { enabled: true } },
  findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  // As many providers do; the standard wants it for offline_access only.
  issueRefreshToken: async (_context, client) => client.grantTypeAllowed("refresh_token"),
  cookies: { keys: ["test"] },
  ttl: { AccessToken: 600, ClientCredentials: 600, DeviceCode: 600, Grant: 600, Interaction: 600, Session: 600 },
};

/** Starts a provider; every user's password is {@link PASSWORD}. */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, configuration);
  const users = new Map<string, string>();
  const requests: string[] = [];
  const refreshTokens: { destroy(): Promise<unknown> }[] = [];
  provider.on("refresh_token.saved", (token) => refreshTokens.push(token));
  provider.on("access_token.saved", ({ jti, accountId }) => users.set(jti, accountId));
  provider.on("client_credentials.saved", ({ jti, clientId }) => users.set(jti, clientId ?? ""));
  provider.registerGrantType("password", passwordGrant, ["username", "password", "scope"]);
  provider.use(async (context, next) => {
    requests.push(`${context.method} ${context.path}`);
    await next();
    // The shortest there is, so that nobody waits for a test.
    if (context.path === "/device/auth" && context.status === 200) Object.assign(Object(context.body), { interval: 1 });
  });
  server.on("request", provider.callback());
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    discoveryEndpoint: `${issuer}/.well-known/openid-configuration`,
    requests,
    userOf: (token) => users.get(token),
    forgetAccessTokens: () => users.clear(),
    forgetRefreshTokens: async () => {
      await Promise.all(refreshTokens.splice(0).map((token) => token.destroy()));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function passwordGrant(context: KoaContextWithOIDC): Promise<void> {
  const { client, params, provider } = context.oidc;
  const accountId = String(params?.username);
  if (client === undefined || params?.password !== PASSWORD) throw new errors.InvalidGrant("wrong password");
  const scope = String(params.scope);
  const grant = new provider.Grant({ accountId, clientId: client.clientId });
  grant.addOIDCScope(scope);
  const what = { accountId, client, grantId: await grant.save(), scope, gty: "password" };
  const token = new provider.AccessToken({ ...what, expiresWithSession: false, claims: {} });
  const refresh = new provider.RefreshToken({ ...what, expiresWithSession: false, claims: {} });
  context.body = {
    access_token: await token.save(),
    refresh_token: await refresh.save(),
    expires_in: token.expiration,
    token_type: "Bearer",
    scope,
  };
}
