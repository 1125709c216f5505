import { EndpointError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import {
  type ApiVersion,
  compareVersions,
  formatVersion,
  intersectRanges,
  type Microversion,
  parseVersion,
  supports,
  type VersionRange,
} from "../versions/version.ts";

/** What is negotiated with: the service and the microversions it says it speaks. */
export interface Offer {
  readonly service: string;
  readonly range: VersionRange | undefined;
}

/** Refuses what is neither a list of microversions nor a range. @throws EndpointError `MICROVERSION_NOT_SUPPORTED`. */
export function checkWanted(wanted: unknown, service: string): void {
  if (Array.isArray(wanted) || isRecord(wanted)) return;
  const message = 'negotiate takes a list such as ["2.96", "2.1"], or a range such as { min: "2.60", max: "2.96" }';
  throw new EndpointError("MICROVERSION_NOT_SUPPORTED", message, { service });
}

/**
 * The highest candidate the service speaks.
 *
 * @throws EndpointError `MICROVERSION_NOT_SUPPORTED` with both sides.
 */
export function pickCandidate<W extends Microversion>(candidates: readonly W[], offer: Offer): W {
  let best: { readonly text: W; readonly version: ApiVersion } | undefined;
  for (const text of candidates) {
    const version = parsed(text, offer);
    const better = best === undefined || compareVersions(version, best.version) > 0;
    if (better && offer.range !== undefined && supports(offer.range, version)) best = { text, version };
  }
  if (best !== undefined) return best.text;
  throw notSupported(candidates.length === 0 ? "none" : candidates.join(", "), offer);
}

/**
 * The highest microversion both sides speak.
 *
 * @throws EndpointError `MICROVERSION_NOT_SUPPORTED` with both sides.
 */
export function pickFromRange(
  wanted: { readonly min?: Microversion; readonly max?: Microversion },
  offer: Offer,
): Microversion {
  const min = wanted.min === undefined ? undefined : parsed(wanted.min, offer);
  const max = wanted.max === undefined ? undefined : parsed(wanted.max, offer);
  const common = offer.range && intersectRanges({ min, max }, offer.range);
  const highest = common?.max ?? common?.min;
  if (highest !== undefined) return formatVersion(highest);
  throw notSupported(`${wanted.min ?? "any"} to ${wanted.max ?? "any"}`, offer);
}

function parsed(text: string, offer: Offer): ApiVersion {
  const version = parseVersion(text);
  if (version !== undefined) return version;
  throw new EndpointError("MICROVERSION_NOT_SUPPORTED", `"${text}" is no microversion; write it as "2.1"`, offer);
}

function notSupported(asked: string, offer: Offer): EndpointError {
  const { range, service } = offer;
  const offered =
    range === undefined
      ? "does not say which microversions it speaks"
      : `speaks ${range.min ? formatVersion(range.min) : "any"} to ${range.max ? formatVersion(range.max) : "any"}`;
  return new EndpointError("MICROVERSION_NOT_SUPPORTED", `${service} ${offered}; asked for: ${asked}`, { service });
}
