import { isRecord } from "../errors/record.ts";
import { currentName, LOGIN_KEYS, NAMES_BY_TYPE, SERVICE_NAMES, serviceKey } from "./keys.ts";
import { entryOf, type Layer, says, stack } from "./layers.ts";
import type { Mapping } from "./parse.ts";

/** Each list names one thing in several ways; whoever says one takes the others back. */
const SAME: readonly (readonly string[])[] = [
  ["user_id", "username"],
  ["user_domain_id", "user_domain_name"],
  ["project_domain_id", "project_domain_name"],
  ["application_credential_id", "application_credential_name"],
  ["verify", "insecure"],
];

/** What a token can be for: only ever one of these. */
const SCOPE_KEYS = ["project_id", "project_name", "domain_id", "domain_name", "system_scope", "trust_id", "unscoped"];

/** What says a scope of its own. A credential always has its project; `unscoped: false` asks for nothing. */
const SCOPING = new Set([
  ...SCOPE_KEYS.filter((key) => key !== "unscoped"),
  "application_credential_id",
  "application_credential_name",
]);

/** What only some ways of logging in have a use for, and which of them is meant where none is named. */
const CREDENTIALS: readonly { readonly key: string; readonly meant: string; readonly types: readonly string[] }[] = [
  ...["application_credential_id", "application_credential_name"].map((key) => ({
    key,
    meant: "v3applicationcredential",
    types: ["v3applicationcredential", "v3multifactor"],
  })),
  { key: "token", meant: "v3token", types: ["v3token", "token", "admin_token", "token_endpoint", "v3multifactor"] },
];

/**
 * Lays settings over a cloud's, in whatever way and place they are said: they take back what the cloud says of the same under
 * another name, beside "auth" or in it, and with a scope of their own every other scope.
 */
export function overridden(below: Layer, said: Layer): Layer {
  const above = typed(spelledOut(said), below);
  const keys = Object.keys(above.values);
  const login = keys.filter((key) => LOGIN_KEYS.includes(key));
  const silenced = new Set([
    ...login,
    ...SAME.filter((names) => names.some((name) => keys.includes(name))).flat(),
    ...(login.some((key) => SCOPING.has(key)) ? SCOPE_KEYS : []),
    ...keys.flatMap(serviceNames),
  ]);
  return stack(without(login.length === 0 ? below : spelledOut(below), silenced), above);
}

/** The same with the way of logging in that its credential is for, where the cloud's own would pass over that. */
function typed(said: Layer, { values: below }: Layer): Layer {
  const { values, sourceOf } = said;
  const given = CREDENTIALS.find(({ key }) => says(values, key) && !(key === "token" && says(values, "password")));
  if (given === undefined || says(values, "auth_type")) return said;
  if (given.types.includes(String(entryOf(below, "auth_type")))) return said;
  return {
    values: { ...values, auth_type: given.meant },
    sourceOf: (path) => sourceOf(path[0] === "auth_type" ? [given.key] : path),
  };
}

/** A service's setting under all of the service's names. */
function serviceNames(key: string): readonly string[] {
  const said = serviceKey(key);
  const type = said && SERVICE_NAMES.get(said.name);
  return (type === undefined ? [] : (NAMES_BY_TYPE.get(type) ?? [])).map((name) => `${name}_${said?.what}`);
}

/** The same with the domains of user and project each under their own names, where one key is short for both. */
function spelledOut(layer: Layer): Layer {
  const project = pathOf(layer, "project_id") ?? pathOf(layer, "project_name");
  const shorts = ["default_domain", ...(project === undefined ? [] : ["domain"])];
  const meant = new Map<string, readonly string[]>();
  for (const key of shorts.flatMap((short) => [`${short}_id`, `${short}_name`])) {
    const path = pathOf(layer, key);
    for (const whose of path === undefined ? [] : ["user_domain", "project_domain"]) {
      const own = `${whose}_${key.endsWith("_id") ? "id" : "name"}`;
      if (path !== undefined && pathOf(layer, own) === undefined) meant.set(own, path);
    }
  }
  const { values, sourceOf } = without(layer, new Set(shorts.flatMap((short) => [`${short}_id`, `${short}_name`])));
  const added = [...meant].map(([own, path]) => [own, valueAt(layer, path)]);
  return {
    values: { ...values, ...Object.fromEntries(added) },
    sourceOf: (path) => sourceOf((path.length === 1 && meant.get(path[0] ?? "")) || path),
  };
}

/** Where a login's setting stands that says something. */
function pathOf({ values }: Layer, key: string): readonly string[] | undefined {
  if (says(values, key)) return [key];
  const auth = entryOf(values, "auth");
  return isRecord(auth) && says(auth, key) ? ["auth", key] : undefined;
}

function valueAt({ values }: Layer, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isRecord(inner) ? entryOf(inner, key) : undefined), values);
}

/** The same without some settings, under their former names too. */
function without({ values, sourceOf }: Layer, keys: ReadonlySet<string>): Layer {
  const rest = (mapping: Mapping): Mapping =>
    Object.fromEntries(Object.entries(mapping).filter(([key]) => !keys.has(currentName(key) ?? key)));
  const auth = entryOf(values, "auth");
  return { values: { ...rest(values), ...(isRecord(auth) ? { auth: rest(auth) } : {}) }, sourceOf };
}
