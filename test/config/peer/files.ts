import { auth, type Case, clouds, DOMAINS, PLAIN, USER } from "./case.ts";

const PROFILE = `public-clouds:
  vendor:
    auth: {auth_url: "https://{region_name}.vendor.example/v3", user_domain_name: V, project_domain_name: V}
    regions: [east, west]
    interface: internal
    image_api_version: 2
`;
const CREDENTIALS = `auth: {${USER}, project_name: web}`;

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
