export type { EmbeddedCloud } from "./embedded-cloud.ts";
export type { Fault, FaultHandle } from "./faults.ts";
export type { CloudUser } from "./keystone/directory.ts";
export type { CloudIdentityProvider } from "./keystone/federation.ts";
export { totpCode } from "./keystone/totp.ts";
export type { CloudAccessToken, CloudApplicationCredential, CloudCredentials, CloudOptions } from "./options.ts";
export type { RequestPattern, SeenRequest } from "./request-log.ts";
export { startCloud } from "./start.ts";
