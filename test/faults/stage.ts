import { isDeepStrictEqual } from "node:util";
import { type Adapter, isOpenStackError, noAuth, Session, type SessionOptions } from "../../src/index.ts";
import type { ServiceTypeName } from "../../src/service-types/index.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { GOOD_BODY } from "./behaviours.ts";
import { type Behaviour, type RawOptions, type RawServer, rawServer } from "./raw-server.ts";

/** How long a call took, by what it waited for. */
export type Took = "at once" | "after waits" | "at its timeout";

/** What came of a fault. */
export interface Outcome {
  readonly sees: string;
  /** How many requests reached a server. */
  readonly requests: number;
  readonly took: Took;
  /** For reports only. */
  readonly ms: number;
}

/** Less than a row waits in all, ms, when chance makes waits as long as they can be. */
const SHORTEST_WAIT = 900;
const PATIENCE = 8_000;

/** Where one row of the matrix is played: it starts servers and sessions, counts, measures and cleans up. */
export class Stage implements AsyncDisposable {
  /** ms; below what a row says "after waits" for only where it says "at its timeout". */
  timeout: number = PATIENCE;
  readonly #open: { close(): Promise<void> }[] = [];
  readonly #counts: (() => number)[] = [];
  #began = performance.now();
  #before = 0;
  #waited = 0;

  async raw(behaviour: Behaviour, options?: RawOptions): Promise<RawServer> {
    const server = await rawServer(behaviour, options);
    this.#open.push(server);
    this.#counts.push(() => server.requests.length);
    return server;
  }

  async cloud(options?: Parameters<typeof startCloud>[0]): Promise<EmbeddedCloud> {
    const cloud = await startCloud(options);
    this.#open.push(cloud);
    this.#counts.push(() => cloud.requests.length);
    return cloud;
  }

  session(options: SessionOptions): Session {
    // How busy the machine is must not count, so waits are not measured but heard of.
    const hear = (line: string): void => {
      this.#waited += Number(/sent again in (\d+) ms/.exec(line)?.[1] ?? 0);
    };
    const session = new Session({ timeout: this.timeout, logger: { debug: hear, warn: hear }, ...options });
    this.#open.push(session);
    return session;
  }

  /** A service that asks for no login. */
  service(url: string, options: Partial<SessionOptions> = {}, type: ServiceTypeName = "compute"): Adapter {
    return this.session({ auth: noAuth(), ...options }).adapter(type, { endpointOverride: `${url}/v2.1` });
  }

  /** What came before does not count. */
  begin(): void {
    this.#before = this.#requests();
    this.#waited = 0;
    this.#began = performance.now();
  }

  /** Plays, and tells what came of it. */
  async observe(play: (stage: Stage) => PromiseLike<unknown>): Promise<Outcome> {
    this.begin();
    const sees = await play(this).then(seen, told);
    const ms = performance.now() - this.#began;
    return { sees, requests: this.#requests() - this.#before, took: this.#took(sees), ms: Math.round(ms) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#open.splice(0).map((one) => one.close()));
  }

  #requests(): number {
    return this.#counts.reduce((sum, count) => sum + count(), 0);
  }

  #took(sees: string): Took {
    if (sees.startsWith("TransportError TIMEOUT")) return "at its timeout";
    return this.#waited >= SHORTEST_WAIT ? "after waits" : "at once";
  }
}

/** Plays one row with waits as long as they can be, so that they are seen. */
export async function observe(play: (stage: Stage) => PromiseLike<unknown>): Promise<Outcome> {
  const stage = new Stage();
  try {
    return await stage.observe(play);
  } finally {
    await stage[Symbol.asyncDispose]();
  }
}

function seen(value: unknown): string {
  if (typeof value === "string") return value;
  return isDeepStrictEqual(value, JSON.parse(GOOD_BODY)) ? "the answer" : `the answer ${JSON.stringify(value)}`;
}

/** An error in the words of the table; one that is not of the library is shown as it is. */
function told(error: unknown): string {
  if (!isOpenStackError(error)) return `DEFECT ${String(error)}`;
  const parts = [`${error.name} ${error.code}`];
  if (error.name === "HttpError") parts.push(String(error.status));
  if (error.name === "HttpError" && error.retryAfter !== undefined) parts.push(`retryAfter ${error.retryAfter}`);
  if (error.name === "TransportError") parts.push(error.sent ? "sent" : "not sent");
  return parts.join(", ");
}
