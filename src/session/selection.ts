import type { RequestDefaults } from "../adapter/encode.ts";
import { endpointProblem } from "../core/choice-problems.ts";
import type { TargetQuery } from "../core/target.ts";
import { ConfigError, EndpointError } from "../errors/errors.ts";
import { type ResolvedService, resolveService } from "../service-types/resolve.ts";
import { type MajorRange, majorMatches } from "../versions/version.ts";
import { checkChoice } from "./check.ts";
import type { SelectionOptions, ServiceOptions } from "./options.ts";

/** How one adapter chooses its endpoint, beside what the session chooses. */
export interface Choice {
  readonly region?: string | undefined;
  readonly interface?: string | readonly string[] | undefined;
  readonly serviceName?: string | undefined;
  readonly version?: MajorRange | undefined;
  readonly endpointOverride?: string | undefined;
}

/** Where a session looks for services, checked. */
export class Selection {
  readonly #options: SelectionOptions;
  readonly #overrides = new Map<string, string>();
  readonly #services = new Map<string, ServiceOptions>();

  /** @throws ConfigError for an override that is no http or https URL. */
  constructor(options: SelectionOptions) {
    this.#options = options;
    for (const [name, url] of Object.entries(options.endpointOverrides ?? {})) {
      this.#overrides.set(resolveService(name).info.type, checkedUrl(url, `endpointOverrides.${name}`));
    }
    for (const [name, service] of Object.entries(options.services ?? {})) {
      this.#services.set(resolveService(name).info.type, service);
    }
  }

  get region(): string | undefined {
    return this.#options.region;
  }

  get interfaces(): readonly string[] {
    return listOf(this.#options.interface) ?? ["public"];
  }

  /** The same with some options replaced; overrides and services are added to those there are. */
  with(options: SelectionOptions): Selection {
    const endpointOverrides = { ...this.#options.endpointOverrides, ...options.endpointOverrides };
    const services = { ...this.#options.services, ...options.services };
    return new Selection({ ...this.#options, ...options, endpointOverrides, services });
  }

  /** What each request to a service is sent with unless it says otherwise. */
  defaultsOf(service: ResolvedService): RequestDefaults {
    const { microversion, retry, ...own } = this.#services.get(service.info.type) ?? {};
    const concurrency = own.concurrency ?? this.#options.concurrency;
    const rateLimit = own.rateLimit ?? this.#options.rateLimit;
    return { microversion, retry, limits: concurrency || rateLimit ? { concurrency, rateLimit } : undefined };
  }

  /**
   * @throws EndpointError `VERSION_NOT_FOUND` when an alias such as volumev3 contradicts the version asked for,
   *   `SERVICE_DISABLED`.
   */
  query(service: ResolvedService, choice: Choice): TargetQuery {
    checkChoice(choice);
    const { type } = service.info;
    const own = this.#services.get(type) ?? {};
    if (own.disabled !== undefined) throw disabled(type, own.disabled);
    const override = choice.endpointOverride;
    return {
      service:
        own.serviceType === undefined ? service : { ...service, asked: own.serviceType, names: [own.serviceType] },
      region: choice.region ?? own.region ?? this.region,
      interface: listOf(choice.interface) ?? listOf(own.interface) ?? this.interfaces,
      serviceName: choice.serviceName ?? own.serviceName,
      major: majorOf(service, choice.version ?? (service.major === undefined ? own.version : undefined)),
      override: override === undefined ? this.#overrides.get(type) : checkedUrl(override, "endpointOverride"),
    };
  }
}

function disabled(service: string, reason: string): EndpointError {
  return new EndpointError("SERVICE_DISABLED", `${service} is not to be used: ${reason}`, { service });
}

function majorOf(service: ResolvedService, wanted: MajorRange | undefined): MajorRange | undefined {
  const implied = service.major;
  if (implied === undefined) return wanted;
  if (majorMatches(wanted, implied)) return implied;
  const message = `"${service.asked}" means major version ${implied}, which contradicts the version asked for; use "${service.info.type}"`;
  throw new EndpointError("VERSION_NOT_FOUND", message, { service: service.info.type });
}

function listOf(value: string | readonly string[] | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  return typeof value === "string" ? [value] : value;
}

function checkedUrl(url: string, key: string): string {
  const problem = endpointProblem(url);
  if (problem === undefined) return url;
  throw new ConfigError("INVALID_VALUE", `${key} ${problem}`, { key });
}
