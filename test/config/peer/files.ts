import { auth, type Case, clouds, DOMAINS, PLAIN, URL3, USER } from "./case.ts";

const PROFILE = `public-clouds:
  vendor:
    auth: {auth_url: "https://{region_name}.vendor.example/v3", user_domain_name: V, project_domain_name: V}
    regions: [east, west]
    interface: internal
    image_api_version: 2
`;
const CREDENTIALS = `auth: {${USER}, project_name: web}`;

const OWN = `auth: {${USER}, project_id: pid, user_domain_id: d}`;

function shared(name: string, lines: readonly string[], text: string): Case {
  return {
    name: `profile: ${name}`,
    files: { "clouds.yaml": clouds(...lines), "clouds-public.yaml": text },
    cloud: "a",
  };
}

function profile(name: string, lines: readonly string[], rest: Omit<Case, "name" | "files"> = {}): Case {
  return {
    name: `profile: ${name}`,
    files: { "clouds.yaml": clouds(...lines), "clouds-public.yaml": PROFILE },
    cloud: "a",
    ...rest,
  };
}

export const PROFILES: readonly Case[] = [
  profile("from clouds-public.yaml", ["profile: vendor", CREDENTIALS]),
  profile("by the former key", ["cloud: vendor", CREDENTIALS]),
  profile("in another region", ["profile: vendor", CREDENTIALS], { region: "west" }),
  profile("in a region it has not", ["profile: vendor", CREDENTIALS], { region: "north" }),
  profile("with a region of the cloud's own", ["profile: vendor", CREDENTIALS, "region_name: west"]),
  profile("with regions of the cloud's own", ["profile: vendor", CREDENTIALS, "regions: [west]"]),
  profile("whose interface the cloud changes", ["profile: vendor", CREDENTIALS, "interface: public"]),
  profile("whose interface the cloud changes by the former key", [
    "profile: vendor",
    CREDENTIALS,
    "endpoint_type: admin",
  ]),
  profile("whose domain the cloud changes", [
    "profile: vendor",
    `auth: {${USER}, project_name: web, user_domain_name: Mine}`,
  ]),
  profile("unknown", ["profile: nobody", PLAIN]),
  profile("built in: elastx", ["profile: elastx", `auth: {${USER}, project_name: web, ${DOMAINS}}`]),
  profile("built in: citycloud", ["profile: citycloud", `auth: {${USER}, project_name: web, ${DOMAINS}}`]),
  profile("built in: zetta", ["profile: zetta", `auth: {${USER}, project_name: web, ${DOMAINS}}`]),
  profile("built in: switchengines", ["profile: switchengines", `auth: {${USER}, project_name: web, ${DOMAINS}}`], {
    region: "ZH",
  }),
  profile("built in: ovh-us", ["profile: ovh-us", `auth: {${USER}, project_name: web}`]),
  profile("built in: entercloudsuite", ["profile: entercloudsuite", `auth: {${USER}, project_name: web, ${DOMAINS}}`], {
    region: "de-fra1",
  }),
  shared("over a built-in one", ["profile: elastx", OWN], `public-clouds: {elastx: {auth: {auth_url: "${URL3}"}}}\n`),
  shared("on a built-in one", ["profile: v", OWN], "public-clouds: {v: {profile: elastx, region_name: RX}}\n"),
  shared("with hyphens", ["profile: v", PLAIN], "public-clouds: {v: {region-name: RX}}\n"),
  shared("that is no mapping", ["profile: v", PLAIN], "public-clouds: {v: text}\n"),
  shared("whose auth is null", ["profile: v", PLAIN], "public-clouds: {v: {auth: , region_name: RX}}\n"),
  shared("of no public-clouds", ["profile: elastx", PLAIN], "public-clouds:\n"),
  shared("and its former key", ["profile: elastx", "cloud: zetta", OWN], "{}\n"),
  profile("shut down", ["profile: ultimum", PLAIN]),
  profile("built in: otc with its hook", ["profile: otc", `auth: {${USER}, project_name: web, ${DOMAINS}}`], {
    region: "eu-nl",
  }),
];

function secure(name: string, open: readonly string[], secret: readonly string[]): Case {
  return {
    name: `secure.yaml: ${name}`,
    files: { "clouds.yaml": clouds(...open), "secure.yaml": clouds(...secret) },
    cloud: "a",
  };
}

export const SECURE: readonly Case[] = [
  secure("the password", [auth(`username: u, project_name: web, ${DOMAINS}`)], ["auth: {password: s}"]),
  secure("wins", [PLAIN], ["auth: {password: s}"]),
  secure("the whole auth", ["region_name: R1"], [PLAIN]),
  secure("a key beside auth", [PLAIN], ["region_name: R2"]),
  secure("a list is replaced", [PLAIN, "regions: [R1, R2]"], ["regions: [R3]"]),
  secure("beside auth", [auth(`username: u, project_name: web, ${DOMAINS}`)], ["password: s"]),
  secure("a region's values", [PLAIN, "regions: [R1]"], ["regions: [{name: R1, values: {auth: {password: s}}}]"]),
  secure("with nothing in auth", [PLAIN], ["auth:"]),
  secure("with an empty password", [PLAIN], ["auth: {password: }"]),
  secure(
    "in another spelling",
    [PLAIN.replace("project_domain", "project-domain")],
    ["auth: {project_domain_name: E}"],
  ),
  { name: "secure.yaml: alone", files: { "secure.yaml": clouds(PLAIN) }, cloud: "a" },
];

export const CHOICES: readonly Case[] = [
  { name: "choice: the only cloud", files: { "clouds.yaml": clouds(PLAIN) } },
  { name: "choice: none of two", files: { "clouds.yaml": `${clouds(PLAIN)}  b:\n    ${PLAIN}\n` } },
  {
    name: "choice: one of two",
    files: { "clouds.yaml": `${clouds(PLAIN)}  b:\n    ${PLAIN}\n    region_name: RB\n` },
    cloud: "b",
  },
  { name: "choice: an unknown one", files: { "clouds.yaml": clouds(PLAIN) }, cloud: "b" },
  { name: "choice: a cloud in capitals", files: { "clouds.yaml": clouds(PLAIN) }, cloud: "A" },
  { name: "choice: nothing at all" },
];
