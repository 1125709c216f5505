import { type Case, clouds, each, PLAIN, USER } from "./case.ts";

export const PLACES: readonly Case[] = each("region and interface", {
  region_name: [PLAIN, "region_name: R1"],
  "a list of regions": [PLAIN, "regions: [R1, R2]"],
  "one region with values": [PLAIN, "regions: [{name: R1, values: {interface: internal}}]"],
  "null among a region's values": [
    PLAIN,
    "interface: admin",
    "regions: [{name: R1, values: {interface: null, api_timeout: null, auth: {user_domain_id: d}}}]",
  ],
  "null in place of a region's auth": [PLAIN, "regions: [{name: R1, values: {auth: null, interface: internal}}]"],
  "a region's own auth_url": [PLAIN, "regions: [{name: R1, values: {auth: {auth_url: 'https://r1.example/v3'}}}]"],
  "an internal interface": [PLAIN, "interface: internal"],
  endpoint_type: [PLAIN, "endpoint_type: internalURL"],
  "region in the auth_url": [
    `auth: {auth_url: "https://{region_name}.k.example/v3", ${USER}, project_id: pid, user_domain_id: d}`,
    "region_name: r1",
  ],
  "another setting in the auth_url": [
    `auth: {auth_url: "https://{interface}.k.example/v3", ${USER}, project_id: pid, user_domain_id: d}`,
  ],
  "region_name beside regions": [PLAIN, "regions: [R1, R2]", "region_name: R2"],
  "region names with commas": [PLAIN, "region_name: 'R1,R2'"],
  "a region's number": [PLAIN, "region_name: 1"],
});

export const REGIONS: readonly Case[] = [
  ...["R1", "R2", "r1", "R3"].map((region) => ({
    name: `region: ${region} of R1 and R2`,
    files: { "clouds.yaml": clouds(PLAIN, "regions: [R1, {name: R2, values: {interface: admin}}]") },
    cloud: "a",
    region,
  })),
  { name: "region: any where none is listed", files: { "clouds.yaml": clouds(PLAIN) }, cloud: "a", region: "X" },
  {
    name: "region: the one there is",
    files: { "clouds.yaml": clouds(PLAIN, "region_name: R1") },
    cloud: "a",
    region: "R1",
  },
  {
    name: "region: another than region_name",
    files: { "clouds.yaml": clouds(PLAIN, "region_name: R1") },
    cloud: "a",
    region: "R2",
  },
  {
    name: "region: an unknown key in a region",
    files: { "clouds.yaml": clouds(PLAIN, "regions: [{name: R1, value: {}}]") },
    cloud: "a",
  },
];

export const SERVICES: readonly Case[] = each("service", {
  "endpoint override": [PLAIN, "compute_endpoint_override: 'https://c.example/v2.1'"],
  "endpoint override by an alias": [PLAIN, "volume_endpoint_override: 'https://v.example/v3'"],
  "the official override beats the alias": [
    PLAIN,
    "block_storage_endpoint_override: 'https://right.example'",
    "volume_endpoint_override: 'https://wrong.example'",
  ],
  "endpoint override with hyphens": [PLAIN, "object-store-endpoint-override: 'https://o.example/v1'"],
  "legacy endpoint": [PLAIN, "image_endpoint: 'https://i.example'"],
  "api version": [PLAIN, "image_api_version: 2"],
  "api version as text": [PLAIN, "block_storage_api_version: '3'"],
  "api version by an alias": [PLAIN, "volume_api_version: 3"],
  "api version with a microversion": [PLAIN, "compute_api_version: '2.53'"],
  "api version 2.0": [PLAIN, "network_api_version: '2.0'"],
  "api version with a minor one and no microversions": [PLAIN, "image_api_version: '2.15'"],
  "api version with another minor one and no microversions": [PLAIN, "network_api_version: '2.1'"],
  "default microversion": [PLAIN, "compute_default_microversion: '2.79'"],
  "default microversion by an alias": [PLAIN, "bare_metal_default_microversion: '1.61'"],
  "two microversions": [PLAIN, "compute_api_version: '2.53'", "compute_default_microversion: '2.79'"],
  "service name": [PLAIN, "compute_service_name: nova2"],
  "service type": [PLAIN, "dns_service_type: my-dns"],
  "region of a service": [PLAIN, "region_name: R1", "dns_region_name: R2"],
  "interface of a service": [PLAIN, "identity_interface: admin"],
  "endpoint_type of a service": [PLAIN, "identity_endpoint_type: adminURL"],
  "a service that is not there": [PLAIN, "has_dns: false"],
  "several services": [PLAIN, "compute_service_name: n", "image_api_version: '2'", "dns_interface: internal"],
});
