import { ConfigError } from "../../errors/errors.ts";

/** The package that knows OAuth 2 and OpenID Connect. */
export type OAuthLibrary = typeof import("oauth4webapi");

/**
 * Loads it; who does not log in this way need not install it.
 *
 * @throws ConfigError (`MISSING_VALUE`) with the npm command.
 */
export async function oauthLibrary(): Promise<OAuthLibrary> {
  try {
    return await import("oauth4webapi");
  } catch (cause) {
    const text =
      "Logging in with OAuth 2 or OpenID Connect needs the package oauth4webapi; run: npm install oauth4webapi";
    throw new ConfigError("MISSING_VALUE", text, { cause });
  }
}
