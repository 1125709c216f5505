import { isRecord } from "../errors/record.ts";
import { redactUrl } from "../redaction/url.ts";
import { type CloudFiles, globalLayer, profileNames, sharedProfile } from "./files.ts";
import { entryOf, type Layer, layerOf, stack } from "./layers.ts";
import { listing, nearest } from "./nearest.ts";
import { familyOf, proxyLayer, proxyOf } from "./network.ts";
import type { ConfigNote } from "./notes.ts";
import type { Origin } from "./origin.ts";
import { isTooDeep } from "./parse.ts";
import { Settings } from "./settings.ts";
import type { FetchWay, Surroundings } from "./surroundings.ts";
import { tlsOf } from "./tls.ts";
import { VENDORS } from "./vendors.ts";

/** Where profiles are looked up. */
export interface ProfilePlaces {
  readonly files: CloudFiles;
  readonly around: Surroundings;
  readonly origin: Origin;
  /** The cloud that names the profile. */
  readonly cloud: Layer;
  /** What is laid over it. */
  readonly above: Layer;
}

/** What a cloud's profile says, and what is to be known about it. */
export interface Profile {
  readonly layer: Layer;
  readonly notes: readonly ConfigNote[];
}

const WELL_KNOWN = "/.well-known/openstack/api";
const NOTHING: Profile = { layer: layerOf({}, () => ({ kind: "default" })), notes: [] };

/**
 * Finds the profile a cloud names: in clouds-public.yaml, among the known vendors, or at the vendor's own address.
 *
 * @throws ConfigError (`INVALID_VALUE`) when the vendor has shut down, or its address does not answer with a profile.
 */
export async function profileOf(places: ProfilePlaces): Promise<Profile> {
  const settings = namingIn(places);
  const key = keyIn(settings);
  const name = settings.text(key);
  if (name === undefined) return NOTHING;
  const found = await profileNamed(name, places);
  if (found === undefined) return { ...NOTHING, notes: [unknownProfile(name, settings, places.files)] };
  const profile = new Settings(found, places.origin);
  const status = profile.text("status");
  const message = profile.text("message") ?? `the vendor's cloud is ${status}`;
  if (status === "shutdown") throw settings.invalid(key, `"${shown(name)}" is no more: ${message}`);
  if (status !== "deprecated") return { layer: found, notes: [] };
  return {
    layer: found,
    notes: [note("DEPRECATED_PROFILE", `The profile "${shown(name)}" is deprecated: ${message}.`, settings)],
  };
}

/** The settings that may name a profile. */
function namingIn({ cloud, above, origin }: ProfilePlaces): Settings {
  return new Settings(stack(cloud, above), origin);
}

/** The key that names the profile, which has a former name. */
function keyIn(settings: Settings): string {
  return settings.text("profile") === undefined && settings.text("cloud") !== undefined ? "cloud" : "profile";
}

async function profileNamed(name: string, places: ProfilePlaces): Promise<Layer | undefined> {
  const found = await flatProfile(name, places);
  const base = found && entryOf(found.values, "profile");
  if (found === undefined || typeof base !== "string" || base === name) return found;
  const below = await flatProfile(base, places);
  return below === undefined ? found : stack(below, found);
}

async function flatProfile(name: string, places: ProfilePlaces): Promise<Layer | undefined> {
  const shared = sharedProfile(places.files, name);
  if (shared !== undefined) return shared;
  const vendor = entryOf(VENDORS, name);
  if (isRecord(vendor)) return layerOf(vendor, () => ({ kind: "profile", name }));
  return /^https?:\/\//i.test(name) ? published(name, places) : undefined;
}

/** A profile as a vendor publishes it. */
async function published(address: string, places: ProfilePlaces): Promise<Layer> {
  const settings = namingIn(places);
  const key = keyIn(settings);
  const url = URL.canParse(address) ? new URL(WELL_KNOWN, address) : undefined;
  if (url?.protocol !== "https:") throw settings.invalid(key, `"${shown(address)}" must be an https address`);
  const answer = await places.around.fetchJson(url.href, await wayOf(places)).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw settings.invalid(key, `${redactUrl(url.href)} cannot be read: ${reason}`, { cause });
  });
  const profile = isRecord(answer) ? entryOf(answer, "profile") : undefined;
  if (!isRecord(profile)) throw settings.invalid(key, `${redactUrl(url.href)} answered without a "profile"`);
  if (isTooDeep(profile)) throw settings.invalid(key, `${redactUrl(url.href)} answered with values nested too deep`);
  return layerOf(profile, () => ({ kind: "profile", name: redactUrl(url.href) }));
}

/**
 * What is said beside the profile, and holds for the cloud's own addresses, holds for the profile's; but who is calling is
 * the cloud's business, not the vendor's.
 */
async function wayOf({ files, around, origin, cloud, above }: ProfilePlaces): Promise<FetchWay> {
  const settings = new Settings(stack(proxyLayer(around), globalLayer(files, "client"), cloud, above), origin);
  const { cert: _, key: __, ...tls } = (await tlsOf(settings, around)) ?? {};
  return {
    tls: Object.keys(tls).length === 0 ? undefined : tls,
    proxy: proxyOf(settings),
    addressFamily: familyOf(settings),
  };
}

/** What stands before an @ is a user, in whatever way the address is wrong. */
function shown(name: string): string {
  return redactUrl(name.slice(name.lastIndexOf("@") + 1));
}

function unknownProfile(name: string, settings: Settings, files: CloudFiles): ConfigNote {
  const known = [...profileNames(files), ...Object.keys(VENDORS)];
  const like = nearest(name, known);
  const hint = like === undefined ? `known are ${listing(known)}` : `did you mean "${like}"`;
  return note("UNKNOWN_PROFILE", `There is no profile "${shown(name)}"; ${hint}.`, settings);
}

function note(code: ConfigNote["code"], message: string, settings: Settings): ConfigNote {
  const key = keyIn(settings);
  const source = settings.sourceOf(key);
  const { file, line } = source.kind === "file" ? source : { file: undefined, line: undefined };
  return { code, message, key, file, line };
}
