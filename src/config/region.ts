import { isRecord } from "../errors/record.ts";
import { entryOf, merge } from "./merge.ts";
import type { Mapping } from "./parse.ts";
import { type Origin, Settings } from "./settings.ts";

/**
 * Chooses the region: the one asked for, else `region_name`, else the first of `regions`; and lays that region's own
 * values over the cloud's.
 *
 * @throws ConfigError (`INVALID_VALUE`) when the cloud lists its regions and this is none of them.
 */
export function withRegion(values: Mapping, origin: Origin, wanted: string | undefined): Mapping {
  const settings = new Settings(values, origin);
  const known = knownRegions(settings);
  const name = wanted ?? settings.text("region_name") ?? known[0]?.name;
  if (name === undefined) return values;
  const region = known.find((candidate) => candidate.name === name);
  if (region === undefined && known.length > 0) {
    const names = known.map((candidate) => candidate.name).join(", ");
    throw settings.invalid("region_name", `"${name}" is none of the cloud's regions: ${names}`);
  }
  return { ...merge(values, region?.values ?? {}), region_name: name };
}

interface Region {
  readonly name: string;
  readonly values: Mapping;
}

function knownRegions(settings: Settings): readonly Region[] {
  const listed = settings.value("regions");
  if (listed === undefined) return [];
  if (!Array.isArray(listed)) throw settings.invalid("regions", "it must be a list of names, or of name and values");
  return listed.map((item: unknown) => {
    if (typeof item === "string") return { name: item, values: {} };
    const name = isRecord(item) ? entryOf(item, "name") : undefined;
    const values = isRecord(item) ? (entryOf(item, "values") ?? {}) : undefined;
    if (typeof name === "string" && isRecord(values)) return { name, values };
    throw settings.invalid("regions", "each must be a name, or a mapping with name and values");
  });
}
