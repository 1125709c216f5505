import { parseFacts } from "./facts.ts";
import { buildModel } from "./model.ts";
import { renderOpenApi } from "./openapi.ts";
import { parseRegistry } from "./registry.ts";
import { renderServiceDocuments, renderServiceTypes } from "./render.ts";

/** The texts everything is generated from. */
export interface Sources {
  /** service-types.json */
  readonly registry: string;
  /** codegen/discovery.yaml */
  readonly facts: string;
  /** codegen/helpers.ts */
  readonly helpers: string;
  /** codegen/served.ts */
  readonly served: string;
  /** codegen/openapi/*.yaml by file name */
  readonly openapi: Readonly<Record<string, string>>;
}

/**
 * Generates all files: texts in, texts out by name below generated/. The same input gives the same bytes.
 *
 * @throws GeneratorError naming the entry that is broken; Error when a package that generating needs is not installed.
 */
export async function generate(sources: Sources): Promise<ReadonlyMap<string, string>> {
  const model = buildModel(parseRegistry(sources.registry), parseFacts(sources.facts));
  const files = new Map([
    ["service-types.ts", renderServiceTypes(model, sources)],
    ["service-documents.ts", renderServiceDocuments(model, sources)],
  ]);
  for (const name of Object.keys(sources.openapi).sort()) {
    files.set(name.replace(/\.yaml$/, ".ts"), await renderOpenApi(sources.openapi[name] ?? "", name));
  }
  return files;
}
