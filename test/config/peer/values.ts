import { auth, type Case, clouds, each, PLAIN, URL3, USER } from "./case.ts";

const D = "user_domain_id: d";

export const SCOPES: readonly Case[] = each("scope", {
  "a project beside the system": auth(`${USER}, project_id: pid, ${D}, system_scope: all`),
  "a project beside the system, v3password": [
    "auth_type: v3password",
    auth(`${USER}, project_id: pid, ${D}, system_scope: all`),
  ],
  "a project beside the system, v3token": ["auth_type: v3token", auth("token: t, project_id: pid, system_scope: all")],
  "a domain beside the system": auth(`${USER}, domain_id: d, ${D}, system_scope: all`),
  "a trust beside the system": auth(`${USER}, trust_id: t, ${D}, system_scope: all`),
  "a project beside a trust": auth(`${USER}, trust_id: t, project_id: pid, ${D}`),
  "a project and none, v3password": ["auth_type: v3password", auth(`${USER}, project_id: pid, ${D}, unscoped: true`)],
  "a project and not none": auth(`${USER}, project_id: pid, ${D}, unscoped: false`),
});

/** Passwords, names and ids that YAML takes for something else than text. */
export const WRITTEN: readonly Case[] = [
  ...each(
    "written",
    Object.fromEntries(
      [
        "yes",
        "2020-01-01",
        "1.50",
        "1e5",
        "0o17",
        "0x1F",
        "1_000",
        "12:30:45",
        ".inf",
        "+5",
        "p#w",
        "'p '",
        "null",
        "''",
      ].map((word) => [`the password ${word}`, auth(`username: u, password: ${word}, project_id: pid, ${D}`)]),
    ),
  ),
  ...each("written", {
    "a user of digits": auth(`username: 007, password: p, project_id: pid, ${D}`),
    "a project id of digits": auth(`${USER}, project_id: 00000000000000000000000000000012, ${D}`),
    "a project yes": auth(`${USER}, project_name: yes, ${D}, project_domain_id: d`),
    "the region NO": [PLAIN, "region_name: NO"],
    "the region 1.0": [PLAIN, "region_name: 1.0"],
    "the region null": [PLAIN, "region_name: null"],
    "regions null": [PLAIN, "regions:"],
    "the interface null": [PLAIN, "interface: null"],
    "a list of interfaces": [PLAIN, "interface: [internal, public]"],
    "a passcode with a 0 in front": ["auth_type: v3totp", auth(`username: u, ${D}, passcode: 012345, project_id: pid`)],
    "a password with braces": auth(`username: u, password: 'a{b}c', project_id: pid, ${D}`),
    "a key twice": auth(`username: a, username: b, password: p, project_id: pid, ${D}`),
    "a list of merged mappings": [
      "x: &x {username: u}",
      "y: &y {password: p, username: z}",
      `auth: {<<: [*x, *y], auth_url: "${URL3}", project_id: pid, ${D}}`,
    ],
    "an auth_url with spaces around": [`auth: {auth_url: " ${URL3} ", ${USER}, project_id: pid, ${D}}`],
    "the end of a flow on its parent's column": [
      "auth: {",
      `  auth_url: "${URL3}", ${USER},`,
      `  project_id: pid, ${D}`,
      "}",
    ],
    "comments and blank lines": ["# one", PLAIN, "", "  # two", "region_name: R1 # three"],
    "a switch in capitals": [PLAIN, "verify: FALSE"],
    "verify off": [PLAIN, "verify: off"],
    "verify null": [PLAIN, "verify:"],
    "insecure off": [PLAIN, "insecure: off"],
    "force_ipv4 no": [PLAIN, "force_ipv4: no"],
    "force_ipv4 as text": [PLAIN, "force_ipv4: 'False'"],
    "has_network as text": [PLAIN, "has_network: 'false'"],
    "all beside auth": [`auth_url: ${URL3}`, "username: u", "password: p", "project_id: pid", D],
    "hyphens beside auth": [PLAIN, "region-name: R1", "compute-api-version: '2'", "has-object-store: false"],
  }),
  ...["\uFEFF", "---\n", "%YAML 1.1\n---\n"].map((begin) => ({
    name: `written: a file that begins with ${JSON.stringify(begin)}`,
    files: { "clouds.yaml": begin + clouds(PLAIN) },
    cloud: "a",
  })),
  {
    name: "written: CRLF",
    files: { "clouds.yaml": clouds(PLAIN, "region_name: R1").replaceAll("\n", "\r\n") },
    cloud: "a",
  },
  { name: "written: comments alone", files: { "clouds.yaml": "# nothing\n" }, cloud: "a" },
  { name: "written: two documents", files: { "clouds.yaml": `${clouds(PLAIN)}---\n${clouds(PLAIN)}` }, cloud: "a" },
  { name: "written: clouds null", files: { "clouds.yaml": "clouds:\n" }, cloud: "a" },
];

export const VERSIONS: readonly Case[] = each("version", {
  "identity 3": [PLAIN, "identity_api_version: 3"],
  "identity 3.0": [PLAIN, "identity_api_version: '3.0'"],
  "identity v3": [PLAIN, "identity_api_version: v3"],
  "compute 2": [PLAIN, "compute_api_version: 2"],
  "compute 2.10 without quotes": [PLAIN, "compute_api_version: 2.10"],
  "compute latest": [PLAIN, "compute_api_version: latest"],
  "default microversion latest": [PLAIN, "compute_default_microversion: latest"],
  "default microversion 2.60 without quotes": [PLAIN, "compute_default_microversion: 2.60"],
  "default microversion that is none": [PLAIN, "compute_default_microversion: abc"],
  "block storage 3 beside volume 2": [PLAIN, "block_storage_api_version: 3", "volume_api_version: 2"],
  "image 1": [PLAIN, "image_api_version: 1"],
});
