import {
  type AnyServiceType,
  canonical,
  ServiceType,
  type ServiceTypeAlias,
  type ServiceTypeName,
} from "../../generated/service-types.ts";

const byName: ReadonlyMap<string, AnyServiceType> = new Map(
  Object.values(ServiceType).map((service) => [service.type, service]),
);

/** The constant of a service type by official name or alias; undefined for names nobody registered. */
export function serviceType(name: string): AnyServiceType | undefined {
  const official = canonical(name);
  return official === undefined ? undefined : byName.get(official);
}

/** Whether a name is an official service type, `_` read as `-`. */
export function isOfficial(name: string): boolean {
  return byName.has(normal(name));
}

/**
 * Whether a name is an alias. As it is written first: `application_deployment` is an alias, although with `_` read as `-`
 * it is its own official type, which os-service-types misses.
 */
export function isAlias(name: string): name is ServiceTypeAlias {
  const service = serviceType(name);
  if (service === undefined) return false;
  const aliases: readonly string[] = service.aliases;
  return aliases.includes(name) || (!isOfficial(name) && aliases.some((alias) => normal(alias) === normal(name)));
}

/** Whether a name is an official service type or an alias. */
export function isKnown(name: string): name is ServiceTypeName | ServiceTypeAlias {
  return canonical(name) !== undefined;
}

/** The aliases of a service type, by official name or alias, in the order in which they are tried. */
export function aliasesOf(name: string): readonly string[] {
  return serviceType(name)?.aliases ?? [];
}

/** The official name first, then the aliases; a name nobody registered is its only one and kept as it is. */
export function allTypes(name: string): readonly string[] {
  const service = serviceType(name);
  return service === undefined ? [name] : [service.type, ...service.aliases];
}

/**
 * Whether a catalog entry of type `found` may answer a request for `requested`: the same name, or one the alias of the
 * other. Two aliases never match: `volumev2` is not `volumev3`. Both names are normalised, unlike in os-service-types.
 */
export function isMatch(requested: string, found: string): boolean {
  if (normal(requested) === normal(found)) return true;
  const official = canonical(requested);
  if (official === undefined || official !== canonical(found)) return false;
  return isOfficial(requested) || isOfficial(found);
}

/** The services of a project, with or without `openstack/` before its name. */
export function byProject(project: string): readonly AnyServiceType[] {
  const name = project.slice(project.lastIndexOf("/") + 1);
  return Object.values(ServiceType).filter(
    (service) => service.project === name || service.apiReferenceProject === name,
  );
}

/** The service that people mean by a project's name. */
export function primaryByProject(project: string): AnyServiceType | undefined {
  return byProject(project).find((service) => !service.secondary);
}

function normal(name: string): string {
  return name.replaceAll("_", "-");
}
