import { impliedMajor, type ServiceTypeInfo } from "../../generated/service-types.ts";
import { ConfigError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { isOfficial, serviceType } from "./lookups.ts";

/** A service as it was chosen, ready to be looked up in a catalog. */
export interface ResolvedService {
  /** What is known about it; of a name nobody registered, nothing but the name. */
  readonly info: ServiceTypeInfo;
  /** The name by which it was chosen. */
  readonly asked: string;
  /** Catalog types to accept, best first. */
  readonly names: readonly string[];
  /** The major version the name stands for. */
  readonly major: number | undefined;
}

const resolved = new Map<string, ResolvedService>();

/**
 * Resolves what a caller chose: a constant or an official name accepts the aliases too; an alias accepts itself and the
 * official name, never another alias; a bare `{ type }` accepts exactly that catalog type.
 *
 * @throws ConfigError for what is none of these.
 */
export function resolveService(selector: ServiceTypeInfo | string | { readonly type: string }): ResolvedService {
  checkSelector(selector);
  if (typeof selector === "object") {
    return "microversions" in selector ? known(selector) : { ...unregistered(selector.type), major: undefined };
  }
  const found = resolved.get(selector);
  if (found !== undefined) return found;
  const service = named(selector);
  if (service.info.project !== null) resolved.set(selector, service);
  return service;
}

/** Callers without types pass anything, most often nothing at all. */
function checkSelector(selector: unknown): void {
  const name = isRecord(selector) ? selector.type : selector;
  if (typeof name === "string" && name !== "" && (!isRecord(selector) || isWhole(selector))) return;
  throw new ConfigError("INVALID_VALUE", "a service is a constant of ServiceType, a name, or { type } with a name", {
    key: "service",
  });
}

/** Whether what has more than a type has all that is read of it. */
function isWhole(info: Readonly<Record<string, unknown>>): boolean {
  if (!("microversions" in info)) return true;
  const { aliases, microversions, discovery, retriableStatuses } = info;
  const spoken = microversions === "none" || microversions === "unknown" || isRecord(microversions);
  return spoken && Array.isArray(aliases) && isRecord(discovery) && Array.isArray(retriableStatuses);
}

function named(name: string): ResolvedService {
  const info = serviceType(name);
  if (info === undefined) return unregistered(name);
  const names = isOfficial(name) ? [info.type, ...info.aliases] : [name, info.type];
  return { info, asked: name, names, major: impliedMajor(name) };
}

function known(info: ServiceTypeInfo): ResolvedService {
  return { info, asked: info.type, names: [info.type, ...info.aliases], major: undefined };
}

function unregistered(type: string): ResolvedService {
  const info: ServiceTypeInfo = {
    type,
    project: null,
    aliases: [],
    retired: false,
    secondary: false,
    apiReference: null,
    apiReferenceProject: null,
    microversions: "unknown",
    majors: [],
    discovery: {
      documents: true,
      askWith: null,
      versionedDocument: true,
      versionPath: null,
      rootSlash: false,
      projectInPath: false,
    },
    paging: null,
    retriableStatuses: [],
  };
  return { info, asked: type, names: [type], major: undefined };
}
