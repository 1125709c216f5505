import { createRequire } from "node:module";
import type { InterfaceDeclarationStructure, OptionalKind, TypeAliasDeclarationStructure } from "ts-morph";

const require = createRequire(import.meta.url);

/** What the renderer takes from ts-morph. */
export interface Morph {
  printInterface(structure: OptionalKind<InterfaceDeclarationStructure>): string;
  printTypeAlias(structure: OptionalKind<TypeAliasDeclarationStructure>): string;
}

/**
 * Loads ts-morph, which a program needs only when it generates.
 *
 * @throws Error naming the npm command when it is not installed.
 */
export function morph(): Morph {
  const { printStructure, StructureKind } = optional<typeof import("ts-morph")>("ts-morph");
  const options = { indentNumberOfSpaces: 2 } as const;
  return {
    printInterface: (structure) => printStructure({ kind: StructureKind.Interface, ...structure }, options).trim(),
    printTypeAlias: (structure) => printStructure({ kind: StructureKind.TypeAlias, ...structure }, options).trim(),
  };
}

/**
 * Loads an optional package. By require: an import would first search the megabytes of compiler inside for their exports,
 * which takes longer than everything the generator does.
 *
 * @throws Error naming the npm command when it is not installed.
 */
export function optional<Package>(name: string): Package {
  try {
    return require(name) as Package;
  } catch (cause) {
    throw new Error(`generating needs ${name}; run: npm install --save-dev ${name}`, { cause });
  }
}
