import { endpointProblem, interfaceProblem, versionProblem } from "../core/choice-problems.ts";
import type { RetryPolicy } from "../transport/retry-rule.ts";
import { NAMES_BY_TYPE, SERVICE_NAMES, serviceKey, WITHOUT_MICROVERSIONS } from "./keys.ts";
import { type CloudLimit, limitIn } from "./limits.ts";
import { withRegion } from "./login-options.ts";
import type { Settings } from "./settings.ts";

/** What a cloud says about one service. */
export interface CloudService {
  /** Only endpoints of this region. */
  readonly region?: string;
  readonly interface?: string | readonly string[];
  /** The name of the service in the catalog, where several have its type. */
  readonly serviceName?: string;
  /** The type under which the catalog has it. */
  readonly serviceType?: string;
  readonly version?: number;
  /** Sent with every request. */
  readonly microversion?: string;
  readonly endpointOverride?: string;
  /** How often a request may be sent again. */
  readonly retry?: number | RetryPolicy;
  /** The most requests under way at once. */
  readonly concurrency?: number;
  /** The most requests a second. */
  readonly rateLimit?: number;
  /** Why the service is not to be used. */
  readonly disabled?: string;
}

/**
 * Reads the keys that begin with a service type or alias, by official type. The official name's key wins over its aliases'.
 *
 * @throws ConfigError (`INVALID_VALUE`).
 */
export function servicesOf(settings: Settings): Readonly<Record<string, CloudService>> | undefined {
  const [concurrency, rate] = [limitIn(settings, "concurrency"), limitIn(settings, "rate_limit")];
  const named = settings.keys.flatMap((key) => typeIn(key) ?? []);
  const types = new Set([...named, ...concurrency.byType.keys(), ...rate.byType.keys()]);
  const found = [...types].map((type) => {
    const limits = { ...limit("concurrency", type, concurrency), ...limit("rateLimit", type, rate) };
    return [type, { ...serviceOf(type, settings), ...limits }] as const;
  });
  const used = found.filter(([, service]) => Object.keys(service).length > 0);
  return used.length === 0 ? undefined : Object.fromEntries(used);
}

function limit(name: "concurrency" | "rateLimit", type: string, { byType }: CloudLimit): CloudService {
  const amount = byType.get(type);
  return amount === undefined ? {} : { [name]: amount };
}

/** The official type a key is about; a name nobody registered is its own. */
function typeIn(key: string): string | undefined {
  const named = key.startsWith("has_") ? key.slice(4) : serviceKey(key)?.name;
  if (named === undefined) return undefined;
  const official = SERVICE_NAMES.get(named);
  return official ?? (key.endsWith("_endpoint_override") ? named.replaceAll("_", "-") : undefined);
}

function serviceOf(type: string, settings: Settings): CloudService {
  const key = (what: string): string => keyOf(type, what, settings);
  const text = (what: string): string | undefined => settings.text(key(what));
  const { version, microversion } = versionsOf(settings, {
    type,
    api: key("api_version"),
    micro: key("default_microversion"),
  });
  const region = text("region_name");
  const face = interfaceIn(settings, key("interface"));
  const serviceName = text("service_name");
  const serviceType = text("service_type");
  const endpointOverride = urlIn(settings, key("endpoint_override")) ?? urlIn(settings, key("endpoint"));
  const retry = retriesIn(settings, key("status_code_retries"), key("connect_retries"));
  const disabled = disabledReason(type, settings);
  return {
    ...(region === undefined ? {} : { region }),
    ...(face === undefined ? {} : { interface: face }),
    ...(serviceName === undefined ? {} : { serviceName }),
    ...(serviceType === undefined ? {} : { serviceType }),
    ...(version === undefined ? {} : { version }),
    ...(microversion === undefined ? {} : { microversion }),
    ...(endpointOverride === undefined ? {} : { endpointOverride }),
    ...(retry === undefined ? {} : { retry }),
    ...(disabled === undefined ? {} : { disabled }),
  };
}

/** The key under which something is said about a service: by its official name, else by the first alias that says it. */
function keyOf(type: string, what: string, settings: Settings): string {
  const all = NAMES_BY_TYPE.get(type) ?? [type.replaceAll("-", "_")];
  const used = all.find((name) => settings.has(`${name}_${what}`));
  return `${used ?? all[0]}_${what}`;
}

/** `api_version` names the major version; with a minor one it has always been the microversion, where there are such. */
function versionsOf(
  settings: Settings,
  keys: { readonly type: string; readonly api: string; readonly micro: string },
): { readonly version: number | undefined; readonly microversion: string | undefined } {
  const api = settings.text(keys.api)?.replace(/^v/i, "");
  const micro = microversionIn(settings, keys.micro);
  const [, major, minor = "0"] = /^(\d+)(?:\.(\d+))?$/.exec(api ?? "") ?? [];
  if (major === undefined) return { version: undefined, microversion: micro };
  if (versionProblem(Number(major)) !== undefined) throw settings.invalid(keys.api, "no major version is that high");
  const implied = minor === "0" || WITHOUT_MICROVERSIONS.has(keys.type) ? undefined : `${major}.${minor}`;
  if (implied === undefined || micro === undefined || micro === implied) {
    return { version: Number(major), microversion: micro ?? implied };
  }
  throw settings.invalid(keys.api, `"${api}" and ${keys.micro} "${micro}" are two microversions; keep one`);
}

function microversionIn(settings: Settings, key: string): string | undefined {
  const text = settings.text(key);
  if (text === undefined || text === "latest" || /^\d+\.\d+$/.test(text)) return text;
  throw settings.invalid(key, `"${text}" is no microversion; write it as "2.1", or "latest"`);
}

function disabledReason(type: string, settings: Settings): string | undefined {
  const off = NAMES_BY_TYPE.get(type)?.find((name) => settings.flag(`has_${name}`) === false);
  if (off === undefined) return undefined;
  return settings.text(keyOf(type, "disabled_reason", settings)) ?? `has_${off} is false in the configuration`;
}

/** One interface, or several in order of preference. @throws ConfigError (`INVALID_VALUE`). */
export function interfaceIn(settings: Settings, key: string): string | readonly string[] | undefined {
  const value = settings.value(key);
  if (!Array.isArray(value)) return settings.text(key);
  const names = value.filter((name) => typeof name === "string");
  if (names.length === value.length && interfaceProblem(names) === undefined) return names;
  throw settings.invalid(key, "write one name, or a list of names with the preferred one first");
}

function urlIn(settings: Settings, key: string): string | undefined {
  const url = settings.text(key);
  if (url === undefined) return undefined;
  const filled = settings.filled(key, withRegion(key, url, settings));
  const problem = endpointProblem(filled);
  if (problem === undefined) return filled;
  throw settings.invalid(key, `it ${problem}`);
}

/**
 * How often a request may be sent again: after answers and after connections that failed, each where it is said.
 *
 * @throws ConfigError (`INVALID_VALUE`).
 */
export function retriesIn(settings: Settings, status: string, connect: string): number | RetryPolicy | undefined {
  const [limit, lost] = [countIn(settings, status), countIn(settings, connect)];
  // A number alone would stand for the connections of the whole cloud as well.
  if (lost === undefined) return limit !== undefined && settings.has("connect_retries") ? { limit } : limit;
  return limit === undefined ? { connect: lost } : { limit, connect: lost };
}

function countIn(settings: Settings, key: string): number | undefined {
  const text = settings.text(key);
  if (text === undefined) return undefined;
  if (/^\d{1,4}$/.test(text.trim())) return Number(text);
  throw settings.invalid(key, "write a whole number");
}
