import type { AuthMethod } from "../auth/method.ts";
import { fileTokenStore } from "../auth/store/file.ts";
import type { TokenStore } from "../auth/store/token-store.ts";
import { LONGEST, msProblem } from "../core/amounts.ts";
import type { AddressFamily, ProxyOptions } from "../transport/agent.ts";
import { DEFAULT_RETRY, type RetryPolicy } from "../transport/retry-rule.ts";
import { DEFAULT_TIMES } from "../transport/times.ts";
import { type CloudFiles, globalLayer } from "./files.ts";
import { entryOf, type Layer } from "./layers.ts";
import { limitIn } from "./limits.ts";
import { loginOf } from "./login.ts";
import { familyOf, proxyOf } from "./network.ts";
import { type ConfigNote, limited } from "./notes.ts";
import type { Origin } from "./origin.ts";
import { notesOn } from "./review.ts";
import { type CloudService, interfaceIn, retriesIn, servicesOf } from "./services.ts";
import { type ConfigValue, Settings } from "./settings.ts";
import type { Surroundings } from "./surroundings.ts";
import { type CloudTls, tlsNotes, tlsOf } from "./tls.ts";
import { unheededNotes } from "./unheeded.ts";

/** A cloud as a session needs it. */
export interface CloudConfig {
  /** Its name in clouds.yaml; undefined when it comes from the environment. */
  readonly name: string | undefined;
  readonly auth: AuthMethod;
  readonly region?: string;
  readonly interface?: string | readonly string[];
  /** By official service type. */
  readonly endpointOverrides?: Readonly<Record<string, string>>;
  /** What holds for single services, by official type. */
  readonly services?: Readonly<Record<string, Omit<CloudService, "endpointOverride">>>;
  readonly tls?: CloudTls;
  readonly proxy?: ProxyOptions;
  readonly addressFamily?: AddressFamily;
  /** ms. */
  readonly timeout?: number;
  readonly retry?: number | RetryPolicy;
  /** The most requests under way at once, of each service. */
  readonly concurrency?: number;
  /** The most requests a second, of each service. */
  readonly rateLimit?: number;
  /** The file store, when the file's `cache.auth` turns it on. */
  readonly tokenStore?: TokenStore;
  /** What its owner should know. */
  readonly notes: readonly ConfigNote[];
  /** Every effective value with the place it comes from. */
  readonly values: readonly ConfigValue[];
}

/** What a cloud's settings are read with. */
export interface ConfigPlaces {
  readonly origin: Origin;
  readonly around: Surroundings;
  readonly files: CloudFiles;
  /** What has been noted so far. */
  readonly notes: readonly ConfigNote[];
}

const SCOPE_KEYS = ["project_id", "project_name", "domain_id", "domain_name", "system_scope"];

/**
 * Turns one cloud's merged settings into what a session takes.
 *
 * @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`) naming place and key.
 */
export async function configOf(layer: Layer, places: ConfigPlaces): Promise<CloudConfig> {
  const { origin, around, files } = places;
  const settings = new Settings(layer, origin);
  const auth = loginOf(settings);
  const cache = cacheOf(files, origin);
  const read = {
    region: settings.text("region_name"),
    interface: interfaceIn(settings, "interface") ?? settings.assume("interface", "public"),
    ...serviceSettings(settings, auth),
    tls: await tlsOf(settings, around),
    proxy: proxyOf(settings),
    addressFamily: familyOf(settings),
    timeout: timeoutOf(settings),
    retry: retryOf(settings),
    concurrency: limitIn(settings, "concurrency").all,
    rateLimit: limitIn(settings, "rate_limit").all,
    tokenStore: caches(cache) ? fileTokenStore() : undefined,
  };
  // What is read for the notes alone is not in effect.
  const values = valuesOf(settings, cache);
  const given = Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
  return {
    name: origin === "environment" ? undefined : origin.cloud,
    auth,
    ...given,
    notes: limited([
      ...places.notes,
      ...tlsNotes(settings, layer),
      ...notesOn(settings, files),
      ...unheededNotes(settings, layer),
    ]),
    values,
  };
}

function serviceSettings(settings: Settings, auth: AuthMethod): Pick<CloudConfig, "services" | "endpointOverrides"> {
  const all = Object.entries(servicesOf(settings) ?? {});
  const overrides = [
    ...identityWithoutScope(settings, auth),
    ...all.flatMap(([type, { endpointOverride }]) => (endpointOverride ? [[type, endpointOverride]] : [])),
  ];
  const services = all.flatMap(([type, { endpointOverride: _, ...rest }]) =>
    Object.keys(rest).length === 0 ? [] : [[type, rest]],
  );
  return {
    ...(overrides.length === 0 ? {} : { endpointOverrides: Object.fromEntries(overrides) }),
    ...(services.length === 0 ? {} : { services: Object.fromEntries(services) }),
  };
}

/** Every value in effect. */
function valuesOf(settings: Settings, cache: Settings): readonly ConfigValue[] {
  // It has been read by itself.
  settings.value("profile") ?? settings.value("cloud");
  return [...settings.values, ...cache.values];
}

/** Whoever asks for no scope wants to know what there is: Identity is where they log in, whatever a catalog says. */
function identityWithoutScope(settings: Settings, { authUrl }: AuthMethod): readonly (readonly string[])[] {
  const scoped = SCOPE_KEYS.some((key) => settings.hasLogin(key));
  return scoped || authUrl === undefined ? [] : [["identity", authUrl]];
}

/** `cache.auth` of the whole file, with which the peers keep tokens in the keyring. */
function cacheOf(files: CloudFiles, origin: Origin): Settings {
  const cache = globalLayer(files, "cache");
  const values = { "cache.auth": entryOf(cache.values, "auth") };
  return new Settings({ values, sourceOf: () => cache.sourceOf(["auth"]) }, origin);
}

function caches(settings: Settings): boolean {
  return settings.flag("cache.auth") ?? settings.assume("cache.auth", "false") === "true";
}

function retryOf(settings: Settings): number | RetryPolicy | undefined {
  const retry = retriesIn(settings, "status_code_retries", "connect_retries");
  if (typeof retry !== "number" && retry?.limit === undefined)
    settings.assume("status_code_retries", String(DEFAULT_RETRY.limit));
  return retry;
}

/** `api_timeout`, or what older files call the timeout of one service, which has always meant all. */
function timeoutOf(settings: Settings): number | undefined {
  const older = settings.keys.find((key) => key.endsWith("_timeout") && key !== "api_timeout");
  const key = older !== undefined && settings.text(older) !== undefined ? older : "api_timeout";
  const text = settings.text(key);
  if (text === undefined) {
    settings.assume(key, String(DEFAULT_TIMES.buffer.whole / 1000));
    return undefined;
  }
  const ms = Number(text) * 1000;
  if (ms > 0 && msProblem(ms) === undefined) return ms;
  throw settings.invalid(key, `write a number of seconds above 0, at most ${Math.floor(LONGEST / 1000)}`);
}

/** The same without the list of values, which nobody asked for. */
export function withoutDetails(config: CloudConfig): CloudConfig {
  return { ...config, values: [] };
}
