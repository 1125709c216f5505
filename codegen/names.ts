/** `block-storage` as an identifier: `BlockStorage`. */
export function pascalCase(name: string): string {
  return name
    .split(/[-_]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** What the generated module is made of: its own names, and the globals that its helpers use. */
const RESERVED: ReadonlySet<string> = new Set([
  "AnyServiceType",
  "ByAlias",
  "ByName",
  "Canonical",
  "DiscoveryHints",
  "Exclude",
  "ImpliedMajor",
  "MicroversionHeaders",
  "MicroversionedService",
  "Object",
  "Readonly",
  "Record",
  "ServiceType",
  "ServiceTypeAlias",
  "ServiceTypeInfo",
  "ServiceTypeName",
  "ServiceTypes",
  "URL",
]);

/** Whether no service may have this identifier. */
export function isReserved(identifier: string): boolean {
  return RESERVED.has(identifier);
}
