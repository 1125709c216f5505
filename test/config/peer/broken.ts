import { auth, type Case, DOMAINS, each, USER } from "./case.ts";

export const BROKEN: readonly Case[] = each("broken", {
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

export const BROKEN_FILES: readonly Case[] = [
  { name: "broken: YAML", files: { "clouds.yaml": "clouds: {a: [" }, cloud: "a" },
  { name: "broken: a list", files: { "clouds.yaml": "- a\n- b\n" }, cloud: "a" },
  { name: "broken: an empty file", files: { "clouds.yaml": "" }, cloud: "a" },
  { name: "broken: no clouds", files: { "clouds.yaml": "cloud: {}\n" }, cloud: "a" },
  { name: "broken: a null cloud", files: { "clouds.yaml": "clouds: {a: null}\n" }, cloud: "a" },
];
