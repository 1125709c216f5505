import { ServiceType } from "../service-types/index.ts";

/** Keys of "auth" whose values are never shown. */
export const SECRETS: ReadonlySet<string> = new Set([
  "password",
  "passcode",
  "token",
  "auth_token",
  "application_credential_secret",
  "client_secret",
  "code",
  "authorization_code",
  "access_token",
  "oauth2_client_secret",
  "consumer_key",
  "consumer_secret",
  "access_key",
  "access_secret",
]);

/** What any way of logging in may be told, in "auth" or beside it. */
export const LOGIN_KEYS: readonly string[] = [
  ...SECRETS,
  "auth_url",
  "system_scope",
  "domain_id",
  "domain_name",
  "project_id",
  "project_name",
  "tenant_id",
  "tenant_name",
  "project_domain_id",
  "project_domain_name",
  "default_domain_id",
  "default_domain_name",
  "trust_id",
  "unscoped",
  "user_id",
  "userid",
  "username",
  "user_name",
  "user_domain_id",
  "user_domain_name",
  "application_credential_id",
  "application_credential_name",
  "auth_methods",
  "identity_provider",
  "protocol",
  "client_id",
  "scope",
  "openid_scope",
  "access_token_endpoint",
  "discovery_endpoint",
  "access_token_type",
  "idp_otp_key",
  "redirect_uri",
  "device_authorization_endpoint",
  "code_challenge_method",
  "oauth2_endpoint",
  "oauth2_client_id",
  "identity_provider_url",
  "service_provider_endpoint",
  "service_provider_entity_id",
  "mutual_auth",
  "endpoint",
  "url",
];

/** What a cloud may be told beside its login; the rest is kept for the programs that know it. */
export const CLOUD_KEYS: readonly string[] = [
  "auth",
  "auth_type",
  "auth_plugin",
  "default_domain",
  "profile",
  "cloud",
  "regions",
  "region_name",
  "interface",
  "endpoint_type",
  "verify",
  "insecure",
  "cacert",
  "cert",
  "key",
  "api_timeout",
  "timeout",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "force_ipv4",
  "broken_ipv6",
  "prefer_ipv6",
  "vendor_hook",
  "networks",
  "external_network",
  "internal_network",
  "status",
  "message",
  "cache",
  "connect_retries",
  "connect_retry_delay",
  "status_code_retries",
  "rate_limit",
  "concurrency",
  "timing",
  "requires_floating_ip",
  "floating_ip_source",
  "secgroup_source",
  "disable_vendor_agent",
  "additional_metric_tags",
  "metrics",
];

/** What may follow a service type and "_". */
export const SERVICE_KEYS = [
  "api_version",
  "default_microversion",
  "endpoint_override",
  "endpoint",
  "service_type",
  "service_name",
  "region_name",
  "interface",
  "endpoint_type",
  "connect_retries",
  "connect_retry_delay",
  "status_code_retries",
  "disabled_reason",
] as const;

/** Names under which services are configured, with the official type each stands for. */
export const SERVICE_NAMES: ReadonlyMap<string, string> = new Map(
  Object.values(ServiceType).flatMap((info) =>
    [info.type, ...info.aliases].map((name) => [name.replaceAll("-", "_"), info.type]),
  ),
);

/** The names under which each service is configured, by its official type. */
export const NAMES_BY_TYPE: ReadonlyMap<string, readonly string[]> = new Map(
  [...new Set(SERVICE_NAMES.values())].map((type) => [
    type,
    [...SERVICE_NAMES].flatMap(([name, official]) => (official === type ? [name] : [])),
  ]),
);

/** The services known to have no microversions. */
export const WITHOUT_MICROVERSIONS: ReadonlySet<string> = new Set(
  Object.values(ServiceType).flatMap(({ type, microversions }) => (microversions === "none" ? [type] : [])),
);

/** What a key says about a service: `compute_api_version` is the api_version of compute. */
export function serviceKey(key: string): { readonly name: string; readonly what: string } | undefined {
  const what = SERVICE_KEYS.find((suffix) => key.endsWith(`_${suffix}`) && key.length > suffix.length + 1);
  return what === undefined ? undefined : { name: key.slice(0, -what.length - 1), what };
}

const FORMER_NAMES: ReadonlyMap<string, string> = new Map([
  ["auth_plugin", "auth_type"],
  ["tenant_id", "project_id"],
  ["tenant_name", "project_name"],
  ["user_name", "username"],
  ["userid", "user_id"],
  ["broken_ipv6", "force_ipv4"],
  ["auth_token", "token"],
  ["url", "endpoint"],
  ["authorization_code", "code"],
  ["scope", "openid_scope"],
]);

/** What a former name of a setting has become; undefined for a name that still holds. */
export function currentName(key: string): string | undefined {
  return (
    FORMER_NAMES.get(key) ??
    (/(?:^|_)endpoint_type$/.test(key) ? key.replace(/endpoint_type$/, "interface") : undefined)
  );
}
