import { ConfigError } from "../../errors/errors.ts";
import { secret } from "../../redaction/secret.ts";
import type { TokenGrant } from "../method.ts";
import type { Login } from "../refusal.ts";
import { safeAddress } from "./address.ts";
import type { Client } from "./client.ts";
import { type Granted, Provider } from "./provider.ts";

/** Why logins with Keystone's own OAuth 2 take no scope. */
export const FIXED: string = "An OAuth 2 client of Keystone's always has its own project: leave the scope options out.";

/** Keystone itself as an OAuth 2 server. @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`). */
export function keystoneProvider(options: object, login: Login, client: Client): Provider {
  // Secrets that go to this Keystone anyway are no safer from it at another of its paths.
  const address = safeAddress(options, "oauth2Endpoint", new URL(login.authUrl).protocol === "http:");
  if (address === undefined) {
    const text = `The option oauth2Endpoint is missing: write the address, such as ${login.authUrl}/OS-OAUTH2/token.`;
    throw new ConfigError("MISSING_VALUE", text, { key: "oauth2Endpoint" });
  }
  const endpoints = { token_endpoint: address };
  const unnamed = { description: undefined, issuer: undefined };
  return new Provider({ login, client, endpoints, ...unnamed, allowHttp: true, bearer: "access_token" });
}

/** The grant with the OAuth 2 token beside Keystone's own; it lives as long as the first of them to end. */
export function withBearer(grant: TokenGrant, { bearer, lifetime }: Granted): TokenGrant {
  return {
    ...grant,
    expiresAt: Math.min(grant.expiresAt, grant.issuedAt + lifetime),
    headers: { authorization: secret(`Bearer ${bearer.reveal()}`) },
  };
}
