import type { AgentOptions, OwnedDispatcher } from "./agent.ts";

/**
 * The session's own connection pool. undici takes most of the time a program needs to start, so it is loaded when there is
 * a session, and not by who only imports the package.
 */
export class OwnPool {
  readonly #loaded: Promise<OwnedDispatcher>;
  #dispatcher: OwnedDispatcher | undefined;

  constructor(options: AgentOptions) {
    this.#loaded = this.#load(options);
    // Who sends something hears of it.
    this.#loaded.catch(() => undefined);
  }

  /** The pool, once it is there. */
  get dispatcher(): OwnedDispatcher | undefined {
    return this.#dispatcher;
  }

  /** Waits for the pool. */
  ready(): Promise<OwnedDispatcher> {
    return this.#loaded;
  }

  /** Ends every connection and whatever is under way on it. */
  async destroy(): Promise<void> {
    const dispatcher = await this.#loaded.catch(() => undefined);
    await dispatcher?.destroy();
  }

  async #load(options: AgentOptions): Promise<OwnedDispatcher> {
    const { createAgent } = await import("./agent.ts");
    this.#dispatcher = createAgent(options);
    return this.#dispatcher;
  }
}
