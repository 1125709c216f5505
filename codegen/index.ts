export { findStale, type Stale } from "./check.ts";
export type { DerivedMaps, RegistryService } from "./derive.ts";
export { derive } from "./derive.ts";
export { type Facts, parseFacts, type ServiceFacts } from "./facts.ts";
export { type Places, readSources, replaceFiles } from "./files.ts";
export { generate, type Sources } from "./generate.ts";
export { GeneratorError } from "./problem.ts";
export { parseRegistry, type Registry } from "./registry.ts";
export { compareRegistries, describeReport, type RegistryReport } from "./report.ts";
