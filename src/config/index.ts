export type { CloudConfig } from "./cloud.ts";
export { describesCloud, loadCloud, loadDefault, loadEnvironment } from "./load.ts";
