import type { CloudConfig } from "../../../src/config/cloud.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { isOpenStackError } from "../../../src/errors/errors.ts";
import { isRecord } from "../../../src/errors/record.ts";
import { fakeContext } from "../../auth/fake-keystone.ts";
import type { Case } from "./case.ts";

/** What a library makes of a configuration. */
export type Made = { readonly [key: string]: unknown };

const SERVICES = ["compute", "block-storage", "image", "network", "identity", "baremetal", "object-store", "dns"];

/** What this library makes of a case, in the words of the recorder. */
export async function made(one: Case): Promise<Made> {
  const files = Object.entries(one.files ?? {}).map(([name, text]) => [`/here/${name}`, text]);
  try {
    const config = await loadConfig({
      env: one.env ?? {},
      files: Object.fromEntries(files),
      published: {},
      cwd: "/here",
      home: "/here",
      platform: "linux",
      cloud: one.cloud,
      region: one.region,
    });
    return await described(config);
  } catch (error) {
    if (!isOpenStackError(error)) throw error;
    return { error: error.name, message: error.message };
  }
}

async function described(config: CloudConfig): Promise<Made> {
  const { tls = {}, services = {}, endpointOverrides = {} } = config;
  const given = await login(config);
  // The peer writes the endpoint of a login without Keystone down for every service; here the login itself carries it.
  const everywhere = config.auth.type === "none" && isRecord(given) ? given.endpoint : undefined;
  const found = SERVICES.map((type) => {
    const { disabled, ...service } = services[type] ?? {};
    const endpointOverride = endpointOverrides[type] ?? everywhere;
    const all = {
      ...service,
      ...(disabled === undefined ? {} : { disabled: true }),
      ...(endpointOverride ? { endpointOverride } : {}),
    };
    return [type, all] as const;
  });
  return {
    region: config.region ?? null,
    interface: config.interface,
    timeout: config.timeout === undefined ? null : config.timeout / 1000,
    verify: tls.verify === false ? false : tls.ca === undefined ? true : "file",
    cert: tls.cert === undefined ? null : "given",
    services: Object.fromEntries(found.filter(([, service]) => Object.keys(service).length > 0)),
    login: given,
    ...(config.addressFamily === "ipv4" ? { forceIpv4: true } : {}),
  };
}

async function login({ auth }: CloudConfig): Promise<unknown> {
  const { context, sent } = fakeContext();
  const grant = await auth.authenticate(context);
  if (grant.kind === "static") {
    const headers = Object.entries(grant.headers).map(([name, value]) => [name, value.reveal()]);
    return { headers: Object.fromEntries(headers), endpoint: grant.endpoint ?? null };
  }
  const [request] = sent;
  return { url: request?.url, body: request?.json };
}
