import type { Fault } from "./faults.ts";
import type { CloudUser } from "./keystone/directory.ts";
import type { CloudIdentityProvider } from "./keystone/federation.ts";

/** What {@link startCloud} takes; everything may be left out. */
export interface CloudOptions {
  /** Region names; `["RegionOne"]` unless told. */
  readonly regions?: readonly string[];
  /** Official service types; every registered one unless told. Identity is always there. */
  readonly services?: readonly string[];
  /** How long a token lives, ms; one hour unless told. */
  readonly tokenLifetime?: number;
  /** How far the cloud's clock, by which tokens live, runs ahead of this machine's, ms; below 0: behind. */
  readonly clockSkew?: number;
  /** Faults in force from the start. */
  readonly faults?: readonly Fault[];
  /** TCP port; a free one unless told. */
  readonly port?: number;
  /** Users beside the one of `cloud.credentials`. */
  readonly users?: readonly CloudUser[];
  /** Other embedded clouds that this one's users may log in to with `k2k()`: an id and that cloud's `authUrl`. */
  readonly serviceProviders?: Readonly<Record<string, string>>;
  /** Whose users may log in with `oidcAccessToken()` and its siblings. */
  readonly identityProviders?: readonly CloudIdentityProvider[];
  /** How many servers each region has at the start, for trying out paging; none unless told. */
  readonly servers?: number;
}

/** What logs a user in with a password; spread it into `password()`. */
export interface CloudCredentials {
  readonly authUrl: string;
  readonly username: string;
  readonly password: string;
  readonly userDomainName: string;
  readonly projectName: string;
  readonly projectDomainName: string;
}

/** An application credential for the project of `cloud.credentials`. */
export interface CloudApplicationCredential {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  /** Whose it is, for logging in with the credential's name. */
  readonly userId: string;
}

/** An OAuth 1 access token for the project of `cloud.credentials`; spread it into `oauth1()`. */
export interface CloudAccessToken {
  readonly authUrl: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessKey: string;
  readonly accessSecret: string;
}
