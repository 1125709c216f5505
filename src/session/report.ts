import type { MicroversionRange, ServiceVersion } from "../adapter/adapter.ts";
import { describeEndpoint, describeVersion } from "../adapter/describe.ts";
import { listEndpoints, type SelectedEndpoint } from "../catalog/select.ts";
import type { Core } from "../core/core.ts";
import type { Waiting } from "../core/core-request.ts";
import { catalogOf } from "../core/locate.ts";
import { type AnyOpenStackError, isOpenStackError } from "../errors/errors.ts";
import { resolveService } from "../service-types/resolve.ts";
import { checkChoice } from "./check.ts";
import type { Selection } from "./selection.ts";

/** One endpoint of the catalog with the versions its service offers there. */
export interface ServiceReport {
  /** Official service type, or the catalog's where there is none. */
  readonly service: string;
  /** The type under which the catalog has it. */
  readonly type: string;
  readonly name: string | undefined;
  /** The project that makes the service. */
  readonly project: string | undefined;
  readonly region: string | undefined;
  readonly interface: string;
  /** Where requests go. */
  readonly url: string;
  readonly version: string | undefined;
  readonly status: string | undefined;
  readonly microversions: MicroversionRange | undefined;
  /** Everything the service offers, lowest first; without version documents, what its URL names. */
  readonly versions: readonly ServiceVersion[];
  /** Why the service could not be asked. */
  readonly error: AnyOpenStackError | undefined;
}

/** Which endpoints a report covers. */
export interface ReportOptions extends Waiting {
  /** @default the session's; without one, all */
  readonly region?: string;
  /** One interface, or several in order of preference; "all" for all. @default the session's */
  readonly interface?: string | readonly string[];
}

/** Asks every service of the catalog for its versions, all at once; one that fails does not spoil the rest. */
export async function reportVersions(
  core: Core,
  selection: Selection,
  options: ReportOptions,
): Promise<readonly ServiceReport[]> {
  checkChoice(options);
  const grant = await core.grant(options);
  const interfaces = options.interface ?? selection.interfaces;
  const endpoints = listEndpoints(catalogOf(grant), {
    region: options.region ?? selection.region,
    interface: interfaces === "all" ? undefined : interfaces,
  });
  return Promise.all(endpoints.map((endpoint) => report(core, selection, { ...endpoint, waiting: options })));
}

async function report(
  core: Core,
  selection: Selection,
  selected: SelectedEndpoint & { readonly waiting: Waiting },
): Promise<ServiceReport> {
  const { type, name, endpoint, waiting } = selected;
  const service = { ...resolveService(type), major: undefined };
  const { region, url } = endpoint;
  const known = {
    service: service.info.type,
    type,
    name,
    project: service.info.project ?? undefined,
    region,
    interface: endpoint.interface,
  };
  try {
    const query = selection.query(service, { region, interface: endpoint.interface, endpointOverride: url });
    const target = core.target(query);
    const [found, all] = await Promise.all([core.documented(target, waiting), core.versions(target, waiting)]);
    const { version, status, microversions, url: used } = describeEndpoint(found);
    const versions = all.entries.map(describeVersion);
    return { ...known, url: used, version, status, microversions, versions, error: undefined };
  } catch (error) {
    if (!isOpenStackError(error)) throw error;
    const nothing = { version: undefined, status: undefined, microversions: undefined, versions: [] };
    return { ...known, url, ...nothing, error };
  }
}
