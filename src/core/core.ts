import type { AuthMethod, Grant, Scope } from "../auth/method.ts";
import { scopeBody } from "../auth/scope.ts";
import type { SharedTokens } from "../auth/store/shared-tokens.ts";
import { TokenSource } from "../auth/tokens.ts";
import { DocumentCache } from "../discovery/documents.ts";
import type { VersionEntry } from "../discovery/entry.ts";
import { EndpointError, type EndpointErrorCode, TransportError } from "../errors/errors.ts";
import type { Answer } from "../transport/answer.ts";
import { timeoutFailure } from "../transport/failure.ts";
import { httpFailure } from "../transport/http-failure.ts";
import type { WireRequest } from "../transport/request.ts";
import { isReplayable } from "../transport/request-body.ts";
import { expectMany } from "../transport/signal.ts";
import { spent, type Times, timesOf, untilAnswer } from "../transport/times.ts";
import { waitingProblem } from "./amounts.ts";
import type { Mode } from "./call.ts";
import { bringsToken, type CoreRequest, dependsOnDocument, needOf, type Waiting } from "./core-request.ts";
import { withDeadline } from "./deadline.ts";
import { Endpoints } from "./endpoints.ts";
import { Outbound, type OutboundOptions } from "./outbound.ts";
import { isUrl } from "./path.ts";
import { Recent } from "./recent.ts";
import { type Found, type Location, Target, type TargetQuery } from "./target.ts";
import { type Place, Wire } from "./wire.ts";

const MISSING: ReadonlySet<string> = new Set<EndpointErrorCode>([
  "NO_CATALOG",
  "SERVICE_NOT_FOUND",
  "ENDPOINT_NOT_FOUND",
]);

/** Scopes whose tokens are kept, of a program that works for whoever comes. */
const SCOPES = 100;

/** What a core is made of. */
export interface CoreOptions extends OutboundOptions {
  readonly auth: AuthMethod;
  /** What the session's logins share with others. */
  readonly sharedTokens: SharedTokens | undefined;
}

/** What the cores of one login, or of one cloud, have in common. */
interface Common {
  readonly documents?: DocumentCache;
  /** By scope. */
  readonly scoped?: Recent<Core>;
}

/** Where token, endpoint and request meet. Sessions that differ in region or interface share one. */
export class Core {
  readonly tokens: TokenSource;
  readonly #options: CoreOptions;
  readonly #documents: DocumentCache;
  readonly #scoped: Recent<Core>;
  readonly #endpoints: Endpoints;
  readonly #targets = new Map<string, Target>();
  readonly #wire: Wire;

  constructor(options: CoreOptions, { documents, scoped }: Common = {}) {
    const outbound = new Outbound(options);
    this.#options = options;
    this.tokens = new TokenSource(options.auth, (request, signal) => outbound.authenticate(request, signal), {
      shared: options.sharedTokens,
      reporter: options.reporter,
      closing: options.transport.closing,
    });
    this.#documents = documents ?? new DocumentCache((request) => outbound.document(request), options.reporter);
    this.#endpoints = new Endpoints(options.auth.authUrl, this.#documents);
    this.#wire = new Wire(options, options.auth.authUrl);
    this.#scoped = scoped ?? new Recent(SCOPES);
    const { scope } = options.auth;
    if (scope !== undefined) this.#scoped.get(keyOf(scope), () => this);
  }

  /** Aborts when the connections are closed. */
  get closing(): AbortSignal {
    return this.#options.transport.closing;
  }

  /** Another login over the same connections, which knows the same version documents. */
  withAuth(auth: AuthMethod): Core {
    return new Core({ ...this.#options, auth }, { documents: this.#documents });
  }

  /** The same login for a scope; whoever asks for one scope shares one token. */
  withScope(scope: Scope): Core {
    const made = (): Core => {
      const common = { documents: this.#documents, scoped: this.#scoped };
      return new Core({ ...this.#options, auth: this.#options.auth.withScope(scope) }, common);
    };
    return this.#scoped.get(keyOf(scope), made);
  }

  /** The target for a query; equal queries share one and what is known about it. */
  target(query: TargetQuery): Target {
    const { service, region, serviceName, major, override } = query;
    const { info } = service;
    const facts = [info.project, info.microversions, info.discovery, info.retriableStatuses];
    const key = JSON.stringify([
      service.asked,
      service.names,
      facts,
      region,
      query.interface,
      serviceName,
      major,
      override,
    ]);
    const target = this.#targets.get(key) ?? new Target(query);
    this.#targets.set(key, target);
    return target;
  }

  /**
   * Sends a request to a target; after a 401 to its token takes a stored one, if there is another, and logs in at most
   * once.
   *
   * @throws HttpError, AuthError, TransportError, EndpointError; the signal's own reason.
   */
  async send(target: Target, request: CoreRequest, mode: Mode): Promise<Answer> {
    expectMany(request.signal);
    const started = performance.now();
    const times = timesOf(request.timeout, this.#options.times)[mode];
    const known = this.#known(target, request);
    const place = known ?? (await this.#find(target, request, times));
    const left = known === undefined ? spent(times, performance.now() - started) : times;
    const { grant, found } = place;
    let wire = this.#wire.of(target, request, { grant, found, mode, times: left });
    let answer = await this.#options.transport.send(wire);
    let sent = request.authenticated && !bringsToken(request) ? grant : undefined;
    for (let own = false; answer.status === 401 && !answer.anonymous && sent?.kind === "token"; own = true) {
      await this.#prepareAgain(answer, { sent, wire });
      const waiting = { signal: request.signal, timeout: untilAnswer(spent(times, performance.now() - started)) };
      const next = await this.#within(waiting, (signal) => (own ? this.tokens.own(signal) : this.tokens.get(signal)));
      const sending = { grant: next, found, mode, times: spent(times, performance.now() - started) };
      wire = this.#wire.of(target, request, sending);
      answer = await this.#options.transport.send(wire);
      // What ended the token may have ended another one that was stored: only a login tells.
      sent = this.tokens.isStored(next) ? next : undefined;
    }
    if (answer.status >= 400 && request.check) throw await httpFailure(answer, wire);
    return answer;
  }

  /** The target's endpoint with its version document. */
  documented(target: Target, waiting: Waiting): Promise<Found> {
    return this.#within(waiting, (signal) =>
      this.#granted(signal, (grant) => this.#endpoints.find(target, "document", { grant, signal })),
    );
  }

  /** Every version the target's service offers, and where that service is. */
  versions(
    target: Target,
    waiting: Waiting,
  ): Promise<{ readonly location: Location; readonly entries: readonly VersionEntry[] }> {
    return this.#within(waiting, (signal) =>
      this.#granted(signal, async (grant) => {
        const entries = await this.#endpoints.versions(target, { grant, signal });
        return { location: this.#endpoints.locate(target, grant), entries };
      }),
    );
  }

  /** The grant: the current one, or a new one in any case. */
  grant(waiting: Waiting, fresh = false): Promise<Grant> {
    return this.#within(waiting, (signal) => (fresh ? this.tokens.refresh(signal) : this.tokens.get(signal)));
  }

  /** The grant there is, or will be in a moment; nobody logs in for it. */
  existing(waiting: Waiting): Promise<Grant | undefined> {
    return this.#within(waiting, (signal) => this.tokens.existing(signal));
  }

  /** Ends what is under way and closes the connections the session made. */
  close(): Promise<void> {
    return this.#options.transport.close();
  }

  #known(target: Target, request: CoreRequest): Place | undefined {
    if (isUrl(request.path)) return {};
    const grant = this.tokens.current();
    if (grant === undefined) return undefined;
    const found = target.known(needOf(target, request), grant);
    if (found === undefined || (dependsOnDocument(target, request) && !target.known("document", grant)))
      return undefined;
    return { grant, found };
  }

  #find(target: Target, request: CoreRequest, times: Times): Promise<Place> {
    return this.#within({ signal: request.signal, timeout: untilAnswer(times) }, (signal) =>
      this.#granted(signal, async (grant) => {
        const by = { grant, signal };
        if (dependsOnDocument(target, request)) await this.#endpoints.find(target, "document", by);
        return { grant, found: await this.#endpoints.find(target, needOf(target, request), by) };
      }),
    );
  }

  /** Looks something up with a grant; one out of a store may have a catalog from before the service was there. */
  async #granted<T>(signal: AbortSignal | undefined, lookUp: (grant: Grant) => Promise<T>): Promise<T> {
    const grant = await this.tokens.get(signal);
    try {
      return await lookUp(grant);
    } catch (error) {
      const missing = error instanceof EndpointError && MISSING.has(error.code);
      if (!missing || !this.tokens.isStored(grant)) throw error;
      this.tokens.drop(grant);
      return lookUp(await this.tokens.get(signal));
    }
  }

  async #prepareAgain(refused: Answer, before: { readonly sent: Grant; readonly wire: WireRequest }): Promise<void> {
    if (!isReplayable(before.wire.body)) {
      // No login follows that would replace the token where others find it.
      await this.tokens.discard(before.sent);
      const { method, url } = refused;
      const message = `${method} ${url} was answered 401 and its body, a stream, cannot be sent again; the token is renewed with the next call. Give a function that makes the stream`;
      const cause = await httpFailure(refused, before.wire);
      throw new TransportError("BODY_NOT_REPLAYABLE", message, { method, url, sent: true, cause });
    }
    this.tokens.drop(before.sent);
    await refused.discard();
  }

  async #within<T>(waiting: Waiting, work: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> {
    const url = this.#options.auth.authUrl ?? "the endpoint";
    const problem = waitingProblem(waiting);
    if (problem !== undefined) throw new TransportError("INVALID_REQUEST", problem, { method: "GET", url });
    expectMany(waiting.signal);
    const timeout = waiting.timeout ?? untilAnswer(this.#options.times.buffer);
    const place = { method: "GET", url, sent: false };
    const late = (): TransportError => {
      const option = this.tokens.unanswered;
      if (option === undefined) return timeoutFailure(place, "whole", timeout);
      const message = `The login waited ${timeout} ms for the function given as the option ${option}, which has not answered.`;
      return new TransportError("TIMEOUT", message, place);
    };
    return withDeadline({ signal: waiting.signal, timeout, late }, work);
  }
}

function keyOf(scope: Scope): string {
  return JSON.stringify(scopeBody(scope));
}
