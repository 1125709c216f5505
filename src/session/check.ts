import { requireMethod } from "../auth/option.ts";
import { countProblem, msProblem, retryProblem, SESSION_TIMES, timeoutProblem } from "../core/amounts.ts";
import { interfaceProblem, versionProblem } from "../core/choice-problems.ts";
import { requestIdProblem } from "../core/request-id.ts";
import { ConfigError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { shown, shownWord } from "../errors/shown.ts";

/**
 * Checks what a caller without a type checker may have got wrong in a session's options.
 *
 * @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`) naming the option.
 */
export function checkOptions(options: unknown): void {
  if (!isRecord(options))
    throw invalid("options", `must be an object such as { auth: password({ … }) }, not ${shown(options)}`);
  requireMethod(options.auth, "auth");
  checkSelection(options);
  const { timeout, retry, bodyLimit, compression, userAgent, dispatcher } = options;
  check("timeout", timeout, (value) => timeoutProblem(value, SESSION_TIMES));
  check("retry", retry, retryProblem);
  check("bodyLimit", bodyLimit, countProblem);
  check("compression", compression, flagProblem);
  check("userAgent", userAgent, textProblem);
  if (typeof userAgent === "string" && /[^\t\x20-\x7e]/.test(userAgent)) {
    throw invalid("userAgent", "can only have printable ASCII characters");
  }
  check("dispatcher", dispatcher, dispatcherProblem);
  check("requestId", options.requestId, (value) => (typeof value === "function" ? undefined : requestIdProblem(value)));
  check("logger", options.logger, loggerProblem);
  checkConnection(options);
}

function checkConnection({ tls, proxy, addressFamily, pool }: Readonly<Record<string, unknown>>): void {
  check("tls", tls, tlsProblem);
  check("proxy", proxy, proxyProblem);
  check("pool", pool, poolProblem);
  const fits = addressFamily === undefined || addressFamily === "ipv4" || addressFamily === "prefer-ipv6";
  if (!fits) throw invalid("addressFamily", `must be "ipv4" or "prefer-ipv6", not ${shownWord(addressFamily)}`);
}

/** Checks where a session is to look for services. @throws ConfigError (`INVALID_VALUE`). */
export function checkSelection(options: unknown): void {
  if (!isRecord(options))
    throw invalid("options", `must be an object such as { region: "R1" }, not ${shownWord(options)}`);
  check("region", options.region, textProblem);
  check("interface", options.interface, interfaceProblem);
  check("endpointOverrides", options.endpointOverrides, recordProblem(textProblem));
  check("concurrency", options.concurrency, countProblem);
  check("rateLimit", options.rateLimit, rateProblem);
  check("services", options.services, recordProblem(serviceProblem));
}

/** Checks how one adapter or report differs from its session. @throws ConfigError (`INVALID_VALUE`). */
export function checkChoice(choice: unknown): void {
  if (!isRecord(choice))
    throw invalid("options", `must be an object such as { region: "R1" }, not ${shownWord(choice)}`);
  check("region", choice.region, textProblem);
  check("interface", choice.interface, interfaceProblem);
  check("serviceName", choice.serviceName, textProblem);
  check("version", choice.version, versionProblem);
  check("endpointOverride", choice.endpointOverride, textProblem);
}

function check(key: string, value: unknown, find: (value: unknown) => string | undefined): void {
  const problem = value === undefined ? undefined : find(value);
  if (problem !== undefined) throw invalid(key, problem);
}

function textProblem(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? undefined : `must be non-empty text, not ${shown(value)}`;
}

function serviceProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return `must be an object, not ${shown(value)}`;
  return fieldProblem(value, SERVICE_FIELDS);
}

function tlsProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return `must be an object such as { ca: "-----BEGIN CERTIFICATE…" }, not ${shown(value)}`;
  return fieldProblem(value, TLS_FIELDS);
}

function proxyProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return `must be an object such as { https: "http://proxy:3128" }, not a ${typeof value}`;
  return fieldProblem(value, PROXY_FIELDS);
}

function poolProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return `must be an object such as { connections: 20 }, not ${shown(value)}`;
  return fieldProblem(value, POOL_FIELDS);
}

function fieldProblem(
  value: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, (value: unknown) => string | undefined>>,
): string | undefined {
  for (const [name, find] of Object.entries(fields)) {
    const problem = value[name] === undefined ? undefined : find(value[name]);
    if (problem !== undefined) return `has ${name}, which ${problem}`;
  }
  return undefined;
}

function certificateProblem(value: unknown): string | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.every((one) => typeof one === "string") ? undefined : `must be PEM text, not ${shown(value)}`;
}

function flagProblem(value: unknown): string | undefined {
  return typeof value === "boolean" ? undefined : `must be true or false, not ${shownWord(value)}`;
}

function rateProblem(value: unknown): string | undefined {
  const fits = typeof value === "number" && Number.isFinite(value) && value >= 0;
  return fits ? undefined : `must be a number of requests a second, not ${shownWord(value)}`;
}

// It may hold a password, so it is not shown.
function proxyUrlProblem(value: unknown): string | undefined {
  const fits = value === "" || (typeof value === "string" && /^https?:\/\//i.test(value) && URL.canParse(value));
  return fits ? undefined : "must be an http or https URL";
}

function hostsProblem(value: unknown): string | undefined {
  return typeof value === "string" ? undefined : `must be text with commas between hosts, not ${shown(value)}`;
}

const SERVICE_FIELDS = {
  retry: retryProblem,
  concurrency: countProblem,
  rateLimit: rateProblem,
  interface: interfaceProblem,
  region: textProblem,
  serviceName: textProblem,
  serviceType: textProblem,
  version: versionProblem,
  microversion: textProblem,
};
const TLS_FIELDS = {
  ca: certificateProblem,
  cert: certificateProblem,
  key: certificateProblem,
  verify: flagProblem,
};
const POOL_FIELDS = {
  connections: countProblem,
  keepAlive: (value: unknown): string | undefined => msProblem(value, "each request has its own connection"),
  http2: flagProblem,
};
const PROXY_FIELDS = { http: proxyUrlProblem, https: proxyUrlProblem, none: hostsProblem };

function loggerProblem(value: unknown): string | undefined {
  const fits = isRecord(value) && typeof value.debug === "function" && typeof value.warn === "function";
  return fits ? undefined : `must have the methods debug and warn, as console has them, not ${shown(value)}`;
}

function dispatcherProblem(value: unknown): string | undefined {
  const fits =
    typeof value === "object" && value !== null && "dispatch" in value && typeof value.dispatch === "function";
  return fits ? undefined : `must be an undici dispatcher, not ${shown(value)}`;
}

function recordProblem(each: (value: unknown) => string | undefined): (value: unknown) => string | undefined {
  return (value) => {
    if (!isRecord(value)) return `must be an object by service type, not ${shown(value)}`;
    const [found] = Object.entries(value).flatMap(([name, one]) => {
      const problem = each(one);
      return problem === undefined ? [] : [`has "${name}", which ${problem}`];
    });
    return found;
  };
}

function invalid(key: string, problem: string): ConfigError {
  return new ConfigError("INVALID_VALUE", `The option ${key} ${problem}.`, { key });
}
