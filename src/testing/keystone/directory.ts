import { randomBytes } from "node:crypto";
import { hexId } from "../ids.ts";

/** A domain. */
export interface Domain {
  readonly id: string;
  readonly name: string;
}

/** A project. */
export interface Project {
  readonly id: string;
  readonly name: string;
  readonly domain: Domain;
}

/** A user with what the user may log in to. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  readonly domain: Domain;
  readonly projects: readonly Project[];
  /** Has a role on the domain and on the system too. */
  readonly admin: boolean;
  /** Base32, of the user's authenticator. */
  readonly totpSecret: string | undefined;
  /** The sets of methods of which one must be complete; none: any method will do. */
  readonly mfaRules: readonly (readonly string[])[];
}

/** An OAuth 1 access token that a user has granted to a consumer. */
export interface StoredAccess {
  readonly id: string;
  readonly secret: string;
  readonly consumerId: string;
  readonly consumerSecret: string;
  readonly person: Person;
  readonly project: Project;
}

/** Roles that one user lends to another, in one project. */
export interface Trust {
  readonly id: string;
  readonly trustor: Person;
  readonly trustee: Person;
  readonly project: Project;
  readonly roles: readonly Role[];
  /** Whether the trustee's tokens speak as the trustor. */
  readonly impersonation: boolean;
}

/** An application credential; its project cannot be changed. */
export interface StoredCredential {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly person: Person;
  readonly project: Project;
}

/** One user to create. */
export interface CloudUser {
  readonly name: string;
  readonly password: string;
  /** The user's domain, created when needed; "Default" unless told. */
  readonly domain?: string;
  /** Names of projects in the user's domain, created when needed; "demo" unless told. */
  readonly projects?: readonly string[];
  /** Whether the user may also log in to the domain and to the system; false unless told. */
  readonly admin?: boolean;
  /** In base32, the secret of the user's authenticator; `totpCode()` gives the passcodes. None: no passcode is right. */
  readonly totpSecret?: string;
  /** Sets of methods of which one must be complete, such as `[["password", "totp"]]`; none unless told. */
  readonly mfaRules?: readonly (readonly string[])[];
}

/** A role every user has on what a token is for. */
export interface Role {
  readonly id: string;
  readonly name: string;
}

/** The cloud's users, projects and application credentials. */
export class Directory {
  readonly #domains: Domain[] = [{ id: "default", name: "Default" }];
  readonly #projects: Project[] = [];
  readonly #people: Person[] = [];
  readonly #credentials: StoredCredential[] = [];
  readonly #accesses: StoredAccess[] = [];
  readonly #trusts = new Map<string, Trust>();
  readonly #roles: readonly Role[] = ["reader", "member", "admin"].map((name) => ({ id: hexId(), name }));

  /** Adds a user with their domain and projects. */
  addUser(user: CloudUser): Person {
    const domain = this.#domainNamed(user.domain ?? "Default");
    const projects = (user.projects ?? ["demo"]).map((name) => this.addProject(name, domain));
    const { name, password, totpSecret, admin = false, mfaRules = [] } = user;
    const person: Person = { id: hexId(), name, password, totpSecret, mfaRules, domain, projects, admin };
    this.#people.push(person);
    return person;
  }

  /** The project of that name, made when it is not there yet. */
  addProject(name: string, domain: Domain): Project {
    const known = this.project((project) => project.name === name && project.domain === domain);
    return known ?? added(this.#projects, { id: hexId(), name, domain });
  }

  /** Adds an application credential for one of a user's projects. */
  addCredential(name: string, person: Person, project: Project): StoredCredential {
    const credential = { id: hexId(), name, secret: randomBytes(24).toString("base64url"), person, project };
    this.#credentials.push(credential);
    return credential;
  }

  /** Adds an access token for one of a user's projects, with its consumer. */
  addAccess(person: Person, project: Project): StoredAccess {
    const keys = { id: hexId(), secret: hexId(), consumerId: hexId(), consumerSecret: hexId() };
    return added(this.#accesses, { ...keys, person, project });
  }

  addTrust(trust: Trust): void {
    this.#trusts.set(trust.id, trust);
  }

  removeTrust(trust: Trust): void {
    this.#trusts.delete(trust.id);
  }

  trust(id: unknown): Trust | undefined {
    return typeof id === "string" ? this.#trusts.get(id) : undefined;
  }

  access(id: string | undefined): StoredAccess | undefined {
    return this.#accesses.find((access) => access.id === id);
  }

  person(matches: (person: Person) => boolean): Person | undefined {
    return this.#people.find(matches);
  }

  project(matches: (project: Project) => boolean): Project | undefined {
    return this.#projects.find(matches);
  }

  domain(matches: (domain: Domain) => boolean): Domain | undefined {
    return this.#domains.find(matches);
  }

  credential(matches: (credential: StoredCredential) => boolean): StoredCredential | undefined {
    return this.#credentials.find(matches);
  }

  /** The roles of a user. */
  rolesOf(person: Person): readonly Role[] {
    return person.admin ? this.#roles : this.#roles.slice(0, 2);
  }

  #domainNamed(name: string): Domain {
    return this.domain((domain) => domain.name === name) ?? added(this.#domains, { id: hexId(), name });
  }
}

function added<T>(list: T[], item: T): T {
  list.push(item);
  return item;
}
