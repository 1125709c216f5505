import type { Facts, ServiceFacts } from "./facts.ts";
import { noFacts } from "./facts.ts";
import type { ServiceTypeInfo } from "./helpers.ts";
import { pascalCase } from "./names.ts";
import type { Registry } from "./registry.ts";
import type { ServiceDocuments } from "./served.ts";

/** Everything that is generated for one service. */
export interface ServiceModel {
  /** Name of its constant. */
  readonly constant: string;
  readonly info: ServiceTypeInfo;
  readonly documents: ServiceDocuments;
}

/** Everything that is generated. */
export interface Model {
  /** What the registry calls itself: the only date in the output. */
  readonly version: string;
  readonly sha: string;
  readonly services: readonly ServiceModel[];
}

/** Puts registry and facts together; a service without facts is left to discovery. */
export function buildModel(registry: Registry, facts: Facts): Model {
  const services = registry.services.map((service): ServiceModel => {
    const known: ServiceFacts = facts.get(service.service_type) ?? noFacts;
    const { served, ...wire } = known;
    const type = service.service_type;
    const info: ServiceTypeInfo = {
      type,
      project: service.project,
      aliases: service.aliases ?? [],
      retired: service.retired ?? false,
      secondary: service.secondary ?? false,
      apiReference: service.api_reference,
      apiReferenceProject: service.api_reference_project ?? null,
      ...wire,
    };
    const documents: ServiceDocuments = {
      type,
      project: service.project,
      ...served,
      catalogType: served.catalogType ?? type,
    };
    return { constant: pascalCase(type), info, documents };
  });
  return { version: registry.version, sha: registry.sha, services };
}
