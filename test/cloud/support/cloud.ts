import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type AuthMethod, password, Session, type SessionOptions } from "../../../src/index.ts";
import { AUTH_URL, directory, requireCloud } from "./presence.ts";

export { AUTH_URL };

await requireCloud();

/** A second Identity with the same users, whose tokens live for seconds. */
export const SHORT_AUTH_URL = "http://127.0.0.1:5001/v3";

/** The ten services beside Identity, by the type under which the catalog has them. */
export const SERVICES = [
  ["placement", 8778],
  ["image", 9292],
  ["block-storage", 8776],
  ["volumev3", 8776],
  ["compute", 8774],
  ["network", 9696],
  ["baremetal", 6385],
  ["sharev2", 8786],
  ["key-manager", 9311],
  ["object-store", 8080],
] as const;

export const cloudsYaml: string = join(directory, "clouds.yaml");

/** The PEM of the authority that signed the cloud's certificates. */
export const caPem: string = readFileSync(join(directory, "tls", "ca.pem"), "utf8");

const ADMIN = {
  username: "admin",
  password: "secret",
  userDomainName: "Default",
  projectName: "admin",
  projectDomainName: "Default",
} as const;

/** The administrator, logging in to a project. */
export function admin(authUrl: string = AUTH_URL): AuthMethod {
  return password({ authUrl, ...ADMIN });
}

/** An authentication method that counts how often it is used. */
export function counted(auth: AuthMethod): AuthMethod & { readonly count: () => number } {
  let count = 0;
  return {
    ...auth,
    authenticate: (context) => {
      count++;
      return auth.authenticate(context);
    },
    count: () => count,
  };
}

const open: Session[] = [];
afterAll(async () => {
  await Promise.all(open.splice(0).map((session) => session.close()));
});

/** A session that is closed after the file's tests; `npm run test:cloud` gives each file these modules anew. */
export function connect(options: Partial<SessionOptions> = {}): Session {
  const session = new Session({ auth: admin(), region: "RegionOne", ...options });
  open.push(session);
  return session;
}

/** A name no other run uses. */
export function unique(what: string): string {
  return `${what}-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
}
