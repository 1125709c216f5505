import type { components } from "../../generated/identity.ts";
import { AuthError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { shownWord } from "../errors/shown.ts";
import type { IdOrName, Scope } from "./method.ts";
import { optionText } from "./option.ts";

/**
 * What the token is to be for; at most one of project, domain, system, trust and unscoped. None: the user's default
 * project, if there is one.
 */
export interface ScopeOptions {
  /** Wins over `projectName`. */
  readonly projectId?: string | undefined;
  /** Needs `projectDomainId` or `projectDomainName`. */
  readonly projectName?: string | undefined;
  readonly projectDomainId?: string | undefined;
  readonly projectDomainName?: string | undefined;
  readonly domainId?: string | undefined;
  readonly domainName?: string | undefined;
  readonly systemScope?: "all" | undefined;
  readonly trustId?: string | undefined;
  /** True: no scope even if the user has a default project. */
  readonly unscoped?: boolean | undefined;
}

/** The options that ask for a scope; a domain of a project that is not named asks for nothing. */
const SCOPE_KEYS = ["projectId", "projectName", "domainId", "domainName", "systemScope", "trustId", "unscoped"];

/** `auth.scope` as Keystone reads it. */
export type ScopeBody = components["schemas"]["AuthScope"];

/**
 * Reads the scope out of a login's options; undefined when none is asked for.
 *
 * @throws AuthError (`INVALID_SCOPE`) when there are several, or one that Keystone could not understand.
 * @throws ConfigError (`INVALID_VALUE`) when an option is not text.
 */
export function scopeOf(options: object, method: string): Scope | undefined {
  const found = [
    projectScope(options, method),
    domainScope(options),
    systemScope(options, method),
    trustScope(options),
    unscoped(options, method),
  ].filter((scope) => scope !== undefined);
  if (found.length > 1) {
    const kinds = found.map(kindOf).join(" and ");
    throw new AuthError("INVALID_SCOPE", `A token has one scope, but ${kinds} are asked for: keep one of them.`, {
      method,
    });
  }
  return found[0];
}

/**
 * A scope as a caller gives it, reduced to what Keystone reads: a listed project with all its fields is one too.
 *
 * @throws AuthError (`INVALID_SCOPE`) when it is none.
 */
export function checkedScope(scope: unknown, method: string): Scope {
  const found = scope === "unscoped" ? scope : scopeIn(scope);
  if (found !== undefined) return found;
  const forms =
    '{ project: { id } }, { project: { name, domain } }, { domain }, { system: "all" }, { trust } or "unscoped"';
  throw new AuthError("INVALID_SCOPE", `That is no scope: write ${forms}.`, { method });
}

/** The JSON form of a scope. */
export function scopeBody(scope: Scope): ScopeBody {
  if (scope === "unscoped") return scope;
  if ("project" in scope) return { project: scope.project };
  if ("domain" in scope) return { domain: scope.domain };
  if ("trust" in scope) return { "OS-TRUST:trust": { id: scope.trust } };
  return { system: { all: true } };
}

/** An id or a name out of two options; the id wins. */
export function idOrName(options: object, idKey: string, nameKey: string): IdOrName | undefined {
  const id = optionText(options, idKey);
  const name = optionText(options, nameKey);
  if (id !== undefined) return { id };
  return name === undefined ? undefined : { name };
}

/**
 * Refuses the options of any scope, whole or not, for methods whose tokens have theirs fixed.
 *
 * @throws AuthError (`INVALID_SCOPE`).
 */
export function refuseScopeOptions(options: object, method: string, reason: string): void {
  const asked = SCOPE_KEYS.some((key) => (Reflect.get(options, key) ?? false) !== false);
  if (asked) refuseScope(method, reason);
}

/** Refuses any scope, for methods whose tokens have theirs fixed. @throws AuthError (`INVALID_SCOPE`). */
export function refuseScope(method: string, reason: string): never {
  throw new AuthError("INVALID_SCOPE", reason, { method });
}

function projectScope(options: object, method: string): Scope | undefined {
  const project = idOrName(options, "projectId", "projectName");
  if (project === undefined || "id" in project) return project && { project };
  const domain = idOrName(options, "projectDomainId", "projectDomainName");
  if (domain !== undefined) return { project: { name: project.name, domain } };
  throw new AuthError(
    "INVALID_SCOPE",
    `The project name "${project.name}" needs its domain: add projectDomainId or projectDomainName, or use projectId.`,
    { method },
  );
}

function domainScope(options: object): Scope | undefined {
  const domain = idOrName(options, "domainId", "domainName");
  return domain && { domain };
}

function systemScope(options: object, method: string): Scope | undefined {
  const system: unknown = Reflect.get(options, "systemScope");
  if (system === undefined) return undefined;
  if (system === "all") return { system };
  throw new AuthError("INVALID_SCOPE", `systemScope can only be "all", not ${shownWord(system)}.`, { method });
}

function trustScope(options: object): Scope | undefined {
  const trust = optionText(options, "trustId");
  return trust === undefined ? undefined : { trust };
}

function unscoped(options: object, method: string): Scope | undefined {
  const value: unknown = Reflect.get(options, "unscoped");
  if (value === undefined || value === false) return undefined;
  if (value === true) return "unscoped";
  throw new AuthError("INVALID_SCOPE", `unscoped can only be true or false, not ${shownWord(value)}.`, { method });
}

const KINDS: ReadonlyMap<string, (value: unknown) => Scope | undefined> = new Map([
  ["project", projectIn],
  ["domain", domainIn],
  ["system", (value) => (value === "all" ? { system: value } : undefined)],
  ["trust", (value) => (typeof value === "string" && value !== "" ? { trust: value } : undefined)],
]);

function scopeIn(scope: unknown): Scope | undefined {
  const [entry, ...more] = isRecord(scope) ? Object.entries(scope) : [];
  return entry === undefined || more.length > 0 ? undefined : KINDS.get(entry[0])?.(entry[1]);
}

function domainIn(value: unknown): Scope | undefined {
  const domain = reference(value);
  return domain && { domain };
}

function projectIn(value: unknown): Scope | undefined {
  const project = reference(value);
  if (project === undefined) return undefined;
  if ("id" in project) return { project };
  const owner = isRecord(value) ? reference(value.domain) : undefined;
  return owner && { project: { ...project, domain: owner } };
}

function reference(value: unknown): IdOrName | undefined {
  if (!isRecord(value)) return undefined;
  if (typeof value.id === "string" && value.id !== "") return { id: value.id };
  return typeof value.name === "string" && value.name !== "" ? { name: value.name } : undefined;
}

function kindOf(scope: Scope): string {
  return scope === "unscoped" ? scope : (Object.keys(scope)[0] ?? "");
}
