import type { CloudConfig, LoadOptions } from "../config/index.ts";

/**
 * Reads a cloud's configuration: clouds.yaml with secure.yaml, profiles and `OS_*` variables. With `env`, `files`,
 * `published`, `cwd`, `home` and `platform` given it depends on nothing else. The result goes into `new Session()` as it is.
 *
 * @throws ConfigError naming file, line and key.
 * @example
 * ```ts
 * const config = await loadConfig({ cloud: "mycloud", explain: true });
 * for (const { key, value, source } of config.values) console.log(key, value, source);
 * const session = new Session(config);
 * ```
 */
export async function loadConfig(options: LoadOptions = {}): Promise<CloudConfig> {
  // yaml is loaded only by programs that read a configuration.
  const config = await import("../config/index.ts");
  return config.loadConfig(options);
}
