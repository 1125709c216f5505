import { expect, it } from "vitest";
import { runExample } from "../examples/run.ts";
import { cloudsYaml } from "./support/cloud.ts";

const env = { OS_CLIENT_CONFIG_FILE: cloudsYaml, OS_CLOUD: "real" };

it.each([
  ["compute-versions", /^v2\.1 CURRENT .*\n(.*\n)*chosen: 2\.1, microversions 2\.1 to 2\.\d+$/m],
  ["list-baremetal", /^\d+ nodes$/m],
  ["list-images", /^\d+ images$/m],
  ["list-servers-paginated", /^0 servers$/m],
  ["object-store", /^the answer is 42$/m],
])("the example %s runs against the real cloud", async (name, expected) => {
  expect(await runExample(name, env)).toMatch(expected);
});
