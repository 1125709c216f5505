import type { Site } from "../catalog.ts";
import type { Resources } from "./resources.ts";

/** Makes the resources of every site that has some; each region has its own. */
export function resourcesOf(_sites: readonly Site[], _servers: number): ReadonlyMap<Site, Resources> {
  return new Map();
}
