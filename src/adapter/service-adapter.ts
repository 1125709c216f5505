import { Readable } from "node:stream";
import type { ServiceTypeInfo } from "../../generated/service-types.ts";
import { type Call, call, type Mode } from "../core/call.ts";
import type { Core } from "../core/core.ts";
import { rangeOf } from "../core/microversion.ts";
import { encodePath, withoutQuery } from "../core/path.ts";
import type { Target } from "../core/target.ts";
import { EndpointError } from "../errors/errors.ts";
import type { Answer } from "../transport/answer.ts";
import type { Method } from "../transport/dispatcher.ts";
import { owning } from "../transport/upload.ts";
import { type Microversion, parseVersion, supports } from "../versions/version.ts";
import type { Endpoint, RequestPath, ServiceVersion, WaitOptions } from "./adapter.ts";
import { describeEndpoint, describeVersion } from "./describe.ts";
import { encodeRequest, type RawRequest, type RequestDefaults } from "./encode.ts";
import { checkWanted, type Offer, pickCandidate, pickFromRange } from "./negotiate.ts";
import { type PageOptions, type Pages, pagesOf } from "./pages.ts";
import type { Place } from "./progress.ts";

type Init = RawRequest["init"];

/** What every adapter is at run time; its public face is the type {@link Adapter}, which knows the service. */
export class ServiceAdapter {
  readonly service: ServiceTypeInfo;
  readonly major: number | undefined;
  readonly microversion: string | undefined;
  readonly #core: Core;
  readonly #target: Target;
  readonly #defaults: RequestDefaults;

  constructor(core: Core, target: Target, defaults: RequestDefaults) {
    const { service, major } = target.query;
    const { microversion } = defaults;
    this.service = service.info;
    this.major = typeof major === "number" ? major : undefined;
    this.microversion = microversion;
    this.#core = core;
    this.#target = target;
    this.#defaults = defaults;
    if (microversion !== undefined) this.#checkMicroversions(microversion);
  }

  /** Aborts when the session is closed. @internal */
  get closing(): AbortSignal {
    return this.#core.closing;
  }

  get(path: RequestPath, init: Init = {}): Call {
    return this.request("GET", path, init);
  }

  head(path: RequestPath, init: Init = {}): Call {
    return this.request("HEAD", path, init);
  }

  post(path: RequestPath, init: Init = {}): Call {
    return this.request("POST", path, init);
  }

  put(path: RequestPath, init: Init = {}): Call {
    return this.request("PUT", path, init);
  }

  patch(path: RequestPath, init: Init = {}): Call {
    return this.request("PATCH", path, init);
  }

  delete(path: RequestPath, init: Init = {}): Call {
    return this.request("DELETE", path, init);
  }

  request(method: Method, path: RequestPath, init: Init = {}): Call {
    const send = (mode: Mode): Promise<Answer> => this.#send(mode, { method, path, init });
    const body: unknown = init?.body;
    return call(body instanceof Readable ? (mode) => owning(body, () => send(mode)) : send);
  }

  paginate<T>(path: RequestPath, init: Init & PageOptions = {}): Pages<T> {
    const { limit: _limit, pageSize: _pageSize, marker: _marker, collection: _collection, ...each } = init;
    const { path: bare, query: own } = withoutQuery(path);
    const ask = ({ query, below }: Place): Promise<Answer> => {
      const whole = below === "" ? bare : encodePath(bare, init.path) + below;
      return this.#send("buffer", { method: "GET", path: whole, init: { ...each, query, check: true } });
    };
    const list = { path: () => encodePath(bare, init.path), style: this.service.paging };
    return pagesOf<T>({ ...list, ask, query: { ...own, ...init.query } }, init);
  }

  async endpoint(options: WaitOptions = {}): Promise<Endpoint> {
    return describeEndpoint(await this.#core.documented(this.#target, options));
  }

  async versions(options: WaitOptions = {}): Promise<readonly ServiceVersion[]> {
    const { entries } = await this.#core.versions(this.#target, options);
    return entries.map(describeVersion);
  }

  at(version: string): ServiceAdapter {
    return new ServiceAdapter(this.#core, this.#target, { ...this.#defaults, microversion: version });
  }

  async negotiate(
    wanted: readonly Microversion[] | { readonly min?: Microversion; readonly max?: Microversion },
    options: WaitOptions = {},
  ): Promise<ServiceAdapter> {
    checkWanted(wanted, this.service.type);
    const offer = await this.#offer(options);
    const version = isList(wanted) ? pickCandidate(wanted, offer) : pickFromRange(wanted, offer);
    return this.at(version);
  }

  async supports(version: Microversion, options: WaitOptions = {}): Promise<boolean> {
    const { range } = await this.#offer(options);
    const parsed = parseVersion(version);
    return range !== undefined && parsed !== undefined && supports(range, parsed);
  }

  async #send(mode: Mode, { method, path, init }: Pick<RawRequest, "method" | "path" | "init">): Promise<Answer> {
    const request = encodeRequest({ method, path, init, defaults: this.#defaults });
    if (init.microversion !== undefined) this.#checkMicroversions(init.microversion);
    return this.#core.send(this.#target, request, mode);
  }

  async #offer(options: WaitOptions): Promise<Offer> {
    const found = await this.#core.documented(this.#target, options);
    return { service: this.service.type, range: rangeOf(found.endpoint) };
  }

  #checkMicroversions(version: string): void {
    if (this.service.microversions === "none") {
      const message = `${this.service.type} has no microversions, so ${version} cannot be asked of it`;
      throw new EndpointError("MICROVERSION_NOT_SUPPORTED", message, { service: this.service.type });
    }
    if (version !== "latest" && !/^\d+\.(0|[1-9]\d*)$/.test(version)) {
      const message = `"${version}" is no microversion; write it as "2.1", or "latest"`;
      throw new EndpointError("MICROVERSION_NOT_SUPPORTED", message, { service: this.service.type });
    }
  }
}

function isList<T>(value: readonly T[] | object): value is readonly T[] {
  return Array.isArray(value);
}
