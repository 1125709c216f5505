import type { Site } from "../catalog.ts";
import { baremetal } from "./baremetal.ts";
import { blockStorage } from "./block-storage.ts";
import { compute } from "./compute.ts";
import { image } from "./image.ts";
import { network } from "./network.ts";
import { objectStore } from "./object-store.ts";
import type { Resources } from "./resources.ts";

/** Makes the resources of every site that has some; each region has its own. */
export function resourcesOf(sites: readonly Site[], servers: number): ReadonlyMap<Site, Resources> {
  const makers: Readonly<Record<string, () => Resources>> = {
    compute: () => compute(servers),
    image,
    baremetal,
    "object-store": objectStore,
    "block-storage": blockStorage,
    network,
  };
  return new Map(
    sites.flatMap((site) => {
      const make = makers[site.service.type];
      return make ? [[site, make()] as const] : [];
    }),
  );
}
