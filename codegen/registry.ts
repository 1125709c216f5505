import { type DerivedMaps, defaultReference, derive, type RegistryService } from "./derive.ts";
import { Fields, flag, isRecord, listOf, type Reader, shown, text } from "./fields.ts";
import { isReserved, pascalCase } from "./names.ts";
import { GeneratorError } from "./problem.ts";

/** The registry with its maps, all consistent. */
export interface Registry {
  readonly version: string;
  readonly sha: string;
  readonly services: readonly RegistryService[];
  readonly maps: DerivedMaps;
}

const NAME = /^([a-z][a-z-]*[a-z]|ec2-api)$/;
const MAPS = [
  "forward",
  "reverse",
  "all_types_by_service_type",
  "primary_service_by_project",
  "service_types_by_project",
] as const;

/**
 * Reads the text of service-types.json. Files of older releases, which lack some maps, are accepted and completed.
 *
 * @throws GeneratorError naming the entry.
 */
export function parseRegistry(source: string): Registry {
  const document = parseJson(source);
  const fields = new Fields(document, "the registry");
  const version = fields.need("version", time);
  const sha = fields.need("sha", sha1);
  const services = fields.need("services", listOf(readService));
  if (services.length === 0) throw new GeneratorError("services", "the list is empty");
  checkNames(services);
  checkProjects(services);
  const maps = derive(services);
  for (const name of MAPS) fields.or(name, (value) => checkMap(name, value, maps), undefined);
  return { version, sha, services, maps };
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new GeneratorError("the registry", `not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

const sha1: Reader<string> = (value, at) => {
  const found = text(value, at);
  if (!/^[a-f0-9]{40}$/.test(found))
    throw new GeneratorError(at, `expected 40 hexadecimal digits, found ${shown(found)}`);
  return found;
};

/** It stands in comments of what is generated, so nothing else may come in with it. */
const time: Reader<string> = (value, at) => {
  const found = text(value, at);
  if (!/^[\w.:+-]{1,40}$/.test(found)) throw new GeneratorError(at, `expected a time, found ${shown(found)}`);
  return found;
};

const webUrl: Reader<string> = (value, at) => {
  const found = text(value, at);
  if (found !== "" && !/^https?:\/\/[^\s]+$/.test(found))
    throw new GeneratorError(at, `expected a URL, found ${shown(found)}`);
  return found;
};

function name(pattern: RegExp): Reader<string> {
  return (value, at) => {
    const found = text(value, at);
    if (!pattern.test(found)) throw new GeneratorError(at, `${shown(found)} is not a name the registry allows`);
    return found;
  };
}

/** Unknown keys are kept as they are, for the maps repeat them: newer registries may have some. */
function readService(value: unknown, at: string): RegistryService {
  const known =
    isRecord(value) && typeof value.service_type === "string" ? `${at} (${value.service_type.slice(0, 60)})` : at;
  const fields = new Fields(value, known);
  const type = fields.need("service_type", name(NAME));
  const optional = {
    api_reference_project: fields.or("api_reference_project", text, undefined),
    description: fields.or("description", text, undefined),
    aliases: fields.or("aliases", listOf(name(/^[a-z][a-z0-9_-]*$/)), undefined),
    secondary: fields.or("secondary", flag, undefined),
    retired: fields.or("retired", flag, undefined),
  };
  const service: RegistryService = {
    service_type: type,
    project: fields.need("project", name(NAME)),
    api_reference: fields.or("api_reference", webUrl, "") || defaultReference(type),
  };
  const given = Object.entries(optional).filter(([, entry]) => entry !== undefined);
  return { ...(isRecord(value) ? value : {}), ...service, ...Object.fromEntries(given) };
}

/** Types and aliases are one name space, also after `_` is read as `-` and as identifiers. */
function checkNames(services: readonly RegistryService[]): void {
  const owners = new Map<string, { readonly type: string; readonly name: string }>();
  const constants = new Map<string, string>();
  const claim = (claimed: string, type: string): void => {
    // TypeScript takes such a key of an object literal for the one every object has.
    if (claimed in Object.prototype)
      throw new GeneratorError(`services (${type})`, `the name "${claimed}" cannot be a key of the generated maps`);
    const key = claimed.replaceAll("_", "-");
    const owner = owners.get(key);
    const ownAlias = owner !== undefined && owner.name !== claimed && owner.name === type && key === type;
    if (owner !== undefined && !ownAlias) {
      throw new GeneratorError(
        `services (${type})`,
        `the name "${claimed}" is taken by ${describeOwner(owner, claimed)}`,
      );
    }
    if (owner === undefined) owners.set(key, { type, name: claimed });
  };
  for (const { service_type: type } of services) {
    claim(type, type);
    const constant = pascalCase(type);
    const other = isReserved(constant) ? "the generated module itself" : constants.get(constant);
    if (other !== undefined)
      throw new GeneratorError(`services (${type})`, `its constant ${constant} is also that of ${other}`);
    constants.set(constant, type);
  }
  for (const service of services) for (const alias of service.aliases ?? []) claim(alias, service.service_type);
}

function describeOwner(owner: { readonly type: string; readonly name: string }, claimed: string): string {
  const as = owner.name === claimed ? "" : ` as "${owner.name}"`;
  return owner.name === owner.type ? `the service type ${owner.type}${as}` : `an alias of ${owner.type}${as}`;
}

/** A project leads to one service, unless others say that they are secondary. */
function checkProjects(services: readonly RegistryService[]): void {
  const primary = new Map<string, string>();
  for (const service of services) {
    if (service.secondary === true) continue;
    const { service_type: type, project, api_reference_project: reference } = service;
    for (const one of reference === undefined || reference === project ? [project] : [project, reference]) {
      const other = primary.get(one);
      if (other !== undefined) {
        throw new GeneratorError(
          `services (${type})`,
          `the project "${one}" already leads to ${other}; one of them must be secondary`,
        );
      }
      primary.set(one, type);
    }
  }
}

function checkMap(map: (typeof MAPS)[number], value: unknown, maps: DerivedMaps): void {
  if (!isRecord(value)) throw new GeneratorError(map, `expected a map, found ${shown(value)}`);
  const derived: Readonly<Record<string, unknown>> = maps[map];
  for (const key of new Set([...Object.keys(derived), ...Object.keys(value)])) {
    if (canonicalJson(value[key]) !== canonicalJson(derived[key])) {
      throw new GeneratorError(
        `${map}.${key}`,
        `${shown(value[key])} does not follow from the services, which give ${shown(derived[key])}`,
      );
    }
  }
}

/** JSON with sorted keys, so that equal values have equal texts. */
function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) =>
      isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
    ) ?? "nothing"
  );
}
