import type { AuthorizationServer } from "oauth4webapi";
import type { Secret } from "../../redaction/secret.ts";
import type { AuthContext, TokenGrant } from "../method.ts";
import { isRefusal } from "../refused.ts";
import type { Granted, Provider } from "./provider.ts";

/** Where the token comes from that opens Keystone's door. */
export interface BearerSource {
  /** Logs in at Keystone with it. */
  use(context: AuthContext, admit: (bearer: Secret) => Promise<TokenGrant>): Promise<TokenGrant>;
}

/** How to get tokens when none are left: with a password, with somebody's help in a browser. */
export type Flow = (context: AuthContext, server: AuthorizationServer) => Promise<Granted>;

interface Held {
  readonly bearer: Secret;
  /** Epoch ms. */
  readonly until: number;
}

/**
 * What an identity provider has granted to one login in all its scopes. A token that is still good serves another
 * scope and a renewal; when it is not, the refresh token gets another one where there is one, and the whole way is gone
 * again otherwise.
 */
export class Grants implements BearerSource {
  readonly #provider: Provider;
  readonly #flow: Flow;
  #held: Held | undefined;
  #refresh: Secret | undefined;
  #busy: Promise<unknown> | undefined;

  constructor(provider: Provider, flow: Flow) {
    this.#provider = provider;
    this.#flow = flow;
  }

  async use(context: AuthContext, admit: (bearer: Secret) => Promise<TokenGrant>): Promise<TokenGrant> {
    const kept = this.#usable();
    if (kept !== undefined) {
      try {
        return await admit(kept.bearer);
      } catch (error) {
        if (!isRefusal(error) || error.code !== "AUTH_FAILED") throw error;
        if (this.#held === kept) this.#held = undefined;
      }
    }
    return admit((await this.#another(context)).bearer);
  }

  #usable(): Held | undefined {
    return this.#held !== undefined && Date.now() < this.#held.until ? this.#held : undefined;
  }

  /** One at a time: a refresh token that comes twice looks stolen, and nobody wants to be asked twice. */
  async #another(context: AuthContext): Promise<Held> {
    while (this.#busy !== undefined) await this.#busy;
    context.signal.throwIfAborted();
    const meanwhile = this.#usable();
    if (meanwhile !== undefined) return meanwhile;
    const work = this.#obtain(context);
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    this.#busy = settled.finally(() => {
      this.#busy = undefined;
    });
    return work;
  }

  async #obtain(context: AuthContext): Promise<Held> {
    // Before any secret is asked for or counts as sent.
    const server = await this.#provider.describe(context);
    const { bearer, refresh, lifetime } = (await this.#refreshed(context)) ?? (await this.#flow(context, server));
    this.#refresh = refresh ?? this.#refresh;
    this.#held = { bearer, until: Date.now() + lifetime };
    return this.#held;
  }

  async #refreshed(context: AuthContext): Promise<Granted | undefined> {
    if (this.#refresh === undefined) return undefined;
    const outcome = await this.#provider.ask(context, "refresh_token", { refresh_token: this.#refresh.reveal() });
    if (!("error" in outcome)) return outcome;
    if (outcome.passing) throw outcome.error;
    this.#refresh = undefined;
    // The request lasts longer than whoever waited for it, and nobody is asked for somebody who does not wait.
    context.signal.throwIfAborted();
    return undefined;
  }
}
