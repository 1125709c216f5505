/** Something that goes wrong on purpose. */
export interface Fault {
  /** Any method unless told. */
  readonly method?: string;
  /** The whole path without its query, such as "/compute/v2.1/servers", or a pattern for path and query. */
  readonly path: string | RegExp;
  /** Answers with this status; without `body` in the service's own error shape. */
  readonly status?: number;
  /** Text as it is, everything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Waits before anything else, ms. */
  readonly delay?: number;
  /** Breaks the connection instead of answering. */
  readonly reset?: true;
  /** Sends the headers and half of the body, then breaks the connection. */
  readonly truncate?: true;
  /** Sends the headers and half of the body, and then nothing more. */
  readonly stall?: true;
  /** Answers 200 with a proxy's HTML page (`true`, "html") or with broken JSON ("json"). */
  readonly junk?: true | "html" | "json";
  /** How often it happens before everything is well again; always unless told. */
  readonly times?: number;
}

/** Takes a fault away again. */
export interface FaultHandle {
  remove(): void;
  [Symbol.dispose](): void;
}

/** The faults in force; of those that fit a request the first one happens. */
export class Faults {
  readonly #active = new Map<Fault, number>();

  constructor(faults: readonly Fault[] = []) {
    for (const fault of faults) this.add(fault);
  }

  add(fault: Fault): FaultHandle {
    // A copy, so that adding the same fault twice makes two.
    const own = { ...fault };
    this.#active.set(own, fault.times ?? Number.POSITIVE_INFINITY);
    const remove = (): void => void this.#active.delete(own);
    return { remove, [Symbol.dispose]: remove };
  }

  /** The fault for a request; it counts as having happened. */
  take(method: string, url: string): Fault | undefined {
    for (const [fault, left] of this.#active) {
      if (left < 1 || !fits(fault, method, url)) continue;
      this.#active.set(fault, left - 1);
      return fault;
    }
    return undefined;
  }
}

function fits(fault: Fault, method: string, url: string): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
  if (typeof fault.path === "string") return fault.path === url.split("?", 1)[0];
  // `search` leaves `lastIndex` of a global pattern alone, unlike `test`.
  return url.search(fault.path) >= 0;
}
