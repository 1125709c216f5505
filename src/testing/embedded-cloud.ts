import type { Fault, FaultHandle, Faults } from "./faults.ts";
import type { HttpServer } from "./http-server.ts";
import type { Person, StoredAccess, StoredCredential } from "./keystone/directory.ts";
import type { TokenStore } from "./keystone/token-store.ts";
import type { CloudAccessToken, CloudApplicationCredential, CloudCredentials } from "./options.ts";
import type { RequestLog, RequestPattern, SeenRequest } from "./request-log.ts";

/** What a running cloud is made of. */
export interface CloudParts {
  readonly url: string;
  readonly regions: readonly string[];
  readonly person: Person;
  readonly credential: StoredCredential;
  readonly access: StoredAccess;
  readonly tokens: TokenStore;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly server: HttpServer;
}

/** A small OpenStack running in this process, with what a test needs to steer it. */
export class EmbeddedCloud {
  /** Where the cloud is, such as "http://127.0.0.1:41234"; service `x` of the first region is at `/x`. */
  readonly url: string;
  /** Keystone's unversioned root. */
  readonly authUrl: string;
  /** The first one is mounted at the root, every other under its own name, such as `/RegionTwo/compute`. */
  readonly regions: readonly string[];
  /** The user who may log in to the project "demo", to the domain "Default" and to the system. */
  readonly credentials: CloudCredentials;
  readonly applicationCredential: CloudApplicationCredential;
  readonly accessToken: CloudAccessToken;
  readonly #parts: CloudParts;

  constructor(parts: CloudParts) {
    const { person, credential, access } = parts;
    this.#parts = parts;
    this.url = parts.url;
    this.authUrl = `${parts.url}/identity`;
    this.regions = parts.regions;
    this.credentials = {
      authUrl: this.authUrl,
      username: person.name,
      password: person.password,
      userDomainName: person.domain.name,
      projectName: credential.project.name,
      projectDomainName: credential.project.domain.name,
    };
    const { id, name, secret } = credential;
    this.applicationCredential = { id, name, secret, userId: person.id };
    this.accessToken = {
      authUrl: this.authUrl,
      consumerKey: access.consumerId,
      consumerSecret: access.consumerSecret,
      accessKey: access.id,
      accessSecret: access.secret,
    };
  }

  /** Every request since the start, oldest first. */
  get requests(): readonly SeenRequest[] {
    return this.#parts.log.requests;
  }

  /** The variables that make `openstack` and `Session.fromEnv()` use this cloud. */
  get env(): Readonly<Record<string, string>> {
    const { authUrl, username, password, userDomainName, projectName, projectDomainName } = this.credentials;
    return {
      OS_AUTH_URL: authUrl,
      OS_USERNAME: username,
      OS_PASSWORD: password,
      OS_USER_DOMAIN_NAME: userDomainName,
      OS_PROJECT_NAME: projectName,
      OS_PROJECT_DOMAIN_NAME: projectDomainName,
      OS_REGION_NAME: this.regions[0] ?? "",
      OS_IDENTITY_API_VERSION: "3",
    };
  }

  /** How many requests there were: at a path, of a "METHOD path", matching a pattern or a condition. */
  count(pattern: RequestPattern): number {
    return this.#parts.log.count(pattern);
  }

  /** Forgets the requests so far. */
  clearRequests(): void {
    this.#parts.log.clear();
  }

  /** Revokes one token, or all of them, without telling whoever uses it. */
  revoke(token?: string): void {
    this.#parts.tokens.revoke(token);
  }

  /** Makes every token expired. */
  expire(): void {
    this.#parts.tokens.expire();
  }

  /**
   * Makes something go wrong from now on.
   *
   * @example
   * ```ts
   * cloud.fault({ path: "/compute/v2.1/servers", status: 503, headers: { "retry-after": "1" }, times: 2 });
   * ```
   */
  fault(fault: Fault): FaultHandle {
    return this.#parts.faults.add(fault);
  }

  /** Stops the server and breaks its connections; closing twice is fine. */
  async close(): Promise<void> {
    await this.#parts.server.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
