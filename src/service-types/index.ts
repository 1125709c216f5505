// The generated constants are re-exported as a whole: what the registry has is the generator's business alone.
export * from "../../generated/service-types.ts";
export {
  aliasesOf,
  allTypes,
  byProject,
  isAlias,
  isKnown,
  isMatch,
  isOfficial,
  primaryByProject,
  serviceType,
} from "./lookups.ts";
