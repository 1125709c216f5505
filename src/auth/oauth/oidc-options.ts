import type { ScopeOptions } from "../scope.ts";

/** How users of an identity provider come in to Keystone. */
export interface FederationOptions extends ScopeOptions {
  /** Where Keystone is, such as "https://keystone.example/v3"; `/v3` may be left out. */
  readonly authUrl: string;
  /** The id Keystone has for the identity provider. */
  readonly identityProvider: string;
  /** The id of the federation protocol, often "openid". */
  readonly protocol: string;
}

/** What every OpenID Connect login takes; `discoveryEndpoint` or `accessTokenEndpoint` must be there. */
export interface OidcOptions extends FederationOptions {
  readonly clientId: string;
  /** Without it the client is a public one. */
  readonly clientSecret?: string | undefined;
  /** What to ask for, with spaces between. @default "openid profile" */
  readonly openidScope?: string | undefined;
  /** The provider's discovery document; usually ends in "/.well-known/openid-configuration". */
  readonly discoveryEndpoint?: string | undefined;
  /** Where the provider gives tokens; wins over what the discovery document says. */
  readonly accessTokenEndpoint?: string | undefined;
  /** Which of the provider's tokens Keystone gets. @default "access_token" */
  readonly accessTokenType?: "access_token" | "id_token" | undefined;
  /**
   * Who the provider is: whose the discovery document must be, where its address does not tell, and without a document
   * whose an answer to a browser must be, if it says so (RFC 9207).
   */
  readonly issuer?: string | undefined;
  /** Whether addresses may begin with http:// even outside of this machine. @default false */
  readonly allowHttp?: boolean | undefined;
}
