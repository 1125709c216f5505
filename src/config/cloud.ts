import type { AuthMethod } from "../auth/method.ts";
import { resolveService } from "../service-types/resolve.ts";
import { loginOf } from "./login.ts";
import type { Mapping } from "./parse.ts";
import { withRegion } from "./region.ts";
import { type Origin, Settings } from "./settings.ts";
import { type Surroundings, variable } from "./surroundings.ts";
import { type CloudTls, tlsOf } from "./tls.ts";

/** A cloud as a session needs it. */
export interface CloudConfig {
  /** Its name in clouds.yaml; undefined when it comes from the environment. */
  readonly name: string | undefined;
  readonly auth: AuthMethod;
  readonly region?: string;
  readonly interface?: string | readonly string[];
  /** By official service type. */
  readonly endpointOverrides?: Readonly<Record<string, string>>;
  readonly tls?: CloudTls;
  /** ms. */
  readonly timeout?: number;
}

const OVERRIDE = "_endpoint_override";

/**
 * Turns one cloud's merged settings into what a session takes. `OS_REGION_NAME` and `OS_INTERFACE` hold for a cloud of a
 * file too.
 *
 * @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`) naming place and key.
 * @throws AuthError (`INVALID_SCOPE`).
 */
export async function configOf(values: Mapping, origin: Origin, around: Surroundings): Promise<CloudConfig> {
  const settings = new Settings(withRegion(values, origin, variable(around, "OS_REGION_NAME")), origin);
  const region = settings.text("region_name");
  const face = variable(around, "OS_INTERFACE") ?? variable(around, "OS_ENDPOINT_TYPE") ?? interfaceOf(settings);
  const endpointOverrides = overridesOf(settings);
  const tls = await tlsOf(settings, around);
  const timeout = timeoutOf(settings);
  return {
    name: origin === "environment" ? undefined : origin.cloud,
    auth: loginOf(settings),
    ...(region === undefined ? {} : { region }),
    ...(face === undefined ? {} : { interface: face }),
    ...(endpointOverrides === undefined ? {} : { endpointOverrides }),
    ...(tls === undefined ? {} : { tls }),
    ...(timeout === undefined ? {} : { timeout }),
  };
}

function interfaceOf(settings: Settings): string | readonly string[] | undefined {
  const value = settings.value("interface");
  if (!Array.isArray(value)) return settings.text("interface");
  const names = value.filter((name) => typeof name === "string");
  if (names.length === value.length && names.length > 0) return names;
  throw settings.invalid("interface", "write one name, or a list of names with the preferred one first");
}

/** The official type's own key wins over its aliases'. */
function overridesOf(settings: Settings): Readonly<Record<string, string>> | undefined {
  const found = new Map<string, string>();
  for (const key of settings.keys.filter((name) => name.endsWith(OVERRIDE))) {
    const url = settings.text(key);
    if (url === undefined) continue;
    if (!URL.canParse(url) || !/^https?:/i.test(url)) throw settings.invalid(key, `"${url}" is not an http(s) address`);
    const written = key.slice(0, -OVERRIDE.length).replaceAll("_", "-");
    const type = resolveService(written).info.type;
    if (type === written || !found.has(type)) found.set(type, url);
  }
  return found.size === 0 ? undefined : Object.fromEntries(found);
}

function timeoutOf(settings: Settings): number | undefined {
  const text = settings.text("api_timeout");
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000;
  throw settings.invalid("api_timeout", "write a number of seconds above 0");
}
