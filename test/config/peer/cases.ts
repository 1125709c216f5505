import { Authority } from "../../faults/certificates.ts";

/** One configuration that both libraries read. */
export interface Case {
  readonly name: string;
  /** Files of the working directory. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly cloud?: string;
  readonly region?: string;
}

const URL3 = "https://k.example/v3";
const USER = "username: u, password: p";
const DOMAINS = "user_domain_name: Default, project_domain_name: Default";

/** A clouds.yaml with one cloud "a". */
function clouds(...lines: readonly string[]): string {
  return `clouds:\n  a:\n${lines.map((line) => `    ${line}\n`).join("")}`;
}

const auth = (inside: string): string => `auth: {auth_url: "${URL3}"${inside && `, ${inside}`}}`;
const { cert: PEM, key: KEY } = new Authority().issue({ hosts: ["me"] });
const PLAIN = auth(`${USER}, project_name: web, ${DOMAINS}`);

/** Cases of one clouds.yaml each, by name. */
function each(prefix: string, list: Readonly<Record<string, readonly string[] | string>>): readonly Case[] {
  return Object.entries(list).map(([name, lines]) => ({
    name: `${prefix}: ${name}`,
    files: { "clouds.yaml": typeof lines === "string" ? clouds(lines) : clouds(...lines) },
    cloud: "a",
  }));
}

const LOGINS = each("login", {
  "by names": PLAIN,
  "project by id": auth(`${USER}, project_id: pid, user_domain_id: default`),
  "user by id": auth("user_id: uid, password: p, project_id: pid"),
  "id beats name of the project": auth(`${USER}, project_id: pid, project_name: web, ${DOMAINS}`),
  "user and project in different domains": auth(
    `${USER}, project_name: web, user_domain_name: A, project_domain_id: b`,
  ),
  "domain ids": auth(`${USER}, project_name: web, user_domain_id: da, project_domain_id: db`),
  "domain id beats domain name": auth(
    `${USER}, project_name: web, ${DOMAINS}, user_domain_id: da, project_domain_id: db`,
  ),
  "to a domain by id": auth(`${USER}, domain_id: default, user_domain_id: default`),
  "to a domain by name": auth(`${USER}, domain_name: Default, user_domain_name: Default`),
  "to the system": auth(`${USER}, system_scope: all, user_domain_id: default`),
  "by a trust": auth(`${USER}, trust_id: tid, user_domain_id: default`),
  unscoped: auth(`${USER}, user_domain_id: default`),
  "explicitly unscoped, v3password": [
    "auth_type: v3password",
    auth(`${USER}, user_domain_id: default, unscoped: true`),
  ],
  v3password: ["auth_type: v3password", PLAIN],
  "password named": ["auth_type: password", PLAIN],
  token: ["auth_type: token", auth("token: t, project_id: pid")],
  v3token: ["auth_type: v3token", auth("token: t, project_name: web, project_domain_id: default")],
  "token beside auth": ["auth_type: token", "token: t", auth("project_id: pid")],
  "application credential by id": [
    "auth_type: v3applicationcredential",
    auth("application_credential_id: i, application_credential_secret: s"),
  ],
  "application credential by name and user id": [
    "auth_type: v3applicationcredential",
    auth("application_credential_name: n, application_credential_secret: s, user_id: uid"),
  ],
  "application credential by name and user name": [
    "auth_type: v3applicationcredential",
    auth("application_credential_name: n, application_credential_secret: s, username: u, user_domain_name: Default"),
  ],
  totp: ["auth_type: v3totp", auth("username: u, user_domain_id: default, passcode: '012345', project_id: pid")],
  "passcode beside auth": ["auth_type: v3totp", "passcode: '012345'", auth("user_id: uid, project_id: pid")],
  none: ["auth_type: none", "auth: {endpoint: 'http://h:6385'}"],
  "none with the endpoint beside auth": ["auth_type: none", "endpoint: 'http://h:6385'"],
  http_basic: ["auth_type: http_basic", "auth: {username: u, password: 'p:w', endpoint: 'http://h:6385'}"],
  admin_token: ["auth_type: admin_token", "auth: {endpoint: 'http://h:5000', token: t}"],
  "auth_type in capitals": ["auth_type: PASSWORD", PLAIN],
  "unknown auth_type": ["auth_type: v3pasword", PLAIN],
  "auth_type null and an endpoint": ["auth_type: null", "auth: {endpoint: 'http://h:6385'}"],
  "auth_type empty and an endpoint beside auth": ["auth_type: ''", "endpoint: 'http://h:6385'"],
  "auth_type None and an endpoint": ["auth_type: None", "auth: {endpoint: 'http://h:6385'}"],
  "auth_type null without anything": ["auth_type: null", "compute_endpoint_override: 'http://h:8774'"],
  "auth_type null and a user": ["auth_type: null", PLAIN],
  v2password: ["auth_type: v2password", "auth: {auth_url: 'https://k.example/v2.0', username: u, password: p}"],
});

const DOMAIN_WORDS = each("domains", {
  "domain_id beside a project means both": auth(`${USER}, project_name: web, domain_id: d`),
  "domain_name beside a project means both": auth(`${USER}, project_name: web, domain_name: D`),
  "domain_name beside a project id": auth(`${USER}, project_id: pid, domain_name: D`),
  "domain beside auth with a project": ["domain_name: D", auth(`${USER}, project_name: web`)],
  "domain beside auth without a project": ["domain_id: d", auth(`${USER}, user_domain_id: default`)],
  default_domain_id: auth(`${USER}, project_name: web, default_domain_id: d`),
  default_domain_name: auth(`${USER}, project_name: web, default_domain_name: D`),
  "default_domain and the user's own": auth(`${USER}, project_name: web, default_domain_id: d, user_domain_id: e`),
  "only the user's": auth(`${USER}, project_id: pid, user_domain_name: D`),
  "user_domain beside auth wins": ["user_domain_name: Top", auth(`${USER}, project_id: pid, user_domain_name: Inner`)],
  "project_domain beside auth wins": [
    "project_domain_id: top",
    auth(`${USER}, project_name: web, user_domain_id: d, project_domain_id: inner`),
  ],
});

const SPELLINGS = each("spelling", {
  "hyphens in auth":
    "auth: {auth-url: 'https://k.example/v3', username: u, password: p, project-name: web, user-domain-name: D, project-domain-name: D}",
  tenant_name: auth(`${USER}, tenant_name: web, ${DOMAINS}`),
  tenant_id: auth(`${USER}, tenant_id: pid, user_domain_id: d`),
  "project_name beats tenant_name": auth(`${USER}, tenant_name: old, project_name: new, ${DOMAINS}`),
  "project beside auth beats auth": ["project_name: top", PLAIN],
  "project_id beside auth": ["project_id: top", auth(`${USER}, user_domain_id: d`)],
  "project_name beats tenant_name beside auth": ["tenant_name: top", PLAIN],
  user_name: auth(`user_name: u, password: p, project_name: web, ${DOMAINS}`),
  "username beside auth": ["username: top", auth(`password: p, project_name: web, ${DOMAINS}`)],
  "password beside auth": ["password: top", auth(`username: u, project_name: web, ${DOMAINS}`)],
  "auth beats password beside it": ["password: top", PLAIN],
  "auth beats auth_url beside it": ["auth_url: https://other.example/v3", PLAIN],
  "auth_url beside auth": ["auth_url: https://k.example/v3", `auth: {${USER}, project_name: web, ${DOMAINS}}`],
  "numbers as text": auth(`username: 12, password: 34, project_name: 56, ${DOMAINS}`),
  "quoted digits": auth(`${USER.replace("password: p", "password: '007'")}, project_id: '0123', user_domain_id: d`),
  "octal digits": auth("username: u, password: 01234, project_id: pid, user_domain_id: d"),
  "an exponent": auth(`${USER}, project_id: 1111e2222, user_domain_id: d`),
  "a long number": auth(`${USER}, project_id: 12345678901234567890123, user_domain_id: d`),
  unicode: auth(`username: "j\\u00f6rg", password: "p\\u00e4ss", project_name: "w\\u20acb", ${DOMAINS}`),
  "auth_url with a slash": `auth: {auth_url: "https://k.example/v3/", ${USER}, project_id: pid, user_domain_id: d}`,
  "auth_url without a version": `auth: {auth_url: "https://k.example", ${USER}, project_id: pid, user_domain_id: d}`,
  "auth_url with a path": `auth: {auth_url: "https://h/identity/v3", ${USER}, project_id: pid, user_domain_id: d}`,
  "auth_url with a port": `auth: {auth_url: "http://h:5000/v3", ${USER}, project_id: pid, user_domain_id: d}`,
  "merge keys": [
    "defaults: &d {username: u, password: p}",
    `auth: {<<: *d, auth_url: "${URL3}", project_id: pid, user_domain_id: d}`,
  ],
});

const FACTORS: readonly Case[] = each("factors", {
  "the domain of user and project": [
    "auth_type: v3multifactor",
    "auth_methods: [v3password, v3totp]",
    auth(`${USER}, passcode: '012345', project_name: web, domain_name: D`),
  ],
});

const PLACES = each("region and interface", {
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

const REGIONS: readonly Case[] = [
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

const SERVICES = each("service", {
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

const CONNECTION: readonly Case[] = [
  ...each("connection", {
    timeout: [PLAIN, "api_timeout: 12"],
    "timeout of a service": [PLAIN, "compute_timeout: 7"],
    "verify false": [PLAIN, "verify: false"],
    "verify no": [PLAIN, "verify: no"],
    insecure: [PLAIN, "insecure: true"],
    "insecure beats verify": [PLAIN, "insecure: true", "verify: true"],
    "insecure without the certificate it names": [PLAIN, "insecure: true", "cacert: /no/such/file"],
    "verify as text": [PLAIN, "verify: 'false'"],
    "insecure yes as text": [PLAIN, "insecure: 'yes'"],
    "insecure with a number": [PLAIN, "insecure: 1"],
    force_ipv4: [PLAIN, "force_ipv4: true"],
    "prefer_ipv6 false": [PLAIN, "prefer_ipv6: false"],
    "prefer_ipv6 true": [PLAIN, "prefer_ipv6: true"],
  }),
  ...[["cacert: ca.pem"], ["cacert: ca.pem", "verify: false"], ["cert: c.pem", "key: k.pem"], ["cert: c.pem"]].map(
    (lines) => ({
      name: `connection: ${lines.join(", ")}`,
      files: { "clouds.yaml": clouds(PLAIN, ...lines), "ca.pem": PEM, "c.pem": PEM, "k.pem": KEY },
      cloud: "a",
    }),
  ),
];

/** Sections that hold for every cloud of the files. */
const SECTIONS: readonly Case[] = [
  ["force_ipv4: true", undefined],
  ["broken-ipv6: true", undefined],
  ["prefer_ipv6: false", undefined],
  ["broken-ipv6: true", "force_ipv4: false"],
  ["force_ipv4: false", "force_ipv4: true"],
].map(([open, secure]) => ({
  name: `client section: ${open}${secure === undefined ? "" : `, in secure.yaml ${secure}`}`,
  files: {
    "clouds.yaml": `client: {${open}}\n${clouds(PLAIN)}`,
    ...(secure === undefined ? {} : { "secure.yaml": `client: {${secure}}\n` }),
  },
  cloud: "a",
}));

const FULL_ENV = {
  OS_AUTH_URL: URL3,
  OS_USERNAME: "eu",
  OS_PASSWORD: "ep",
  OS_PROJECT_NAME: "eweb",
  OS_USER_DOMAIN_NAME: "Default",
  OS_PROJECT_DOMAIN_NAME: "Default",
} as const;

function env(name: string, more: Readonly<Record<string, string>>, rest: Omit<Case, "name" | "env"> = {}): Case {
  return { name: `environment: ${name}`, env: { ...FULL_ENV, ...more }, ...rest };
}

const A_FILE = { "clouds.yaml": clouds(PLAIN, "region_name: R1") } as const;

const ENVIRONMENT: readonly Case[] = [
  env("plain", {}),
  env("region", { OS_REGION_NAME: "R9" }),
  env("interface", { OS_INTERFACE: "internal" }),
  env("endpoint type", { OS_ENDPOINT_TYPE: "adminURL" }),
  {
    name: "environment: tenant",
    env: {
      OS_AUTH_URL: URL3,
      OS_USERNAME: "u",
      OS_PASSWORD: "p",
      OS_TENANT_NAME: "old",
      OS_USER_DOMAIN_ID: "d",
      OS_PROJECT_DOMAIN_ID: "d",
    },
  },
  env("project id", { OS_PROJECT_ID: "pid" }),
  env("default domain", {
    OS_USER_DOMAIN_NAME: "",
    OS_PROJECT_DOMAIN_NAME: "",
    OS_DEFAULT_DOMAIN: "d",
    OS_DEFAULT_DOMAIN_ID: "d",
  }),
  env("system", { OS_PROJECT_NAME: "", OS_PROJECT_DOMAIN_NAME: "", OS_SYSTEM_SCOPE: "all" }),
  env("domain", { OS_PROJECT_NAME: "", OS_PROJECT_DOMAIN_NAME: "", OS_DOMAIN_NAME: "D" }),
  env("trust", { OS_PROJECT_NAME: "", OS_PROJECT_DOMAIN_NAME: "", OS_TRUST_ID: "tid" }),
  env("token", { OS_AUTH_TYPE: "token", OS_TOKEN: "t", OS_USERNAME: "", OS_PASSWORD: "", OS_USER_DOMAIN_NAME: "" }),
  env("service override", { OS_COMPUTE_ENDPOINT_OVERRIDE: "https://c.example" }),
  env("service version", { OS_IMAGE_API_VERSION: "2" }),
  env("microversion", { OS_COMPUTE_DEFAULT_MICROVERSION: "2.60" }),
  env("insecure", { OS_INSECURE: "true" }),
  env("insecure 1", { OS_INSECURE: "1" }),
  env("verify false", { OS_VERIFY: "false" }),
  env("empty verify", { OS_VERIFY: "" }),
  env("ignored prefixes", { OS_TEST_PATH: "x", OS_STDOUT_CAPTURE: "1", OS_LOG_LEVEL: "debug" }),
  env("unknown variable", { OS_FOO: "bar" }),
  env("stray braces elsewhere", { OS_FOO: "{" }),
  env("beats a lone file cloud", {}, { files: A_FILE }),
  env("a cloud named beats it", {}, { files: A_FILE, cloud: "a" }),
  env("OS_CLOUD beats it", { OS_CLOUD: "a" }, { files: A_FILE }),
  env("OS_CLOUD of nothing", { OS_CLOUD: "b" }, { files: A_FILE }),
  env("envvars by name", {}, { cloud: "envvars" }),
  env("another name for the environment's cloud", { OS_CLOUD_NAME: "mine" }, { cloud: "mine" }),
  {
    name: "environment: application credential",
    env: {
      OS_AUTH_TYPE: "v3applicationcredential",
      OS_AUTH_URL: URL3,
      OS_APPLICATION_CREDENTIAL_ID: "i",
      OS_APPLICATION_CREDENTIAL_SECRET: "s",
    },
  },
  {
    name: "environment: application credential without a type",
    env: { OS_AUTH_URL: URL3, OS_APPLICATION_CREDENTIAL_ID: "i", OS_APPLICATION_CREDENTIAL_SECRET: "s" },
  },
  env("an empty OS_AUTH_TYPE", { OS_AUTH_TYPE: "" }),
  env("OS_PREFER_IPV6 false", { OS_PREFER_IPV6: "false" }),
  env("OS_FORCE_IPV4 true", { OS_FORCE_IPV4: "true" }),
  env(
    "a relative OS_CLIENT_CONFIG_FILE",
    { OS_CLIENT_CONFIG_FILE: "./mine.yaml" },
    {
      files: { "mine.yaml": clouds(PLAIN, "region_name: mine") },
      cloud: "a",
    },
  ),
  env(
    "secure.yaml with OS_CLIENT_CONFIG_FILE",
    { OS_CLIENT_CONFIG_FILE: "mine.yaml" },
    {
      files: { "mine.yaml": clouds(PLAIN), "secure.yaml": clouds("auth: {password: s}") },
      cloud: "a",
    },
  ),
  {
    name: "environment: OS_USERID",
    env: { OS_AUTH_URL: URL3, OS_USERID: "uid", OS_PASSWORD: "p", OS_PROJECT_ID: "pid" },
  },
  {
    name: "environment: OS_USER_ID",
    env: { OS_AUTH_URL: URL3, OS_USER_ID: "uid", OS_PASSWORD: "p", OS_PROJECT_ID: "pid" },
  },
  { name: "environment: none", env: { OS_AUTH_TYPE: "none", OS_ENDPOINT: "http://h:6385" } },
  {
    name: "environment: http_basic",
    env: { OS_AUTH_TYPE: "http_basic", OS_USERNAME: "u", OS_PASSWORD: "p", OS_ENDPOINT: "http://h" },
  },
  { name: "environment: OS_CLOUD", env: { OS_CLOUD: "a" }, files: A_FILE },
  {
    name: "environment: OS_CLOUD and OS_REGION_NAME",
    env: { OS_CLOUD: "a", OS_REGION_NAME: "R2" },
    files: { "clouds.yaml": clouds(PLAIN, "regions: [R1, R2]") },
  },
  { name: "environment: OS_CLOUD and OS_INTERFACE", env: { OS_CLOUD: "a", OS_INTERFACE: "internal" }, files: A_FILE },
  { name: "environment: OS_CLOUD without files", env: { OS_CLOUD: "a" } },
];

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

const PROFILES: readonly Case[] = [
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

const SECURE: readonly Case[] = [
  secure("the password", [auth(`username: u, project_name: web, ${DOMAINS}`)], ["auth: {password: s}"]),
  secure("wins", [PLAIN], ["auth: {password: s}"]),
  secure("the whole auth", ["region_name: R1"], [PLAIN]),
  secure("a key beside auth", [PLAIN], ["region_name: R2"]),
  secure("a list is replaced", [PLAIN, "regions: [R1, R2]"], ["regions: [R3]"]),
  { name: "secure.yaml: alone", files: { "secure.yaml": clouds(PLAIN) }, cloud: "a" },
];

const CHOICES: readonly Case[] = [
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

const BROKEN = each("broken", {
  "auth is null": "auth:",
  "auth is a list": "auth: [x]",
  "no auth_url": `auth: {${USER}, project_name: web, ${DOMAINS}}`,
  "no password": auth(`username: u, project_name: web, ${DOMAINS}`),
  "no user": auth(`password: p, project_name: web, ${DOMAINS}`),
  "an unknown key in auth": auth(`${USER}, project_name: web, ${DOMAINS}, project_nam: x`),
  "a null project": auth(`${USER}, project_name: null, user_domain_id: d`),
  "a null domain": auth(`${USER}, project_id: pid, user_domain_id: d, user_domain_name: null`),
  "an application credential with a project": [
    "auth_type: v3applicationcredential",
    auth("application_credential_id: i, application_credential_secret: s, project_id: pid"),
  ],
  "token under a password login": auth(`${USER}, project_id: pid, user_domain_id: d, token: t`),
  "no secret": ["auth_type: v3applicationcredential", auth("application_credential_id: i")],
  "a system scope that is none": ["auth_type: v3password", auth(`${USER}, user_domain_id: d, system_scope: some`)],
  "two scopes": ["auth_type: v3password", auth(`${USER}, user_domain_id: d, project_id: pid, domain_id: d`)],
  "v3password without a domain": ["auth_type: v3password", auth(`${USER}, project_id: pid`)],
  "a project without a domain, v3password": [
    "auth_type: v3password",
    auth(`${USER}, user_domain_id: d, project_name: web`),
  ],
});

const BROKEN_FILES: readonly Case[] = [
  { name: "broken: YAML", files: { "clouds.yaml": "clouds: {a: [" }, cloud: "a" },
  { name: "broken: a list", files: { "clouds.yaml": "- a\n- b\n" }, cloud: "a" },
  { name: "broken: an empty file", files: { "clouds.yaml": "" }, cloud: "a" },
  { name: "broken: no clouds", files: { "clouds.yaml": "cloud: {}\n" }, cloud: "a" },
  { name: "broken: a null cloud", files: { "clouds.yaml": "clouds: {a: null}\n" }, cloud: "a" },
];

/** Every configuration that is compared with the peer. */
export const CASES: readonly Case[] = [
  ...LOGINS,
  ...DOMAIN_WORDS,
  ...SPELLINGS,
  ...FACTORS,
  ...PLACES,
  ...REGIONS,
  ...SERVICES,
  ...CONNECTION,
  ...SECTIONS,
  ...ENVIRONMENT,
  ...PROFILES,
  ...SECURE,
  ...CHOICES,
  ...BROKEN,
  ...BROKEN_FILES,
];
