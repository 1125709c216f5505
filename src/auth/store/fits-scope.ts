import { isRecord } from "../../errors/record.ts";
import type { IdOrName, Scope } from "../method.ts";

/** Whether a token is for what was asked; without a scope it is for whatever Keystone chose. */
export function fitsScope(identity: Readonly<Record<string, unknown>>, scope: Scope | undefined): boolean {
  if (scope === undefined) return true;
  if (scope === "unscoped")
    return [identity.project, identity.domain, identity.system].every((part) => !isRecord(part));
  if ("project" in scope) return isMeant(identity.project, scope.project);
  if ("domain" in scope) return isMeant(identity.domain, scope.domain);
  if ("trust" in scope) return isMeant(identity["OS-TRUST:trust"], { id: scope.trust });
  return isRecord(identity.system) && identity.system.all === true;
}

function isMeant(value: unknown, wanted: IdOrName & { readonly domain?: IdOrName }): boolean {
  if (!isRecord(value)) return false;
  const same = "id" in wanted ? value.id === wanted.id : isSameName(value.name, wanted.name);
  return same && (wanted.domain === undefined || isMeant(value.domain, wanted.domain));
}

/** Keystone's database may tell names apart neither by case nor by accents. */
function isSameName(name: unknown, wanted: string): boolean {
  return typeof name === "string" && name.localeCompare(wanted, undefined, { sensitivity: "base" }) === 0;
}
