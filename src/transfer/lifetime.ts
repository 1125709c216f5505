type Headers = Readonly<Record<string, string>>;

/** Seconds by which segments outlive an object: a cluster counts its own from when it has looked at all of them. */
const SPARE = 60;

/** Until when an object is kept: what it is made of ends with it, and never before. */
export class Lifetime {
  readonly #begun = performance.now();
  readonly #at: string | undefined;
  readonly #after: string | undefined;

  /** Reads it from the headers of a request, their names in lower case. */
  constructor(headers: Headers = {}) {
    this.#at = headers["x-delete-at"];
    this.#after = headers["x-delete-after"];
  }

  /** Whether there is an end to it. */
  get ends(): boolean {
    return this.#at !== undefined || this.#after !== undefined;
  }

  /** The headers of the object, which is sent now; seconds count from when this was made. */
  headers(): Headers {
    return this.#headers(0);
  }

  /** The same of a segment. */
  ofSegment(): Headers {
    return this.#headers(SPARE);
  }

  #headers(spare: number): Headers {
    return {
      ...(this.#at !== undefined && { "x-delete-at": this.#at }),
      ...(this.#after !== undefined && { "x-delete-after": this.#left(this.#after, spare) }),
    };
  }

  /** What is no number of seconds is the service's to refuse. */
  #left(after: string, spare: number): string {
    const left = Math.ceil(Number(after) + spare - (performance.now() - this.#begun) / 1000);
    return Number.isNaN(left) ? after : String(left);
  }
}
