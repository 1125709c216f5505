export type { CloudConfig } from "./cloud.ts";
export { loadCloud, loadDefault, loadEnvironment } from "./load.ts";
