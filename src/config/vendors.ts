import type { Mapping } from "./parse.ts";

const V3 = { identity_api_version: "3" } as const;
const DEFAULT_DOMAINS = { user_domain_name: "Default", project_domain_name: "Default" } as const;

/** What public clouds have said about themselves; a profile of clouds-public.yaml with the same name wins. */
export const VENDORS: Readonly<Record<string, Mapping>> = {
  auro: {
    ...V3,
    auth: { auth_url: "https://api.van2.auro.io:5000/v3", ...DEFAULT_DOMAINS },
    region_name: "RegionOne",
    requires_floating_ip: "true",
  },
  betacloud: { status: "shutdown", message: "betacloud has been shut down" },
  binero: {
    ...V3,
    auth: { auth_url: "https://auth.binero.cloud:5000/v3" },
    regions: ["europe-se-1"],
    block_storage_api_version: "3",
  },
  bluebox: { block_storage_api_version: "1", region_name: "RegionOne" },
  catalyst: {
    auth: { auth_url: "https://api.cloud.catalyst.net.nz:5000/v2.0" },
    regions: ["nz-por-1", "nz_wlg_2"],
    image_api_version: "1",
    block_storage_api_version: "1",
    image_format: "raw",
  },
  citycloud: {
    ...V3,
    auth: { auth_url: "https://{region_name}.citycloud.com:5000/v3/" },
    regions: ["Buf1", "Fra1", "Sto2", "Kna1", "dx1", "tky1"],
    requires_floating_ip: "true",
    block_storage_api_version: "3",
    image_format: "raw",
  },
  conoha: {
    auth: { auth_url: "https://identity.{region_name}.conoha.io" },
    regions: ["sin1", "sjc1", "tyo1"],
    identity_api_version: "2",
  },
  dreamcompute: {
    ...V3,
    auth: { auth_url: "https://iad2.dream.io:5000" },
    region_name: "RegionOne",
    image_format: "raw",
  },
  elastx: { ...V3, auth: { auth_url: "https://ops.elastx.cloud:5000/v3" }, region_name: "se-sto" },
  entercloudsuite: {
    ...V3,
    auth: { auth_url: "https://api.entercloudsuite.com/" },
    regions: ["it-mil1", "nl-ams1", "de-fra1"],
    image_api_version: "1",
    block_storage_api_version: "1",
  },
  fuga: {
    ...V3,
    auth: { auth_url: "https://identity.api.fuga.io:5000", ...DEFAULT_DOMAINS },
    regions: ["cystack"],
    status: "deprecated",
  },
  ibmcloud: { status: "shutdown", message: "ibmcloud has shut its OpenStack cloud down" },
  internap: { status: "shutdown", message: "internap has shut its OpenStack cloud down" },
  limestonenetworks: {
    ...V3,
    auth: { auth_url: "https://auth.cloud.lstn.net:5000/v3" },
    regions: ["us-dfw-1", "us-slc"],
    volume_api_version: "3",
    image_format: "raw",
  },
  otc: {
    ...V3,
    auth: { auth_url: "https://iam.{region_name}.otc.t-systems.com/v3" },
    regions: ["eu-de", "eu-nl"],
    vendor_hook: "otcextensions.sdk:load",
  },
  "otc-swiss": {
    ...V3,
    // The peers leave the scheme out, and no address without one can be reached.
    auth: { auth_url: "https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3" },
    regions: ["eu-ch2"],
    vendor_hook: "otcextensions.sdk:load",
  },
  ovh: { profile: "https://ovhcloud.com" },
  "ovh-us": {
    ...V3,
    auth: { auth_url: "https://auth.cloud.ovh.us/", ...DEFAULT_DOMAINS },
    regions: ["US-EAST-VA-1", "US-WEST-OR-1", "US-EAST-VA", "US-WEST-OR"],
  },
  rackspace: {
    auth: { auth_url: "https://identity.api.rackspacecloud.com/v2.0/" },
    regions: ["DFW", "HKG", "IAD", "ORD", "SYD", "LON"],
    identity_api_version: "2.0",
    database_service_type: "rax:database",
    compute_service_name: "cloudServersOpenStack",
    block_storage_endpoint_override: "https://{region_name}.blockstorage.api.rackspacecloud.com/v2/",
    has_network: "false",
  },
  switchcloud: {
    ...V3,
    auth: { auth_url: "https://identity.compute.cloud.switch.ch/v3" },
    regions: ["zhw", "zhc"],
    image_format: "raw",
  },
  switchengines: {
    ...V3,
    auth: { auth_url: "https://keystone.cloud.switch.ch:5000/v3" },
    regions: ["LS", "ZH"],
    image_format: "raw",
  },
  ultimum: { status: "shutdown", message: "ultimum has shut its OpenStack cloud down" },
  unitedstack: { status: "shutdown", message: "unitedstack has shut its OpenStack cloud down" },
  vexxhost: { profile: "https://vexxhost.com" },
  zetta: { ...V3, auth: { auth_url: "https://identity.api.zetta.io/v3" }, regions: ["no-osl1"], dns_api_version: "2" },
};
