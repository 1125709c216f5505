import { type LoadOptions, loadConfig } from "../../src/config/load.ts";
import { ConfigError } from "../../src/errors/errors.ts";
import { errorOf } from "./surroundings.ts";

export const FILE = "/here/clouds.yaml";
export const LOGIN = "auth: {auth_url: 'https://k', user_id: u, password: p}";

/** The error that a clouds.yaml with these lines ends with. */
export async function refusal(lines: readonly string[], options: LoadOptions = {}): Promise<ConfigError> {
  const files = { [FILE]: `${lines.join("\n")}\n`, ...options.files };
  const around = { env: {}, published: {}, cwd: "/here", home: "/home/u", platform: "linux" };
  const error = await errorOf(loadConfig({ ...around, ...options, files }));
  if (error instanceof ConfigError) return error;
  throw error;
}

/** The lines of a file with one cloud. */
export const cloud = (...lines: readonly string[]): readonly string[] => [
  "clouds:",
  "  a:",
  ...lines.map((line) => `    ${line}`),
];
