import { type LoadOptions, loadConfig } from "../../src/config/load.ts";
import type { FileContent } from "../../src/config/surroundings.ts";

const CLOUDS = `clouds:
  a:
    profile: vendor
    auth:
      username: u
      user-domain-name: Default
      project_name: web
    regions:
      - name: R1
      - {name: R2, values: {interface: admin}}
    vendor_hook: "module:function"
    compute_api_version: "2"
    comput_default_microversion: "2.60"
`;
interface Files extends NonNullable<LoadOptions["files"]> {
  readonly "/here/secure.yaml": FileContent;
}

export const FILES: Files = {
  "/here/clouds.yaml": CLOUDS,
  "/here/secure.yaml": { text: "clouds:\n  a:\n    auth:\n      password: hunter2\n", mode: 0o100_600 },
  "/here/clouds-public.yaml":
    "public-clouds:\n  vendor:\n    auth: {auth_url: 'https://k/v3', project_domain_id: d}\n    verify: no\n",
};

export function load(options: LoadOptions = {}): ReturnType<typeof loadConfig> {
  const around = { env: {}, files: FILES, published: {}, cwd: "/here", home: "/home/u", platform: "linux" };
  return loadConfig({ ...around, cloud: "a", explain: true, ...options });
}
