import { type Answer, empty, json } from "../answer.ts";
import { bodyUnder, type Call, type Fields, fieldsOf, textOf } from "../call.ts";
import { hexId } from "../ids.ts";
import { Refused } from "../refused.ts";
import type { Directory, Role, Trust } from "./directory.ts";
import type { Token, TokenStore } from "./token-store.ts";

const FORBIDDEN = "You are not authorized to perform the requested action.";

/** OS-TRUST: users lend their roles to others. */
export class Trusts {
  readonly #directory: Directory;
  readonly #tokens: TokenStore;

  constructor(directory: Directory, tokens: TokenStore) {
    this.#directory = directory;
    this.#tokens = tokens;
  }

  /** What answers the call; undefined for paths that are not of trusts. */
  route(call: Call): ((call: Call, token: Token) => Answer | Refused) | undefined {
    const [, id] = call.path.match(/^\/v3\/OS-TRUST\/trusts(?:\/([^/]+))?\/*$/) ?? [undefined, undefined];
    if (call.method === "POST" && /^\/v3\/OS-TRUST\/trusts\/*$/.test(call.path))
      return (one, token) => this.#made(one, token);
    if (id === undefined) return undefined;
    if (call.method === "GET") return (_call, token) => this.#shown(id, token);
    return call.method === "DELETE" ? (_call, token) => this.#removed(id, token) : undefined;
  }

  #made(call: Call, token: Token): Answer | Refused {
    const wanted = bodyUnder(call, "trust");
    if (wanted instanceof Refused) return wanted;
    const trustor = token.login.person;
    const trustee = this.#directory.person(({ id }) => id === wanted.trustee_user_id);
    const project = trustor.projects.find(({ id }) => id === wanted.project_id);
    if (wanted.trustor_user_id !== trustor.id || !project) return new Refused(403, FORBIDDEN);
    if (!trustee) return new Refused(404, `Could not find user: ${wanted.trustee_user_id}.`);
    const roles = rolesIn(wanted, this.#directory.rolesOf(trustor));
    if (roles instanceof Refused) return roles;
    const trust: Trust = {
      id: hexId(),
      trustor,
      trustee,
      project,
      roles,
      impersonation: wanted.impersonation === true,
    };
    this.#directory.addTrust(trust);
    return json(201, { trust: shown(trust) });
  }

  #shown(id: string, { login }: Token): Answer | Refused {
    const trust = this.#directory.trust(id);
    if (!trust) return new Refused(404, `Could not find trust: ${id}.`);
    const isParty = trust.trustor === login.person || trust.trustee === login.person;
    return isParty ? json(200, { trust: shown(trust) }) : new Refused(403, FORBIDDEN);
  }

  #removed(id: string, { login }: Token): Answer | Refused {
    const trust = this.#directory.trust(id);
    if (!trust) return new Refused(404, `Could not find trust: ${id}.`);
    if (trust.trustor !== login.person) return new Refused(403, FORBIDDEN);
    this.#directory.removeTrust(trust);
    this.#tokens.revokeThose(({ scope }) => scope?.kind === "project" && scope.trust === trust);
    return empty(204);
  }
}

function rolesIn(wanted: Fields, owned: readonly Role[]): readonly Role[] | Refused {
  const list = Array.isArray(wanted.roles) ? wanted.roles.map(fieldsOf) : [];
  const roles = list.map((role) => owned.find(({ id, name }) => id === role?.id || name === role?.name));
  const found = roles.filter((role) => role !== undefined);
  if (found.length > 0 && found.length === roles.length) return found;
  const missing = list[roles.indexOf(undefined)];
  return new Refused(
    found.length === 0 && !missing ? 403 : 404,
    missing ? `Could not find role: ${nameOf(missing)}.` : FORBIDDEN,
  );
}

function nameOf(role: Fields): string {
  return textOf(role.id) ?? textOf(role.name) ?? "";
}

function shown({ id, trustor, trustee, project, roles, impersonation }: Trust): object {
  return {
    id,
    trustor_user_id: trustor.id,
    trustee_user_id: trustee.id,
    project_id: project.id,
    impersonation,
    roles,
    expires_at: null,
    remaining_uses: null,
    deleted_at: null,
  };
}
