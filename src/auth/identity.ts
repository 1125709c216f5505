import { ConfigError } from "../errors/errors.ts";
import type { IdOrName } from "./method.ts";
import { optionText, requiredText } from "./option.ts";
import { idOrName } from "./scope.ts";

/** Who logs in: an id, or a name with its domain. */
export type UserOptions =
  | { readonly userId: string; readonly username?: undefined }
  | { readonly username: string; readonly userId?: undefined; readonly userDomainId: string }
  | { readonly username: string; readonly userId?: undefined; readonly userDomainName: string };

/** A user as Keystone's login bodies name it. */
export type UserBody = { readonly id: string } | { readonly name: string; readonly domain: IdOrName };

/**
 * Reads where Keystone is, without trailing slashes.
 *
 * @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`) when it is absent, not an http(s) URL, or an identity v2 address.
 */
export function authUrlOf(options: object): string {
  const text = requiredText(options, "authUrl", 'write the address of Keystone, such as "https://keystone.example/v3"');
  const url = httpUrl(text, "authUrl");
  const address = url.origin + url.pathname.replace(/\/+$/, "");
  if (!/\/v2(\.0)?$/.test(url.pathname.replace(/\/+$/, ""))) return address;
  const better = address.replace(/v2(\.0)?$/, "v3");
  throw invalid("authUrl", `${address} is the identity API v2, which is gone from OpenStack: write ${better}`);
}

/** The address of the identity API v3: `/v3` is added when the auth URL does not end with it. */
export function apiUrl(authUrl: string): string {
  const address = authUrl.replace(/\/+$/, "");
  return address.endsWith("/v3") ? address : `${address}/v3`;
}

/** The address tokens come from. */
export function tokensUrl(authUrl: string): string {
  return `${apiUrl(authUrl)}/auth/tokens`;
}

/** Reads the one address a method without a catalog is for. @throws ConfigError (`INVALID_VALUE`). */
export function endpointOf(options: object): string | undefined {
  const text = optionText(options, "endpoint");
  return text === undefined ? undefined : httpUrl(text, "endpoint").href.replace(/\/+$/, "");
}

/**
 * Reads who logs in.
 *
 * @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`) when nobody or two are named, or a name lacks its domain.
 */
export function userOf(options: object): UserBody {
  const id = optionText(options, "userId");
  const name = optionText(options, "username", ": write the user's name, or userId instead");
  if (id !== undefined && name !== undefined) {
    throw invalid("userId", "userId and username are both set: keep one of them");
  }
  if (id !== undefined) return { id };
  if (name === undefined) {
    const hint = "The options username and userId are both missing: write one of them.";
    throw new ConfigError("MISSING_VALUE", hint, { key: "username" });
  }
  const domain = idOrName(options, "userDomainId", "userDomainName");
  if (domain !== undefined) return { name, domain };
  const hint = `The user name "${name}" needs its domain: add userDomainId or userDomainName ("Default" on most clouds).`;
  throw new ConfigError("MISSING_VALUE", hint, { key: "userDomainName" });
}

/** A user as fields of a method's `subject`. */
export function userSubject(user: UserBody): Record<string, string> {
  if ("id" in user) return { userId: user.id };
  const domain: Record<string, string> =
    "id" in user.domain ? { userDomainId: user.domain.id } : { userDomainName: user.domain.name };
  return { username: user.name, ...domain };
}

/** Whether something is an http(s) address. */
export function isWebUrl(value: unknown): value is string {
  return typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** Reads an http(s) address. @throws ConfigError (`INVALID_VALUE`). */
export function httpUrl(text: string, key: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw invalid(key, `"${withoutCredentials(text)}" is not an address: it must begin with https:// or http://`);
  }
  if (url.username !== "" || url.password !== "") {
    throw invalid(key, `an address cannot hold a user name or password: write ${url.origin}${url.pathname}`);
  }
  return url;
}

function withoutCredentials(text: string): string {
  return text.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, "$1");
}

function invalid(key: string, problem: string): ConfigError {
  return new ConfigError("INVALID_VALUE", `The option ${key} cannot be used: ${problem}.`, { key });
}
