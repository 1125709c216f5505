import type { RegistryService } from "./derive.ts";
import type { Facts } from "./facts.ts";
import type { Registry } from "./registry.ts";

/** What a newer registry changes. */
export interface RegistryReport {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** A type that is gone and whose project now has another one. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  readonly newlyRetired: readonly string[];
  readonly withoutFacts: readonly string[];
  readonly withoutService: readonly string[];
}

/** Compares two registries and looks which services have wire facts. */
export function compareRegistries(before: Registry, after: Registry, facts: Facts): RegistryReport {
  const old = byType(before);
  const now = byType(after);
  const gone = before.services.filter(({ service_type: type }) => !now.has(type));
  const come = after.services.filter(({ service_type: type }) => !old.has(type));
  const renamed = gone.flatMap((service) => {
    const successor = come.find((candidate) => isSuccessor(candidate, service));
    return successor === undefined ? [] : [{ from: service.service_type, to: successor.service_type }];
  });
  return {
    added: typesOf(come).filter((type) => !renamed.some(({ to }) => to === type)),
    removed: typesOf(gone).filter((type) => !renamed.some(({ from }) => from === type)),
    renamed,
    newlyRetired: typesOf(
      after.services.filter(({ service_type: type, retired }) => retired === true && old.get(type)?.retired !== true),
    ),
    withoutFacts: typesOf(after.services).filter((type) => !facts.has(type)),
    withoutService: [...facts.keys()].filter((type) => !now.has(type)),
  };
}

/** The report as lines of text. */
export function describeReport(report: RegistryReport): string {
  const renamed = report.renamed.map(({ from, to }) => `${from} → ${to}`);
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["added", report.added],
    ["removed", report.removed],
    ["renamed", renamed],
    ["newly retired", report.newlyRetired],
    ["services without facts", report.withoutFacts],
    ["facts without a service", report.withoutService],
  ];
  return rows.map(([title, names]) => `${title}: ${names.length === 0 ? "none" : names.join(", ")}`).join("\n");
}

function isSuccessor(candidate: RegistryService, gone: RegistryService): boolean {
  return candidate.project === gone.project || (candidate.aliases ?? []).includes(gone.service_type);
}

function byType(registry: Registry): ReadonlyMap<string, RegistryService> {
  return new Map(registry.services.map((service) => [service.service_type, service]));
}

function typesOf(services: readonly RegistryService[]): readonly string[] {
  return services.map(({ service_type: type }) => type);
}
