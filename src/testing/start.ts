import { type ServiceDocuments, serviceDocuments } from "../../generated/service-documents.ts";
import { ConfigError } from "../errors/errors.ts";
import { Catalog, layOut } from "./catalog.ts";
import { Dispatcher } from "./dispatcher.ts";
import { EmbeddedCloud } from "./embedded-cloud.ts";
import { Faults } from "./faults.ts";
import { HttpServer } from "./http-server.ts";
import { Directory } from "./keystone/directory.ts";
import { Keystone, type KeystoneParts } from "./keystone/keystone.ts";
import { serviceProvider } from "./keystone/keystone-to-keystone.ts";
import { TokenStore } from "./keystone/token-store.ts";
import { totpCode } from "./keystone/totp.ts";
import type { CloudOptions } from "./options.ts";
import { RequestLog } from "./request-log.ts";
import { resourcesOf } from "./resources/registry.ts";

const HOUR = 3_600_000;

/**
 * Starts a small OpenStack on 127.0.0.1: Keystone tokens, a catalog, the version documents of every service,
 * microversion checks and a few resources. It lives in this process and forgets everything when it is closed.
 *
 * @throws ConfigError (`INVALID_VALUE`) when an option cannot be used.
 * @example
 * ```ts
 * await using cloud = await startCloud({ regions: ["RegionOne", "RegionTwo"] });
 * const session = new Session({ auth: password(cloud.credentials) });
 * cloud.revoke(); // behind the session's back
 * console.log(cloud.count("POST /identity/v3/auth/tokens"));
 * ```
 */
export async function startCloud(options: CloudOptions = {}): Promise<EmbeddedCloud> {
  const { tokenLifetime = HOUR, clockSkew, port = 0, regions = ["RegionOne"], users = [] } = options;
  check(options);
  const directory = new Directory();
  const person = directory.addUser({ name: "demo", password: "secret", admin: true });
  for (const user of users) directory.addUser(user);
  const [project = directory.addProject("demo", person.domain)] = person.projects;
  const credential = directory.addCredential("demo-credential", person, project);
  const access = directory.addAccess(person, project);
  const tokens = new TokenStore(tokenLifetime, clockSkew);
  const faults = new Faults(options.faults);
  const log = new RequestLog();
  const server = new HttpServer(faults, log);
  const url = `http://127.0.0.1:${await server.listen(port)}`;
  const sites = layOut(chosenServices(options.services), regions);
  const catalog = new Catalog(sites);
  const serviceProviders = Object.entries(options.serviceProviders ?? {}).map((entry) => serviceProvider(...entry));
  const catalogFor: KeystoneParts["catalogFor"] = (token) => catalog.for(token, url);
  const { identityProviders = [] } = options;
  const keystone = new Keystone({ directory, tokens, serviceProviders, identityProviders, catalogFor });
  server.dispatchTo(new Dispatcher({ sites, keystone, tokens, resources: resourcesOf(sites, options.servers ?? 0) }));
  return new EmbeddedCloud({ url, regions, person, credential, access, tokens, faults, log, server });
}

function check({ regions, tokenLifetime, users = [] }: CloudOptions): void {
  if (regions && (regions.length === 0 || new Set(regions).size < regions.length)) {
    throw new ConfigError("INVALID_VALUE", "regions must name at least one region, each of them once", {
      key: "regions",
    });
  }
  if (tokenLifetime !== undefined && !(tokenLifetime > 0)) {
    throw new ConfigError("INVALID_VALUE", "tokenLifetime must be above 0 ms", { key: "tokenLifetime" });
  }
  for (const { totpSecret } of users) if (totpSecret !== undefined) totpCode(totpSecret);
}

function chosenServices(types: readonly string[] | undefined): readonly ServiceDocuments[] {
  if (types === undefined) return serviceDocuments;
  const unknown = types.find((type) => !serviceDocuments.some((service) => service.type === type));
  if (unknown !== undefined) {
    const message = `"${unknown}" is not the official type of a registered service; write "compute", "image" and so on`;
    throw new ConfigError("INVALID_VALUE", message, { key: "services" });
  }
  return serviceDocuments.filter(({ type }) => type === "identity" || types.includes(type));
}
