import type { Adapter, AdapterOptions, MajorOf, Resolve, Selector, WaitOptions } from "../adapter/adapter.ts";
import { ServiceAdapter } from "../adapter/service-adapter.ts";
import { apiUrl } from "../auth/identity.ts";
import type { AuthMethod, Scope } from "../auth/method.ts";
import { requireMethod } from "../auth/option.ts";
import { checkedScope } from "../auth/scope.ts";
import { SharedTokens } from "../auth/store/shared-tokens.ts";
import { requireTokenStore } from "../auth/store/token-store.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { CloudConfig } from "../config/index.ts";
import { Core } from "../core/core.ts";
import { catalogOf } from "../core/locate.ts";
import { Reporter } from "../diagnostics/reporter.ts";
import { resolveService } from "../service-types/resolve.ts";
import { DEFAULT_RETRY, retryRule } from "../transport/retry-rule.ts";
import { DEFAULT_TIMES, timesOf } from "../transport/times.ts";
import { Transport } from "../transport/transport.ts";
import type { Microversion } from "../versions/version.ts";
import { checkOptions, checkSelection } from "./check.ts";
import { type Identity, identityOf } from "./identity.ts";
import type { SelectionOptions, SessionOptions, SessionOverrides } from "./options.ts";
import { type ReportOptions, reportVersions, type ServiceReport } from "./report.ts";
import { domainsOf, projectsOf, revokeToken, type ScopeDomain, type ScopeProject, systemOf } from "./scopes.ts";
import { Selection } from "./selection.ts";
import { userAgent } from "./user-agent.ts";

const BODY_LIMIT = 128 * 1024 * 1024;

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
  readonly #ownsConnections: boolean;

  /** @throws ConfigError for options that cannot be used. */
  constructor(options: SessionOptions);
  /** @internal */
  constructor(options: SessionOptions | Shared);
  constructor(options: SessionOptions | Shared) {
    this.#ownsConnections = !(options instanceof Shared);
    if (options instanceof Shared) {
      this.#core = options.core;
      this.#selection = options.selection;
      return;
    }
    checkOptions(options);
    this.#selection = new Selection(options);
    const reporter = new Reporter(options.logger);
    this.#core = new Core({
      auth: options.auth,
      sharedTokens: sharedTokens(options, reporter),
      transport: new Transport({ ...options, connectTimeout: connectTimeoutOf(options), reporter }),
      reporter,
      requestId: options.requestId,
      times: timesOf(options.timeout, DEFAULT_TIMES),
      retry: retryRule(options.retry, DEFAULT_RETRY),
      bodyLimit: options.bodyLimit ?? BODY_LIMIT,
      compression: options.compression ?? true,
      userAgent: userAgent(options.userAgent),
    });
  }

  /**
   * A session for a cloud of clouds.yaml; without a name the one of OS_CLOUD, or the only one there is.
   *
   * @throws ConfigError
   */
  static async fromCloud(name?: string, overrides: SessionOverrides = {}): Promise<Session> {
    checkSelection(overrides);
    const { loadCloud } = await import("../config/index.ts");
    return configured(await loadCloud({ cloud: name, region: overrides.region }), overrides);
  }

  /**
   * A session from OS_* environment variables.
   *
   * @throws ConfigError
   */
  static async fromEnv(overrides: SessionOverrides = {}): Promise<Session> {
    checkSelection(overrides);
    const { loadEnvironment } = await import("../config/index.ts");
    return configured(await loadEnvironment({ region: overrides.region }), overrides);
  }

  /**
   * A session from what there is: OS_CLOUD, else OS_* variables, else the only cloud of clouds.yaml.
   *
   * @throws ConfigError
   */
  static async connect(overrides: SessionOverrides = {}): Promise<Session> {
    checkSelection(overrides);
    const { loadConfig } = await import("../config/index.ts");
    return configured(await loadConfig({ region: overrides.region }), overrides);
  }

  /** Logs in, unless there is a good token already, and tells who this is. @throws AuthError, HttpError, TransportError */
  async authenticate(options: WaitOptions = {}): Promise<Identity> {
    return identityOf(await this.#core.grant(options));
  }

  /** Logs in even when the token is good, and tells who this is. @throws AuthError, HttpError, TransportError */
  async reauthenticate(options: WaitOptions = {}): Promise<Identity> {
    return identityOf(await this.#core.grant(options, true));
  }

  /**
   * The token itself, good for a while yet, for programs that this library does not reach; undefined for methods without
   * tokens.
   *
   * @throws AuthError, HttpError, TransportError
   */
  async token(options: WaitOptions = {}): Promise<string | undefined> {
    const grant = await this.#core.grant(options);
    return grant.kind === "token" ? grant.token.reveal() : undefined;
  }

  /**
   * Revokes the token, also one that a login under way brings or that is in the token store, with the bearer token that
   * goes with it, and forgets it; the next call logs in anew. Without a token nothing happens, and when Keystone fails the
   * token is kept, so that it can be tried again.
   *
   * @throws HttpError, TransportError
   */
  async revoke(options: WaitOptions = {}): Promise<void> {
    const { tokens } = this.#core;
    const grant = await this.#core.existing(options);
    if (grant?.kind !== "token") return;
    const identity = this.#identity();
    // The cloud of a method without an address of its own is named by the token, or by the token's catalog.
    const authUrl = tokens.method.authUrl ?? grant.authUrl ?? (await identity.endpoint(options)).url;
    await revokeToken(identity, grant, { ...options, authUrl });
    await tokens.discard(grant);
  }

  /** The projects the user may log in to, whatever the token's scope. @throws AuthError, HttpError, TransportError */
  projects(options: WaitOptions = {}): Promise<readonly ScopeProject[]> {
    return projectsOf(this.#identity(), options);
  }

  /** The domains the user may log in to, whatever the token's scope. @throws AuthError, HttpError, TransportError */
  domains(options: WaitOptions = {}): Promise<readonly ScopeDomain[]> {
    return domainsOf(this.#identity(), options);
  }

  /** Whether the user may log in to the whole system. @throws AuthError, HttpError, TransportError */
  system(options: WaitOptions = {}): Promise<boolean> {
    return systemOf(this.#identity(), options);
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
    const defaults = this.#selection.defaultsOf(target.query.service);
    const microversion = options.microversion ?? defaults.microversion;
    const adapter: unknown = new ServiceAdapter(this.#core, target, { ...defaults, microversion });
    return adapter as Adapter<Resolve<S>, V, MajorOf<S>>;
  }

  /** Asks every service of the catalog for its versions, all at once. @throws AuthError, TransportError */
  versions(options: ReportOptions = {}): Promise<readonly ServiceReport[]> {
    return reportVersions(this.#core, this.#selection, options);
  }

  /**
   * The same login looking elsewhere: it shares token, caches and connections with this session, which closes them.
   */
  with(selection: SelectionOptions): Session {
    checkSelection(selection);
    return new Session(new Shared(this.#core, this.#selection.with(selection)));
  }

  /**
   * The same credentials for another scope, with a token of its own, which sessions for the same scope share; connections
   * and version documents are shared with this session, which closes them.
   *
   * @throws AuthError (`INVALID_SCOPE`) when it is no scope, or the method's tokens have theirs fixed.
   * @example
   * ```ts
   * for (const project of await session.projects()) {
   *   const compute = session.withScope({ project }).adapter("compute");
   * }
   * ```
   */
  withScope(scope: Scope): Session {
    const core = this.#core.withScope(checkedScope(scope, this.#core.tokens.method.type));
    return new Session(new Shared(core, this.#selection));
  }

  /** Somebody else on the same cloud; connections and version documents are shared with this session, which closes them. */
  connectAs(auth: AuthMethod): Session {
    requireMethod(auth, "auth");
    return new Session(new Shared(this.#core.withAuth(auth), this.#selection));
  }

  /**
   * Ends what is under way and closes the connections. Sessions made by `with`, `withScope` and `connectAs` live on their
   * parent's connections: closing them does nothing.
   */
  async close(): Promise<void> {
    if (this.#ownsConnections) await this.#core.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #identity(): ServiceAdapter {
    const { authUrl } = this.#core.tokens.method;
    const endpointOverride = authUrl && apiUrl(authUrl);
    const query = this.#selection.query(resolveService("identity"), { endpointOverride });
    return new ServiceAdapter(this.#core, this.#core.target(query), {});
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

function connectTimeoutOf({ timeout }: SessionOptions): number | undefined {
  return typeof timeout === "object" ? timeout.connect : undefined;
}

function sharedTokens({ tokenStore }: SessionOptions, reporter: Reporter): SharedTokens | undefined {
  requireTokenStore(tokenStore);
  return tokenStore && new SharedTokens(tokenStore, reporter);
}

/** The session of a configuration, whose notes go to whoever listens; overrides win, but an undefined one does not erase. */
function configured(config: CloudConfig, overrides: SessionOverrides): Session {
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  const endpointOverrides = { ...config.endpointOverrides, ...overrides.endpointOverrides };
  const session = new Session({ ...config, ...given, endpointOverrides });
  const reporter = new Reporter(overrides.logger);
  for (const note of config.notes) reporter.tell("osauth:config", () => note);
  return session;
}
