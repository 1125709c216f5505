import type { Adapter, AdapterOptions, MajorOf, Resolve, Selector, WaitOptions } from "../adapter/adapter.ts";
import { ServiceAdapter } from "../adapter/service-adapter.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { Core } from "../core/core.ts";
import { catalogOf } from "../core/locate.ts";
import { resolveService } from "../service-types/resolve.ts";
import { Transport } from "../transport/transport.ts";
import type { Microversion } from "../versions/version.ts";
import { type Identity, identityOf } from "./identity.ts";
import type { SelectionOptions, SessionOptions, SessionOverrides } from "./options.ts";
import { type ReportOptions, reportVersions, type ServiceReport } from "./report.ts";
import { Selection } from "./selection.ts";
import { userAgent } from "./user-agent.ts";

const TIMEOUT = 60_000;
const RETRIES = 2;

/**
 * A login to one cloud: it keeps the token fresh, knows the catalog and hands out adapters for its services. Making one
 * touches no network; the first call, or {@link Session.authenticate}, does.
 *
 * @example
 * ```ts
 * const session = await Session.connect();
 * try {
 *   const compute = session.adapter("compute");
 *   const { servers } = await compute.get("/servers").json<{ servers: { name: string }[] }>();
 * } finally {
 *   await session.close();
 * }
 * ```
 */
export class Session {
  readonly #core: Core;
  readonly #selection: Selection;

  /** @throws ConfigError for options that cannot be used. */
  constructor(options: SessionOptions);
  /** @internal */
  constructor(options: SessionOptions | Shared);
  constructor(options: SessionOptions | Shared) {
    if (options instanceof Shared) {
      this.#core = options.core;
      this.#selection = options.selection;
      return;
    }
    this.#selection = new Selection(options);
    this.#core = new Core({
      auth: options.auth,
      transport: new Transport(options),
      timeout: options.timeout ?? TIMEOUT,
      retries: options.retry ?? RETRIES,
      userAgent: userAgent(options.userAgent),
    });
  }

  /**
   * A session for a cloud of clouds.yaml; without a name the one of OS_CLOUD, or the only one there is.
   *
   * @throws ConfigError
   */
  static async fromCloud(name?: string, overrides: SessionOverrides = {}): Promise<Session> {
    const { loadCloud } = await import("../config/index.ts");
    return new Session(merged(await loadCloud(name), overrides));
  }

  /**
   * A session from OS_* environment variables.
   *
   * @throws ConfigError
   */
  static async fromEnv(overrides: SessionOverrides = {}): Promise<Session> {
    const { loadEnvironment } = await import("../config/index.ts");
    return new Session(merged(await loadEnvironment(), overrides));
  }

  /**
   * A session from what there is: OS_CLOUD, else OS_* variables, else the only cloud of clouds.yaml.
   *
   * @throws ConfigError
   */
  static async connect(overrides: SessionOverrides = {}): Promise<Session> {
    const { loadCloud, loadDefault } = await import("../config/index.ts");
    return new Session(merged((await loadDefault()) ?? (await loadCloud()), overrides));
  }

  /**
   * Logs in, unless there is a good token already, and tells who this is.
   *
   * @param options `renew: true` logs in even when the token is good.
   * @throws AuthError, TransportError
   */
  async authenticate(options: WaitOptions & { readonly renew?: boolean } = {}): Promise<Identity> {
    return identityOf(await this.#core.grant(options, options.renew));
  }

  /** The catalog of the current token; empty for unscoped tokens. @throws AuthError, TransportError */
  async catalog(options: WaitOptions = {}): Promise<Catalog> {
    return catalogOf(await this.#core.grant(options));
  }

  /**
   * This session bound to one service.
   *
   * @throws EndpointError when an alias such as volumev3 contradicts `version`, or the service has no microversions.
   * @example
   * ```ts
   * const compute = session.adapter(ServiceType.Compute, { microversion: "2.1" });
   * const volumes = session.adapter("volumev3");
   * const custom = session.adapter("acme:widgets");
   * ```
   */
  adapter<const S extends Selector, const V extends Microversion | "latest" | undefined = undefined>(
    service: S,
    options: AdapterOptions<Resolve<S>, V> = {},
  ): Adapter<Resolve<S>, V, MajorOf<S>> {
    const target = this.#core.target(this.#selection.query(resolveService(service), options));
    const adapter: unknown = new ServiceAdapter(this.#core, target, options.microversion);
    return adapter as Adapter<Resolve<S>, V, MajorOf<S>>;
  }

  /** Asks every service of the catalog for its versions, all at once. @throws AuthError, TransportError */
  versions(options: ReportOptions = {}): Promise<readonly ServiceReport[]> {
    return reportVersions(this.#core, this.#selection, options);
  }

  /** The same login looking elsewhere: it shares token, caches and connections with this session. */
  with(selection: SelectionOptions): Session {
    return new Session(new Shared(this.#core, this.#selection.with(selection)));
  }

  /** Ends what is under way and closes the session's connections, also for sessions made by `with`. */
  async close(): Promise<void> {
    await this.#core.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

class Shared {
  readonly core: Core;
  readonly selection: Selection;

  constructor(core: Core, selection: Selection) {
    this.core = core;
    this.selection = selection;
  }
}

/** Overrides win, but an undefined one does not erase. */
function merged(config: SessionOptions, overrides: SessionOverrides): SessionOptions {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  return { ...config, ...Object.fromEntries(given) };
}
