export type { CloudConfig } from "./cloud.ts";
export { describesCloud, type LoadOptions, loadCloud, loadConfig, loadEnvironment } from "./load.ts";
export type { ConfigNote } from "./notes.ts";
export type { CloudService } from "./services.ts";
export type { ConfigValue } from "./settings.ts";
