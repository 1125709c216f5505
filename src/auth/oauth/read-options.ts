import { ConfigError } from "../../errors/errors.ts";
import type { Door } from "../federation.ts";
import { authUrlOf } from "../identity.ts";
import { optionText, requiredText, requireObject } from "../option.ts";
import type { Login } from "../refusal.ts";
import { safeAddress } from "./address.ts";
import type { Client } from "./client.ts";
import { issuerAt } from "./discovery.ts";
import { type EndpointName, Provider } from "./provider.ts";

/** The options with nulls left out: whoever reads them from elsewhere may mean "unset" by null. */
export function givenOptions(options: object, factory: string): object {
  requireObject(options, factory);
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));
}

/** Reads Keystone's side of a login. @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`). */
export function federationOf(
  options: object,
  method: string,
  check: string,
): { readonly login: Login; readonly door: Door } {
  return {
    login: { method, authUrl: authUrlOf(options), check },
    door: {
      identityProvider: requiredText(options, "identityProvider", "write the id Keystone has for it"),
      protocol: requiredText(options, "protocol", 'write the id of the federation protocol, often "openid"'),
    },
  };
}

/** Reads the provider's side of a login. @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`). */
export function providerOf(options: object, login: Login, client: Client): Provider {
  const allowHttp = allowHttpOf(options);
  const address = (key: string): string | undefined => safeAddress(options, key, allowHttp);
  const discovery = address("discoveryEndpoint");
  const endpoints: Record<EndpointName, string | undefined> = {
    token_endpoint: address("accessTokenEndpoint"),
    authorization_endpoint: address("authorizationEndpoint"),
    device_authorization_endpoint: address("deviceAuthorizationEndpoint"),
  };
  if (discovery === undefined && endpoints.token_endpoint === undefined) {
    const text =
      "The options discoveryEndpoint and accessTokenEndpoint are both missing: write one of them, such as " +
      'discoveryEndpoint: "https://idp.example/.well-known/openid-configuration".';
    throw new ConfigError("MISSING_VALUE", text, { key: "discoveryEndpoint" });
  }
  const issuer = optionText(options, "issuer");
  const description =
    discovery === undefined ? undefined : { address: discovery, issuer: issuer ?? issuerAt(discovery) };
  return new Provider({ login, client, description, issuer, endpoints, allowHttp, bearer: bearerOf(options) });
}

/** What to ask the provider for. @throws ConfigError (`INVALID_VALUE`). */
export function openidScopeOf(options: object): string {
  return optionText(options, "openidScope") ?? "openid profile";
}

/** The options that tell one user's login from another's, as fields of a method's `subject`. */
export function oidcSubject(options: object, door: Door, client: Client): Record<string, string> {
  const keys = ["discoveryEndpoint", "accessTokenEndpoint", "accessTokenType", "issuer"];
  const given = keys.flatMap((key) => {
    const value = optionText(options, key);
    return value === undefined ? [] : [[key, value]];
  });
  return { ...door, clientId: client.id, openidScope: openidScopeOf(options), ...Object.fromEntries(given) };
}

function allowHttpOf(options: object): boolean {
  const value: unknown = Reflect.get(options, "allowHttp") ?? false;
  if (typeof value === "boolean") return value;
  throw new ConfigError("INVALID_VALUE", "The option allowHttp can only be true or false.", { key: "allowHttp" });
}

function bearerOf(options: object): "access_token" | "id_token" {
  const value = optionText(options, "accessTokenType") ?? "access_token";
  if (value === "access_token" || value === "id_token") return value;
  const text = `The option accessTokenType can only be "access_token" or "id_token", not "${value}".`;
  throw new ConfigError("INVALID_VALUE", text, { key: "accessTokenType" });
}
