import { describeProblem } from "../../diagnostics/problem.ts";
import { Reporter } from "../../diagnostics/reporter.ts";
import { isFresh, remainingOf } from "../lifetime.ts";
import type { AuthMethod, Grant, TokenGrant } from "../method.ts";
import { GuardedEntry, reportFailure } from "./guarded.ts";
import { storeKey } from "./key.ts";
import { readGrant, writeGrant } from "./stored-grant.ts";
import type { TokenStore } from "./token-store.ts";

/** Why a grant is wanted. */
export interface Wanted {
  /** Whether a stored token will do, as things stand when it is found. */
  readonly storedWillDo: () => boolean;
  /** The token that was refused last. */
  readonly refused: TokenGrant | undefined;
  readonly signal: AbortSignal;
  authenticate(): Promise<Grant>;
}

/** A grant, and whether it came out of the store. */
export interface Obtained {
  readonly grant: Grant;
  readonly stored: boolean;
  /** Under which key the store has it, if it has. */
  readonly key: string | undefined;
}

/** The tokens that a session shares with others through a store. */
export class SharedTokens {
  readonly #store: TokenStore;
  readonly #reporter: Reporter;

  constructor(store: TokenStore, reporter: Reporter = new Reporter()) {
    this.#store = store;
    this.#reporter = reporter;
  }

  /** Takes the stored token, or logs in and stores what comes of it. */
  async obtain(method: AuthMethod, wanted: Wanted): Promise<Obtained> {
    const key = await this.#keyOf(method, wanted.signal);
    wanted.signal.throwIfAborted();
    if (key === undefined) return { grant: await wanted.authenticate(), stored: false, key };
    const entry = new GuardedEntry(this.#store, key, this.#reporter);
    const logIn = async (): Promise<Obtained> => {
      const grant = await wanted.authenticate();
      await save(entry, grant);
      return { grant, stored: false, key };
    };
    if (!wanted.storedWillDo()) return logIn();
    const usable = (grant: TokenGrant | undefined): grant is TokenGrant =>
      grant !== undefined && !isSame(grant, wanted.refused) && wanted.storedWillDo();
    const before = await load(entry, method);
    if (usable(before)) return this.#hit(method, before, key);
    return entry.exclusively(async (alone) => {
      const now = alone ? await load(entry, method) : before;
      if (usable(now)) return this.#hit(method, now, key);
      if (isSame(now, wanted.refused)) await entry.delete();
      this.#tell("miss", method);
      return logIn();
    }, wanted.signal);
  }

  /** The stored token, if there is a good one. */
  async find(method: AuthMethod, signal: AbortSignal | undefined): Promise<Obtained | undefined> {
    const key = await this.#keyOf(method, signal);
    if (key === undefined) return undefined;
    const grant = await load(new GuardedEntry(this.#store, key, this.#reporter), method);
    return grant && { grant, stored: true, key };
  }

  /** Takes a token out of the store, unless another is there by now. */
  async forget(method: AuthMethod, { key, grant }: Obtained): Promise<void> {
    if (key === undefined || grant.kind !== "token") return;
    const entry = new GuardedEntry(this.#store, key, this.#reporter);
    if (isSame(await load(entry, method), grant)) await entry.delete();
  }

  /** Worked out for each login: a secret that somebody is asked for may be another one the next time. */
  async #keyOf(method: AuthMethod, signal: AbortSignal | undefined): Promise<string | undefined> {
    try {
      return await storeKey(method, signal);
    } catch (error) {
      reportFailure(this.#reporter, "key", describeProblem(error));
      return undefined;
    }
  }

  #hit(method: AuthMethod, grant: Grant, key: string): Obtained {
    this.#tell("hit", method);
    return { grant, stored: true, key };
  }

  #tell(outcome: "hit" | "miss", method: AuthMethod): void {
    this.#reporter.tell("osauth:token-store", () => ({ outcome, method: method.type, authUrl: method.authUrl }));
  }
}

async function load(entry: GuardedEntry, method: AuthMethod): Promise<TokenGrant | undefined> {
  const text = await entry.get();
  const grant = text === undefined ? undefined : readGrant(text, method.scope);
  return grant !== undefined && isFresh(grant, Date.now()) ? grant : undefined;
}

async function save(entry: GuardedEntry | undefined, grant: Grant): Promise<void> {
  if (entry === undefined || grant.kind !== "token") return;
  const ttl = Math.floor(remainingOf(grant, Date.now()));
  if (ttl > 0) await entry.set(writeGrant(grant), ttl);
}

function isSame(one: TokenGrant | undefined, other: TokenGrant | undefined): boolean {
  return one !== undefined && other !== undefined && one.token.reveal() === other.token.reveal();
}
