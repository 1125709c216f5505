import { type Call, decode } from "../call.ts";
import { Refused } from "../refused.ts";
import type { Directory } from "./directory.ts";
import { unauthorized } from "./login.ts";
import type { Login } from "./token-store.ts";

/** Somebody else whose users may come in. */
export interface CloudIdentityProvider {
  readonly id: string;
  /** "openid" unless told. */
  readonly protocol?: string;
  /** The name of the cloud's user that a bearer token stands for; undefined: nobody. */
  readonly userOf: (token: string) => string | undefined;
}

const DOOR = /^\/v3\/OS-FEDERATION\/identity_providers\/([^/]+)\/protocols\/([^/]+)\/auth\/*$/;

/** Lets in whom an identity provider vouches for with a token. */
export class Federation {
  readonly #directory: Directory;
  readonly #providers: readonly CloudIdentityProvider[];

  constructor(directory: Directory, providers: readonly CloudIdentityProvider[]) {
    this.#directory = directory;
    this.#providers = providers;
  }

  /** The user who came in; undefined for other paths. */
  admit(call: Call): Login | Refused | undefined {
    const [, id, name] = call.path.match(DOOR) ?? [];
    if (id === undefined || name === undefined || !/^(GET|POST)$/.test(call.method)) return undefined;
    const provider = this.#providers.find((known) => known.id === decode(id));
    if (!provider) return new Refused(404, `Could not find Identity Provider: ${decode(id)}.`);
    const { id: identityProvider, protocol = "openid", userOf } = provider;
    if (protocol !== decode(name)) return new Refused(404, `Could not find Federation Protocol: ${decode(name)}.`);
    const [, token] = call.headers.authorization?.match(/^Bearer (\S+)$/i) ?? [];
    const user = token === undefined ? undefined : userOf(token);
    const person = user === undefined ? undefined : this.#directory.person((known) => known.name === user);
    return person ? { person, methods: [protocol], federation: { identityProvider, protocol } } : unauthorized();
  }
}
