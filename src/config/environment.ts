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

/** The settings of all `OS_*` variables. */
export function environmentLayer(around: Surroundings): Layer {
  return layerFrom(settingsIn(around));
}

/** The settings of the `OS_*` variables that choose among what a cloud offers; they hold for clouds of files too. */
export function selectorLayer(around: Surroundings): Layer {
  return layerFrom(settingsIn(around).filter(([key]) => SELECTORS.test(key)));
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
