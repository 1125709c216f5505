import { isUrl } from "../core/path.ts";
import { isRecord } from "../errors/record.ts";

/** What a Swift cluster allows of large objects; undefined where it does not tell. */
export interface ClusterLimits {
  /** How many segments an object can have. */
  readonly segments: number;
  /** Bytes that every segment but the last one must have. */
  readonly smallest: number;
  /** Bytes that a segment can have. */
  readonly largest: number;
}

const DEFAULTS: ClusterLimits = { segments: 1_000, smallest: 1, largest: 5 * 2 ** 30 };

/** Reads the limits out of what `/info` says. */
export function limitsIn(info: unknown): ClusterLimits {
  const slo = isRecord(info) && isRecord(info.slo) ? info.slo : {};
  const swift = isRecord(info) && isRecord(info.swift) ? info.swift : {};
  return {
    segments: positive(slo.max_manifest_segments) ?? DEFAULTS.segments,
    smallest: positive(slo.min_segment_size) ?? DEFAULTS.smallest,
    largest: positive(swift.max_file_size) ?? DEFAULTS.largest,
  };
}

/** Where a cluster tells its limits: above the version in the endpoint. */
export function infoUrl(endpoint: string): `https://${string}` | `http://${string}` | undefined {
  const root = endpoint.replace(/\/v1(\.0)?(\/.*)?$/, "");
  return isUrl(root) ? `${root}/info` : undefined;
}

function positive(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
