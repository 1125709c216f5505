import { describeProblem } from "../../diagnostics/problem.ts";
import { Reporter } from "../../diagnostics/reporter.ts";
import { spanOf } from "../lifetime.ts";
import type { AuthMethod, Grant, TokenGrant } from "../method.ts";
import { GuardedEntry, reportFailure } from "./guarded.ts";
import { storeKey } from "./key.ts";
import { readGrant, type StoredGrant, writeGrant } from "./stored-grant.ts";
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
  /** Epoch ms by this machine's clock, or by that of whoever stored it. */
  readonly receivedAt: number;
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
    if (key === undefined) return made(await wanted.authenticate());
    const entry = new GuardedEntry(this.#store, key, this.#reporter);
    const logIn = async (): Promise<Obtained> => {
      const obtained = made(await wanted.authenticate(), key);
      await save(entry, obtained);
      return obtained;
    };
    if (!wanted.storedWillDo()) return logIn();
    const take = (found: StoredGrant | undefined): Obtained | undefined => {
      if (found === undefined || isSame(found.grant, wanted.refused) || !wanted.storedWillDo()) return undefined;
      this.#tell("hit", method);
      return { ...found, stored: true, key };
    };
    const before = await load(entry, method);
    const taken = take(before);
    if (taken !== undefined) return taken;
    return entry.exclusively(async (alone) => {
      const now = alone ? await load(entry, method) : before;
      const takenNow = take(now);
      if (takenNow !== undefined) return takenNow;
      if (isSame(now?.grant, wanted.refused)) await entry.delete();
      this.#tell("miss", method);
      return logIn();
    }, wanted.signal);
  }

  /** The stored token, if there is a good one. */
  async find(method: AuthMethod, signal: AbortSignal | undefined): Promise<Obtained | undefined> {
    const key = await this.#keyOf(method, signal);
    if (key === undefined) return undefined;
    const found = await load(new GuardedEntry(this.#store, key, this.#reporter), method);
    return found && { ...found, stored: true, key };
  }

  /** Takes a token out of the store, unless another is there by now. */
  async forget(method: AuthMethod, { key, grant }: Obtained): Promise<void> {
    if (key === undefined || grant.kind !== "token") return;
    const entry = new GuardedEntry(this.#store, key, this.#reporter);
    if (isSame((await load(entry, method))?.grant, grant)) await entry.delete();
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

  #tell(outcome: "hit" | "miss", method: AuthMethod): void {
    this.#reporter.tell("osauth:token-store", () => ({ outcome, method: method.type, authUrl: method.authUrl }));
  }
}

/** What a login gives when it has given it. */
export function made(grant: Grant, key?: string): Obtained {
  return { grant, receivedAt: Date.now(), stored: false, key };
}

async function load(entry: GuardedEntry, method: AuthMethod): Promise<StoredGrant | undefined> {
  const text = await entry.get();
  const found = text === undefined ? undefined : readGrant(text, { key: entry.key, scope: method.scope });
  if (found === undefined) return undefined;
  const now = Date.now();
  // A time to come is one of a clock that runs ahead of this one.
  const receivedAt = Math.min(found.receivedAt, now);
  return now < spanOf(found.grant, receivedAt).staleAt ? { ...found, receivedAt } : undefined;
}

async function save(entry: GuardedEntry, { grant, receivedAt }: Obtained): Promise<void> {
  if (grant.kind !== "token") return;
  const ttl = Math.floor(spanOf(grant, receivedAt).endsAt - receivedAt);
  if (ttl > 0) await entry.set(writeGrant({ grant, receivedAt }, entry.key), ttl);
}

function isSame(one: TokenGrant | undefined, other: TokenGrant | undefined): boolean {
  return one !== undefined && other !== undefined && one.token.reveal() === other.token.reveal();
}
