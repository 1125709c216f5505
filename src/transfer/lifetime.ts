type Headers = Readonly<Record<string, string>>;

/** Until when an object is kept: all that it is made of ends when it does. */
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

  /** The headers of a request that is sent now; seconds count from when this was made. */
  headers(): Headers {
    return {
      ...(this.#at !== undefined && { "x-delete-at": this.#at }),
      ...(this.#after !== undefined && { "x-delete-after": this.#left(this.#after) }),
    };
  }

  /** What is no number of seconds is the service's to refuse. */
  #left(after: string): string {
    const left = Math.ceil(Number(after) - (performance.now() - this.#begun) / 1000);
    return Number.isNaN(left) ? after : String(left);
  }
}
