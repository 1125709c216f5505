import { LOGIN_KEYS } from "./keys.ts";
import { type Layer, layerOf } from "./layers.ts";
import type { Surroundings } from "./surroundings.ts";

const CHOOSERS = new Set([
  "OS_CLOUD",
  "OS_CLOUD_NAME",
  "OS_REGION_NAME",
  "OS_CLIENT_CONFIG_FILE",
  "OS_CLIENT_SECURE_FILE",
]);

/** What a variable may say about a cloud of a file without saying who logs in. */
const SELECTORS =
  /^(region_name|interface|endpoint_type|cacert|cert|key|insecure|verify|force_ipv4|prefer_ipv6|api_timeout|.+_(api_version|endpoint_override|default_microversion))$/;

const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  user_id: ["username"],
  username: ["user_id"],
  project_id: ["project_name"],
  project_name: ["project_id"],
  user_domain_id: ["user_domain_name"],
  user_domain_name: ["user_domain_id"],
  project_domain_id: ["project_domain_name"],
  project_domain_name: ["project_domain_id"],
  domain_id: ["domain_name"],
  domain_name: ["domain_id"],
};

/** The settings of all `OS_*` variables. */
export function environmentLayer(around: Surroundings): Layer {
  return layerFrom(settingsIn(around));
}

/** The settings of the `OS_*` variables that choose among what a cloud offers; they hold for clouds of files too. */
export function selectorLayer(around: Surroundings): Layer {
  return layerFrom(settingsIn(around).filter(([key]) => SELECTORS.test(key)));
}

/**
 * The settings of all `OS_*` variables, laid over a cloud's: they replace its login too, and a name said there is not
 * contradicted by the id said here.
 */
export function overridingLayer(around: Surroundings): Layer {
  const { values, sourceOf } = environmentLayer(around);
  const said = Object.keys(values).filter((key) => LOGIN_KEYS.includes(key));
  const silenced = said.flatMap((key) => OTHER_NAMES[key] ?? []).filter((key) => !said.includes(key));
  const login = Object.fromEntries([...silenced.map((key) => [key, null]), ...said.map((key) => [key, values[key]])]);
  return { values: { ...values, ...login, auth: login }, sourceOf: (path) => sourceOf(path.slice(-1)) };
}

/** Whether variables describe a cloud, beside choosing one. */
export function describesEnvironment(around: Surroundings): boolean {
  return ["auth_url", "auth_type", "endpoint"].some((key) => settingsIn(around).some(([name]) => name === key));
}

function settingsIn(around: Surroundings): readonly (readonly [key: string, value: string])[] {
  return Object.entries(around.env).flatMap(([name, value]) => {
    const relevant = name.startsWith("OS_") && !/^OS_(TEST|STD|LOG)/.test(name);
    const chooses = CHOOSERS.has(name) && name !== "OS_REGION_NAME";
    return relevant && !chooses && value ? [[name.slice(3).toLowerCase(), value] as const] : [];
  });
}

function layerFrom(settings: readonly (readonly [key: string, value: string])[]): Layer {
  return layerOf(Object.fromEntries(settings), ([key = ""]) => ({ kind: "variable", name: `OS_${key.toUpperCase()}` }));
}
