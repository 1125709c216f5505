import { type Call, type Fields, fieldsOf, textOf } from "../call.ts";
import { Refused } from "../refused.ts";
import type { Directory, Domain, Person, StoredCredential } from "./directory.ts";
import { isSignedBy } from "./signed.ts";
import type { Login, TokenStore } from "./token-store.ts";
import { isTotpCode } from "./totp.ts";

/** The methods a login may use. */
export const METHODS: readonly string[] = ["password", "token", "totp", "application_credential", "oauth1"];

const MALFORMED =
  "The server could not comply with the request since it is either malformed or otherwise incorrect. " +
  "The client is assumed to be in error.";

/** Keystone's refusal of credentials, which does not tell what was wrong with them. */
export function unauthorized(): Refused {
  return new Refused(401, "The request you have made requires authentication.");
}

/** Keystone's complaint about a part that is missing from the request. */
export function expecting(part: string, where: string): Refused {
  return new Refused(400, `Expecting to find ${part} in ${where}. ${MALFORMED}`);
}

/** Says who the `identity` part of a login is about, when everything it says is right. */
export class Logins {
  readonly #directory: Directory;
  readonly #tokens: TokenStore;

  constructor(directory: Directory, tokens: TokenStore) {
    this.#directory = directory;
    this.#tokens = tokens;
  }

  /** Checks every method of the login; all must be about the same user. */
  check(identity: Fields, call: Call): Login | Refused {
    const { methods } = identity;
    if (!Array.isArray(methods) || methods.length === 0) return expecting("methods", "identity");
    let result: Login | undefined;
    for (const method of methods) {
      const name = textOf(method) ?? "";
      const details = fieldsOf(identity[name]);
      if (!details) return expecting(name, "identity");
      const login = name === "oauth1" ? this.#byAccess(call) : this.#byMethod(name, details);
      if (login instanceof Refused) return login;
      if (result && result.person !== login.person) return unauthorized();
      result = { ...result, ...login, methods: [...new Set([...(result?.methods ?? []), ...login.methods])] };
    }
    return result ?? unauthorized();
  }

  #byMethod(name: string, details: Fields): Login | Refused {
    if (name === "password") return this.#byPassword(details);
    if (name === "token") return this.#byToken(details);
    if (name === "totp") return this.#byPasscode(details);
    return this.#byCredential(details);
  }

  #byPassword(details: Fields): Login | Refused {
    const user = fieldsOf(details.user);
    if (!user) return expecting("user", "password");
    const person = this.#personOf(user);
    if (person instanceof Refused) return person;
    return person && person.password === user.password ? { person, methods: ["password"] } : unauthorized();
  }

  #byPasscode(details: Fields): Login | Refused {
    const user = fieldsOf(details.user);
    if (!user) return expecting("user", "totp");
    const person = this.#personOf(user);
    if (person instanceof Refused) return person;
    const { totpSecret } = person ?? {};
    const right = totpSecret !== undefined && isTotpCode(totpSecret, user.passcode);
    return person && right ? { person, methods: ["totp"] } : unauthorized();
  }

  #byAccess(call: Call): Login | Refused {
    const id = call.headers.authorization?.match(/oauth_token="([^"]*)"/)?.[1];
    const access = this.#directory.access(id);
    if (!access) return new Refused(404, `Could not find Access Token: ${id}.`);
    if (!isSignedBy(access, call)) return unauthorized();
    return { person: access.person, methods: ["oauth1"], access };
  }

  #byToken(details: Fields): Login | Refused {
    const id = textOf(details.id);
    if (id === undefined) return expecting("token id", "token");
    const parent = this.#tokens.live(id);
    if (!parent) {
      return new Refused(404, this.#tokens.knows(id) ? "Failed to validate token" : "Could not recognize Fernet token");
    }
    return { ...parent.login, methods: [...new Set([...parent.login.methods, "token"])], parent };
  }

  #byCredential(details: Fields): Login | Refused {
    const credential = details.id === undefined ? this.#credentialByName(details) : this.#credentialById(details.id);
    if (credential instanceof Refused) return credential;
    if (!credential || credential.secret !== details.secret) return unauthorized();
    return { person: credential.person, methods: ["application_credential"], credential };
  }

  #credentialById(id: unknown): StoredCredential | Refused {
    const found = this.#directory.credential((credential) => credential.id === id);
    return found ?? new Refused(404, `Could not find Application Credential: ${id}.`);
  }

  #credentialByName(details: Fields): StoredCredential | Refused | undefined {
    const user = fieldsOf(details.user);
    if (!user) return expecting("user", "application credential");
    const person = this.#personOf(user);
    if (person instanceof Refused) return person;
    return this.#directory.credential(({ name, person: owner }) => name === details.name && owner === person);
  }

  #personOf(user: Fields): Person | Refused | undefined {
    if (user.id !== undefined) return this.#directory.person((person) => person.id === user.id);
    const domain = fieldsOf(user.domain);
    if (!domain) return expecting("domain", "user");
    return this.#directory.person((person) => person.name === user.name && isDomain(person.domain, domain));
  }
}

/** Whether `{id}` or `{name}` means this domain. */
export function isDomain(domain: Domain, wanted: Fields): boolean {
  return wanted.id === undefined ? domain.name === wanted.name : domain.id === wanted.id;
}
