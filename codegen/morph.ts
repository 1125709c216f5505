import type { InterfaceDeclarationStructure, OptionalKind, TypeAliasDeclarationStructure } from "ts-morph";

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
export async function morph(): Promise<Morph> {
  const { printStructure, StructureKind } = await optional("ts-morph", () => import("ts-morph"));
  const options = { indentNumberOfSpaces: 2 } as const;
  return {
    printInterface: (structure) => printStructure({ kind: StructureKind.Interface, ...structure }, options).trim(),
    printTypeAlias: (structure) => printStructure({ kind: StructureKind.TypeAlias, ...structure }, options).trim(),
  };
}

/**
 * Loads an optional package.
 *
 * @throws Error naming the npm command when it is not installed.
 */
export async function optional<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new Error(`generating needs ${name}; run: npm install --save-dev ${name}`, { cause });
  }
}
