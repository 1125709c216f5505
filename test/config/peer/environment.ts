import { type Case, clouds, PLAIN, URL3 } from "./case.ts";

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

const ENVVARS = { "clouds.yaml": `clouds:\n  envvars:\n    ${PLAIN}\n` } as const;
const A_FILE = { "clouds.yaml": clouds(PLAIN, "region_name: R1") } as const;

export const ENVIRONMENT: readonly Case[] = [
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
  {
    name: "environment: OS_CLOUD and OS_PASSWORD",
    env: { OS_CLOUD: "a", OS_PASSWORD: "ep", OS_UNSCOPED: "true" },
    files: A_FILE,
  },
  {
    name: "environment: OS_CLIENT_SECURE_FILE",
    env: { OS_CLOUD: "a", OS_CLIENT_SECURE_FILE: "mine.yaml" },
    files: {
      ...A_FILE,
      "mine.yaml": clouds("auth: {password: mine}"),
      "secure.yaml": clouds("auth: {password: other}"),
    },
  },
  {
    name: "environment: OS_CLIENT_CONFIG_FILE of nothing",
    env: { OS_CLOUD: "a", OS_CLIENT_CONFIG_FILE: "none.yaml" },
    files: A_FILE,
  },
  {
    name: "environment: OS_CLIENT_CONFIG_FILE in JSON",
    env: { OS_CLOUD: "a", OS_CLIENT_CONFIG_FILE: "mine.json" },
    files: { "mine.json": `{"clouds": {"a": {"auth_type": "none", "auth": {"endpoint": "http://h"}}}}` },
  },
  { name: "environment: a variable alone beside a file", env: { OS_PASSWORD: "ep" }, files: A_FILE },
  { name: "environment: OS_CLOUD envvars of a file", env: { OS_CLOUD: "envvars" }, files: ENVVARS },
  { name: "environment: a file's envvars alone", files: ENVVARS },
  { name: "environment: OS_AUTH_URL alone", env: { OS_AUTH_URL: URL3 } },
  env("OS_CLOUD envvars", { OS_CLOUD: "envvars" }, { files: A_FILE }),
  env("a file's envvars", {}, { files: ENVVARS }),
  env("OS_REGION_NAME with commas", { OS_REGION_NAME: "R1,R2" }),
  env("OS_UNSCOPED", { OS_UNSCOPED: "true" }),
  env("OS_SYSTEM_SCOPE", { OS_SYSTEM_SCOPE: "all" }),
  env("OS_TOKEN beside a password", { OS_TOKEN: "t" }),
  env("OS_AUTH_PLUGIN", { OS_AUTH_PLUGIN: "v3token", OS_TOKEN: "t" }),
  env("OS_USER_ID beside a name", { OS_USER_ID: "uid" }),
  env("OS_DOMAIN_NAME beside a project", { OS_DOMAIN_NAME: "Other" }),
  env("OS_TENANT_NAME beside a project", { OS_TENANT_NAME: "old" }),
  env("braces in the password", { OS_PASSWORD: "a{b}c" }),
  env("OS_INSECURE no", { OS_INSECURE: "no" }),
  env("OS_INSECURE of something else", { OS_INSECURE: "banana" }),
  env("OS_IDENTITY_API_VERSION", { OS_IDENTITY_API_VERSION: "3" }),
  { name: "environment: OS_CLOUD without files", env: { OS_CLOUD: "a" } },
];
