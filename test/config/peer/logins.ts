import { auth, type Case, DOMAINS, each, PLAIN, URL3, USER } from "./case.ts";

export const LOGINS: readonly Case[] = each("login", {
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

export const DOMAIN_WORDS: readonly Case[] = each("domains", {
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

export const SPELLINGS: readonly Case[] = each("spelling", {
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

export const FACTORS: readonly Case[] = each("factors", {
  "the domain of user and project": [
    "auth_type: v3multifactor",
    "auth_methods: [v3password, v3totp]",
    auth(`${USER}, passcode: '012345', project_name: web, domain_name: D`),
  ],
});
