import {
  type AnyServiceType,
  type BlockStorage,
  type ByAlias,
  type ByName,
  type Canonical,
  type Compute,
  type ImpliedMajor,
  type MicroversionedService,
  type Network,
  ServiceType,
  type ServiceTypeAlias,
  type ServiceTypeInfo,
  type ServiceTypeName,
  type ServiceTypes,
} from "../../src/service-types/index.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const yes = <T extends true>(proof?: T): T | undefined => proof;

yes<Equal<typeof ServiceType, ServiceTypes>>();
yes<Equal<typeof ServiceType.Compute, Compute>>();
yes<Equal<Compute["type"], "compute">>();
yes<Equal<Compute["project"], "nova">>();
yes<Equal<Compute["retired"], false>>();
yes<Equal<ServiceTypes["Meter"]["retired"], true>>();
yes<Equal<BlockStorage["aliases"], readonly ["volumev3", "volumev2", "volume", "block-store"]>>();
yes<Equal<BlockStorage["majors"], readonly [1, 2, 3]>>();
yes<Equal<BlockStorage["microversions"]["token"], "volume">>();
yes<Equal<Network["microversions"], "none">>();

yes<Equal<Canonical<"volumev3">, "block-storage">>();
yes<Equal<Canonical<"block-storage">, "block-storage">>();
yes<Equal<Canonical<"application_deployment">, "application-deployment">>();
yes<Equal<Canonical<"volumev3" | "ha">, "block-storage" | "instance-ha">>();
yes<Equal<ByName["compute"], Compute>>();
yes<Equal<ByAlias["volume"], BlockStorage>>();
yes<Equal<ImpliedMajor, { readonly volumev2: 2; readonly volumev3: 3; readonly sharev2: 2; readonly workflowv2: 2 }>>();
yes<Equal<AnyServiceType["type"], ServiceTypeName>>();
yes<Equal<AnyServiceType["aliases"][number], ServiceTypeAlias>>();
yes<Equal<ServiceTypeName & ServiceTypeAlias, never>>();
yes<Equal<Extract<MicroversionedService, Network>, never>>();
yes<Equal<Extract<MicroversionedService, Compute>, Compute>>();

ServiceType.Compute satisfies ServiceTypeInfo;
ServiceType satisfies { readonly [K in keyof ServiceTypes]: ServiceTypeInfo };

// @ts-expect-error no such service
export const missing: unknown = ServiceType.Comptue;
// @ts-expect-error a misspelt official name
export const misspelt: ServiceTypeName = "comptue";
// @ts-expect-error an alias is no official name
export const aliasAsName: ServiceTypeName = "volumev3";
// @ts-expect-error an official name is no alias
export const nameAsAlias: ServiceTypeAlias = "block-storage";
// @ts-expect-error nobody registered the name
export type Unknown = Canonical<"nova">;
// @ts-expect-error network has no microversions
export const versioned: MicroversionedService = ServiceType.Network;
// @ts-expect-error one service is not another
export const other: Compute = ServiceType.Network;
// @ts-expect-error volume stands for no major version
export type NoMajor = ImpliedMajor["volume"];
export const readOnly = (value: Compute): void => {
  // @ts-expect-error constants do not change
  ServiceType.Compute.type = "compute";
  // @ts-expect-error nor does their list
  ServiceType.Compute = value;
  // @ts-expect-error nor do the aliases
  ServiceType.BlockStorage.aliases.push("disk");
};
