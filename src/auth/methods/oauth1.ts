import { secret } from "../../redaction/secret.ts";
import { exchange } from "../exchange.ts";
import { authUrlOf, tokensUrl } from "../identity.ts";
import type { AuthMethod } from "../method.ts";
import { type OAuth1Credential, oauth1Header } from "../oauth1-signature.ts";
import { requiredText, requireObject } from "../option.ts";
import { refuseScope, refuseScopeOptions } from "../scope.ts";

/** What {@link oauth1} takes. */
export interface OAuth1Options {
  /** Where Keystone is, such as "https://keystone.example/v3"; `/v3` may be left out. */
  readonly authUrl: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  /** Of the access token that a user has granted the consumer. */
  readonly accessKey: string;
  readonly accessSecret: string;
}

const FIXED =
  "An OAuth 1 access token is for the project its user granted it for: leave the scope options out, or have another " +
  "access token granted.";

// Keystone refuses a signature whose time is more than ten minutes from its own, in the words of any refusal.
const CHECK = "Check both keys and secrets, this machine's clock, and that the access token is still granted.";

/**
 * Logs in with an OAuth 1.0 access token that a user has granted to a consumer (Keystone's OS-OAUTH1). Requests are
 * signed with HMAC-SHA1; the tokens are the user's, for the project and roles that were granted.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @throws AuthError (`INVALID_SCOPE`) when a scope is asked for.
 * @example
 * ```ts
 * const auth = oauth1({
 *   authUrl: "https://keystone.example/v3",
 *   consumerKey: "7fea2d",
 *   consumerSecret: "s3cret",
 *   accessKey: "cce0b8",
 *   accessSecret: "s3cret too",
 * });
 * ```
 */
export function oauth1(options: OAuth1Options): AuthMethod {
  requireObject(options, "oauth1");
  const method = "v3oauth1";
  const authUrl = authUrlOf(options);
  const consumer = credentialOf(options, "consumer");
  const token = credentialOf(options, "access");
  const login = { method, authUrl, check: CHECK };
  const fixed = (): never => refuseScope(method, FIXED);
  refuseScopeOptions(options, method, FIXED);
  return {
    type: method,
    authUrl,
    scope: undefined,
    subject: { consumerKey: consumer.key, accessKey: token.key },
    proof: () => secret(JSON.stringify([consumer.secret.reveal(), token.secret.reveal()])),
    authenticate: (context) => {
      const authorization = oauth1Header({ method: "POST", url: tokensUrl(authUrl), consumer, token });
      return exchange(context, login, { identity: { oauth1: {} }, scope: undefined, headers: { authorization } });
    },
    withScope: fixed,
  };
}

function credentialOf(options: object, kind: "consumer" | "access"): OAuth1Credential {
  const hint = `write what Keystone showed when the ${kind === "consumer" ? "consumer" : "access token"} was created`;
  return {
    key: requiredText(options, `${kind}Key`, hint),
    secret: secret(requiredText(options, `${kind}Secret`, hint)),
  };
}
