import { type AuthMethod, secret } from "../../src/index.ts";

/** As long as Keystone's. */
export const TOKEN: string = `gAAAAAB${"m".repeat(176)}`;
/** Asked of compute, so that its headers go along. */
export const MICROVERSION = "2.90";
/** The headers that a request to compute has, for those who send them by hand. */
export const HEADERS: Readonly<Record<string, string>> = {
  "user-agent": "bench",
  accept: "application/json",
  "accept-encoding": "gzip, deflate, br",
  "openstack-api-version": `compute ${MICROVERSION}`,
  "x-openstack-nova-api-version": MICROVERSION,
  "x-auth-token": TOKEN,
};

/** A login that needs no Keystone, to a cloud whose services are all at one address. */
export function fixedCloud(url: string): AuthMethod {
  const services = { compute: "/v2.1", "object-store": "/v1/AUTH_a" };
  const catalog = Object.entries(services).map(([type, path]) => ({
    type,
    endpoints: [{ interface: "public", region: "RegionOne", url: url + path }],
  }));
  const method: AuthMethod = {
    type: "fixed",
    authUrl: undefined,
    scope: undefined,
    subject: {},
    proof: undefined,
    withScope: () => method,
    authenticate: async () => ({
      kind: "token",
      token: secret(TOKEN),
      issuedAt: Date.now(),
      expiresAt: Date.now() + 3_600_000,
      identity: { catalog },
    }),
  };
  return method;
}
