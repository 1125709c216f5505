import type { ConfigError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { type ConfigSource, entryOf, type Layer, layerOf } from "./layers.ts";
import { listing, nearest } from "./nearest.ts";
import type { Origin } from "./origin.ts";
import { Settings } from "./settings.ts";

/** A region with the values that hold only there. */
export interface Region {
  readonly name: string;
  /** Where its name stands. */
  readonly source: ConfigSource;
  readonly layer: Layer;
}

/** What a region is chosen from. */
export interface RegionChoice {
  /** The cloud's own settings. */
  readonly cloud: Layer;
  readonly profile: Layer;
  readonly origin: Origin;
  /** Whose region_name is the one asked for. */
  readonly asked: Layer;
}

/**
 * Chooses the region: the one asked for, else `region_name`, else the first the cloud or its profile lists.
 *
 * @throws ConfigError (`INVALID_VALUE`) when the regions are known and this is none of them.
 */
export function chooseRegion({ cloud, profile, origin, asked }: RegionChoice): Region | undefined {
  const settings = new Settings(cloud, origin);
  const offered = new Settings(profile, origin);
  const selector = new Settings(asked, origin);
  const wanted = wantedOf(selector);
  const named = [selector, settings, offered].find((one) => one.value("region_name") !== undefined);
  const listed = listedIn(settings) ?? listedIn(offered) ?? [];
  const [first] = (named && namedRegions(named)) ?? listed;
  const name = wanted ?? first?.name;
  const region = listed.find((candidate) => candidate.name === name);
  if (name === undefined) return undefined;
  if (region === undefined && listed.length > 0) throw noneOf(listed, name, named ?? settings);
  const { layer, source } = region ?? { layer: nothing, source: { kind: "default" } };
  return { name, layer, source: named?.sourceOf("region_name") ?? source };
}

function noneOf(listed: readonly Region[], name: string, settings: Settings): ConfigError {
  const names = listed.map((candidate) => candidate.name);
  const like = nearest(name, names);
  const hint = like === undefined ? "" : `; did you mean "${like}"`;
  return settings.invalid("region_name", `"${name}" is none of the cloud's regions: ${listing(names)}${hint}`);
}

/** A variable may name several in the former way, of which the first is meant. */
function wantedOf(selector: Settings): string | undefined {
  const { kind } = selector.sourceOf("region_name");
  return kind === "variable" ? namedRegions(selector)?.[0]?.name : selector.text("region_name");
}

/** A single `region_name` is where to begin, not all there is. */
function severalOf(regions: readonly Region[] | undefined): readonly Region[] | undefined {
  if (regions === undefined) return undefined;
  return regions.length > 1 ? regions : [];
}

const nothing: Layer = layerOf({}, () => ({ kind: "default" }));

/** `regions`, the list. */
function listedRegions(settings: Settings): readonly Region[] | undefined {
  const listed = settings.value("regions");
  if (listed === undefined) return undefined;
  if (!Array.isArray(listed)) throw settings.invalid("regions", "it must be a list of names, or of name and values");
  return listed.map((item: unknown, index) => regionFrom(item, index, settings));
}

function regionFrom(item: unknown, index: number, settings: Settings): Region {
  const path = ["regions", String(index)];
  if (typeof item === "string") return { name: item, layer: nothing, source: settings.sourceAt(path) };
  const name = isRecord(item) ? entryOf(item, "name") : undefined;
  const values: unknown = isRecord(item) ? (entryOf(item, "values") ?? {}) : undefined;
  const others = isRecord(item) ? Object.keys(item).filter((key) => key !== "name" && key !== "values") : [];
  if (typeof name !== "string" || !isRecord(values) || others.length > 0) {
    throw settings.invalid("regions", `entry ${index + 1} must be a name, or a mapping with name and values`, { path });
  }
  // As the peers read it: null leaves what holds everywhere.
  const said = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  const layer = layerOf(said, (below) => settings.sourceAt([...path, "values", ...below]));
  return { name, layer, source: settings.sourceAt([...path, "name"]) };
}

/** `region_name`: one name, or several in the former way. */
function namedRegions(settings: Settings): readonly Region[] | undefined {
  const value = settings.value("region_name");
  const names: readonly unknown[] = Array.isArray(value) ? value : (settings.text("region_name")?.split(",") ?? []);
  const source = settings.sourceOf("region_name");
  const texts = names.filter((name) => typeof name === "string").map((name) => name.trim());
  return texts.length === 0 ? undefined : texts.map((name) => ({ name, layer: nothing, source }));
}

/** The regions that a cloud or a profile says there are. */
function listedIn(settings: Settings): readonly Region[] | undefined {
  return listedRegions(settings) ?? severalOf(namedRegions(settings));
}
