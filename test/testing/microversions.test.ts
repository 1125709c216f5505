import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serviceDocuments } from "../../generated/service-documents.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { loggedIn, type Reply, type Sent } from "./client.ts";

let cloud: EmbeddedCloud;
let as: (path: string, sent?: Sent) => Promise<Reply>;
beforeAll(async () => {
  cloud = await startCloud();
  as = await loggedIn(cloud);
});
afterAll(() => cloud.close());

const TYPED = "OpenStack-API-Version";
const NOVA = "X-OpenStack-Nova-API-Version";
const IRONIC = "X-OpenStack-Ironic-API-Version";
const MANILA = "X-OpenStack-Manila-API-Version";

/** Path, header sent, status, and a header of the answer. */
type Case = readonly [string, string, string, number, string, string | undefined];

const accepted: readonly Case[] = [
  ["/compute/v2.1/servers", TYPED, "compute 2.60", 200, TYPED, "compute 2.60"],
  ["/compute/v2.1/servers", TYPED, "compute latest", 200, NOVA, "2.104"],
  ["/compute/v2.1/servers", NOVA, "2.60", 200, TYPED, "compute 2.60"],
  ["/compute/v2.1/servers", TYPED, "volume 3.70, compute 2.60", 200, TYPED, "compute 2.60"],
  ["/compute/v2.1/servers", TYPED, "volume 3.70", 200, TYPED, "compute 2.1"],
  ["/compute/v2/servers", TYPED, "compute 2.60", 200, TYPED, undefined],
  ["/block-storage/v3/volumes", TYPED, "volume 3.60", 200, TYPED, "volume 3.60"],
  ["/baremetal/v1/nodes", IRONIC, "1.50", 200, IRONIC, "1.50"],
  ["/baremetal/v1/nodes", TYPED, "baremetal 1.50", 200, IRONIC, "1.50"],
  ["/baremetal/v1/nodes", TYPED, "baremetal 1.50", 200, "X-OpenStack-Ironic-API-Maximum-Version", "1.115"],
  ["/shared-file-system/v2/", MANILA, "2.60", 200, MANILA, "2.60"],
  ["/shared-file-system/v2/", TYPED, "shared-file-system 2.60", 200, MANILA, "2.0"],
  ["/placement/", TYPED, "placement latest", 200, TYPED, "placement 1.39"],
  ["/container-infrastructure-management/v1", TYPED, "container-infra 1.9", 200, TYPED, "container-infra 1.9"],
  ["/resource-optimization/v1", TYPED, "resource-optimization 1.4", 200, TYPED, "infra-optim 1.0"],
  ["/accelerator/v2", TYPED, "2.1", 200, TYPED, "2.1"],
  ["/accelerator/v2", TYPED, "accelerator 2.1", 200, TYPED, "2.0"],
  ["/instance-ha/v1/", TYPED, "instance-ha 1.2", 200, TYPED, "masakari 1.2"],
  ["/baremetal-introspection/v1", "X-OpenStack-Ironic-Inspector-API-Version", "1.5", 200, TYPED, undefined],
];

const refused: readonly Case[] = [
  ["/compute/v2.1/servers", TYPED, "compute 2.999", 406, TYPED, "compute 2.999"],
  ["/compute/v2.1/servers", TYPED, "compute foo", 400, TYPED, undefined],
  ["/block-storage/v3/volumes", TYPED, "volume 3.999", 406, TYPED, "volume 3.999"],
  ["/block-storage/v3/volumes", TYPED, "compute 2.1", 400, TYPED, undefined],
  ["/baremetal/v1/nodes", IRONIC, "1.999", 406, "X-OpenStack-Ironic-API-Minimum-Version", "1.1"],
  ["/baremetal/v1/nodes", IRONIC, "foo", 406, IRONIC, undefined],
  ["/shared-file-system/v2/", MANILA, "2.999", 406, MANILA, "2.999"],
  ["/shared-file-system/v2/", MANILA, "latest", 400, MANILA, undefined],
  ["/placement/resource_providers", TYPED, "placement 1.999", 406, TYPED, undefined],
  ["/container-infrastructure-management/v1", TYPED, "compute 2.1", 406, TYPED, undefined],
  ["/container-infrastructure-management/v1", TYPED, "1.9", 406, TYPED, undefined],
];

describe("microversions", () => {
  it.each([...accepted, ...refused])(
    "%s with %s: %s answers %i, %s: %s",
    async (path, name, value, status, answer, expected) => {
      const reply = await as(path, { headers: { [name]: value } });
      expect(reply.status).toBe(status);
      expect(reply.headers[answer.toLowerCase()]).toBe(expected);
    },
  );

  it.each(serviceDocuments.filter(({ microversions }) => microversions?.answers.applied))(
    "$type uses its default when asked for nothing",
    async ({ type, versions, microversions }) => {
      const path = versions.find((version) => version.microversions)?.path;
      const reply = await as(`/${type}${path}`);
      const header = reply.headers[microversions?.answers.applied?.toLowerCase() ?? ""];
      expect(String(header).split(" ").at(-1)).toBe(microversions?.[microversions.absent]);
    },
  );

  it("Nova tells its range when it turns a version down", async () => {
    const reply = await as("/compute/v2.1/servers", { headers: { [TYPED]: "compute 2.999" } });
    expect(reply.json()).toEqual({
      computeFault: {
        code: 406,
        message: "Version 2.999 is not supported by the API. Minimum is 2.1 and maximum is 2.104.",
      },
    });
    expect(reply.headers.vary).toEqual([TYPED, NOVA]);
  });

  it("Placement names its range in the error", async () => {
    const reply = await as("/placement/resource_providers", { headers: { [TYPED]: "placement 1.999" } });
    expect(reply.json()).toMatchObject({ errors: [{ status: 406, min_version: "1.0", max_version: "1.39" }] });
  });

  it("Ironic puts the refusal into a string", async () => {
    const { error_message } = (await as("/baremetal/v1/nodes", { headers: { [IRONIC]: "1.999" } })).json();
    expect(JSON.parse(String(error_message))).toMatchObject({ code: 406, title: "Not Acceptable" });
  });
});
