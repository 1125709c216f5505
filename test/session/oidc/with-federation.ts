import { afterAll, beforeAll, beforeEach } from "vitest";
import { type AuthMethod, oidcPassword, type Session } from "../../../src/index.ts";
import type { EmbeddedCloud } from "../../../src/testing/index.ts";
import { CLIENT, type IdentityProvider, PASSWORD, startIdentityProvider } from "../../support/identity-provider.ts";
import { withCloud } from "../../support/with-cloud.ts";

export const scope = { projectName: "demo", projectDomainName: "Default" } as const;

/** A provider and a cloud that takes its word; both are there from the first test on. */
export interface Federation {
  readonly idp: IdentityProvider;
  readonly cloud: EmbeddedCloud;
  /** What every login through the provider has in common. */
  readonly base: Readonly<Record<"authUrl" | "identityProvider" | "protocol" | "discoveryEndpoint", string>>;
  /** A session that ends with the tests of the file. */
  connect(auth: AuthMethod): Session;
  /** How often the provider gave tokens, or refused to. */
  asked(): number;
  /** Alice's login with her password at the provider, with these changes. */
  alice(options?: object): AuthMethod;
}

/** A federation for the tests of the file that calls this. */
export function withFederation(): Federation {
  let idp: IdentityProvider;
  beforeAll(async () => {
    idp = await startIdentityProvider();
  });
  afterAll(() => idp.close());
  const here = withCloud(() => ({
    users: [
      { name: "alice", password: "x", admin: true },
      { name: CLIENT.clientId, password: "x" },
    ],
    identityProviders: [
      { id: "corporate", userOf: (token) => idp.userOf(token) },
      { id: "lenient", userOf: () => "alice" },
    ],
  }));
  beforeEach(() => void here.cloud.clearRequests());
  const base = (): Federation["base"] => ({
    authUrl: here.cloud.authUrl,
    identityProvider: "corporate",
    protocol: "openid",
    discoveryEndpoint: idp.discoveryEndpoint,
  });
  const person = { openidScope: "openid", username: "alice", password: PASSWORD };
  return {
    get idp() {
      return idp;
    },
    get cloud() {
      return here.cloud;
    },
    get base() {
      return base();
    },
    connect: (auth) => here.connect({ auth }),
    asked: () => idp.requests.filter((request) => request === "POST /token").length,
    alice: (options = {}) => oidcPassword({ ...base(), ...CLIENT, ...scope, ...person, ...options }),
  };
}
