import { describe, expect, it } from "vitest";
import { headersFor } from "../../src/core/microversion.ts";
import { resolveService } from "../../src/service-types/resolve.ts";

const TYPED = "OpenStack-API-Version";
const NOVA = "X-OpenStack-Nova-API-Version";
const IRONIC = "X-OpenStack-Ironic-API-Version";
const INSPECTOR = "X-OpenStack-Ironic-Inspector-API-Version";
const MANILA = "X-OpenStack-Manila-API-Version";
const CINDER = "X-OpenStack-Volume-API-Version";

type Headers = Readonly<Record<string, string>>;

/** The headers that ask a service for a microversion, by the name it was chosen with. */
function headersOf(name: string, version: string): Headers {
  const flat = headersFor(resolveService(name).info, version, undefined);
  return Object.fromEntries(flat.flatMap((word, at) => (at % 2 === 0 ? [[word, flat[at + 1] ?? ""]] : [])));
}

describe("protocol §5.1: the microversion headers of", () => {
  it.each<readonly [string, Headers]>([
    ["compute", { [TYPED]: "compute 2.90", [NOVA]: "2.90" }],
    ["baremetal", { [TYPED]: "baremetal 2.90", [IRONIC]: "2.90" }],
    ["block-storage", { [TYPED]: "volume 2.90" }],
    ["volume", { [TYPED]: "volume 2.90" }],
    ["volumev2", { [TYPED]: "volume 2.90" }],
    ["volumev3", { [TYPED]: "volume 2.90" }],
    ["placement", { [TYPED]: "placement 2.90" }],
    ["clustering", { [TYPED]: "clustering 2.90" }],
    ["key-manager", { [TYPED]: "key-manager 2.90" }],
    ["container-infra", { [TYPED]: "container-infra 2.90" }],
    ["container", { [TYPED]: "container 2.90" }],
    ["infra-optim", { [TYPED]: "infra-optim 2.90" }],
  ])("%s are the peers'", (name, headers) => {
    expect(headersOf(name, "2.90")).toEqual(headers);
  });

  it.each<readonly [string, Headers, Headers]>([
    ["bare-metal", { [TYPED]: "baremetal 2.90", [IRONIC]: "2.90" }, { [TYPED]: "bare-metal 2.90" }],
    ["block-store", { [TYPED]: "volume 2.90" }, { [TYPED]: "block-store 2.90" }],
    [
      "container-infrastructure-management",
      { [TYPED]: "container-infra 2.90" },
      { [TYPED]: "container-infrastructure-management 2.90" },
    ],
    ["container-infrastructure", { [TYPED]: "container-infra 2.90" }, { [TYPED]: "container-infrastructure 2.90" }],
    ["application-container", { [TYPED]: "container 2.90" }, { [TYPED]: "application-container 2.90" }],
    ["resource-optimization", { [TYPED]: "infra-optim 2.90" }, { [TYPED]: "resource-optimization 2.90" }],
    ["baremetal-introspection", { [INSPECTOR]: "2.90" }, { [TYPED]: "baremetal-introspection 2.90" }],
    ["block-storage", { [TYPED]: "volume 2.90" }, { [TYPED]: "volume 2.90", [CINDER]: "2.90" }],
    ["shared-file-system", { [MANILA]: "2.90" }, { [TYPED]: "shared-file-system 2.90", [MANILA]: "2.90" }],
    ["sharev2", { [MANILA]: "2.90" }, { [TYPED]: "shared-file-system 2.90", [MANILA]: "2.90" }],
    ["share", { [MANILA]: "2.90" }, { [TYPED]: "shared-file-system 2.90", [MANILA]: "2.90" }],
    ["instance-ha", { [TYPED]: "instance-ha 2.90, masakari 2.90" }, { [TYPED]: "instance-ha 2.90" }],
    ["ha", { [TYPED]: "instance-ha 2.90, masakari 2.90" }, { [TYPED]: "ha 2.90" }],
    ["cluster", { [TYPED]: "clustering 2.90" }, { [TYPED]: "cluster 2.90" }],
    ["resource-cluster", { [TYPED]: "clustering 2.90" }, { [TYPED]: "resource-cluster 2.90" }],
  ])("protocol §5.1 FIX: %s are those the service reads, and not a peer's", (name, headers, peers) => {
    expect(headersOf(name, "2.90")).toEqual(headers);
    expect(headersOf(name, "2.90")).not.toEqual(peers);
  });

  it("names that only begin like a service's are their own", () => {
    expect(headersOf("volumes-of-mine", "1.2")).toEqual({ [TYPED]: "volumes-of-mine 1.2" });
    expect(headersOf("volumes-of-mine", "1.2")).not.toEqual({ [TYPED]: "volume 1.2" });
    expect(headersOf("shares", "1.2")).not.toHaveProperty(MANILA);
  });

  it("latest say latest", () => {
    expect(headersOf("compute", "latest")).toEqual({ [TYPED]: "compute latest", [NOVA]: "latest" });
  });
});
