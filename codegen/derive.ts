/** One service of the registry, as the authority writes it. */
export interface RegistryService {
  readonly service_type: string;
  readonly project: string;
  readonly api_reference: string;
  readonly api_reference_project?: string;
  readonly description?: string;
  readonly aliases?: readonly string[];
  readonly secondary?: boolean;
  readonly retired?: boolean;
}

/** The maps that the authority publishes beside the services. */
export interface DerivedMaps {
  /** Type to aliases, for services that have some. */
  readonly forward: Readonly<Record<string, readonly string[]>>;
  /** Alias to type. */
  readonly reverse: Readonly<Record<string, string>>;
  /** Type to itself and its aliases, for every service. */
  readonly all_types_by_service_type: Readonly<Record<string, readonly string[]>>;
  readonly primary_service_by_project: Readonly<Record<string, RegistryService>>;
  readonly service_types_by_project: Readonly<Record<string, readonly string[]>>;
}

/** Derives the published maps from the services. */
export function derive(services: readonly RegistryService[]): DerivedMaps {
  const aliased = services.filter((service) => service.aliases !== undefined && service.aliases.length > 0);
  const byProject = new Map<string, readonly string[]>();
  for (const service of services) {
    for (const project of projectsOf(service)) {
      const types = byProject.get(project) ?? [];
      if (!types.includes(service.service_type)) byProject.set(project, [...types, service.service_type]);
    }
  }
  return {
    forward: Object.fromEntries(aliased.map((service) => [service.service_type, service.aliases ?? []])),
    reverse: Object.fromEntries(
      aliased.flatMap((service) => (service.aliases ?? []).map((alias) => [alias, service.service_type])),
    ),
    all_types_by_service_type: Object.fromEntries(
      services.map((service) => [service.service_type, [service.service_type, ...(service.aliases ?? [])]]),
    ),
    primary_service_by_project: Object.fromEntries(
      services
        .filter((service) => service.secondary !== true)
        .flatMap((service) => projectsOf(service).map((project) => [project, service])),
    ),
    service_types_by_project: Object.fromEntries(byProject),
  };
}

/** The projects that people find a service by: its own, and that of its API reference. */
export function projectsOf(service: RegistryService): readonly string[] {
  const reference = service.api_reference_project;
  return reference === undefined ? [service.project] : [service.project, reference];
}

/** Where an API reference is, unless the registry says otherwise. */
export function defaultReference(serviceType: string): string {
  return `https://docs.openstack.org/api-ref/${serviceType}/`;
}
