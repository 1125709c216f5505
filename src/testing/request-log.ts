/** A request the cloud got. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names in lower case; secrets are kept, since this is a tool for tests. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined as long as there is no answer, and when there never is one. */
  readonly status: number | undefined;
}

/** Which requests to count: a path without query, "METHOD path", a pattern for "METHOD path?query", or a condition. */
export type RequestPattern = string | RegExp | ((request: SeenRequest) => boolean);

/** A request whose status is still to come. */
export type Seen = { -readonly [Key in keyof SeenRequest]: SeenRequest[Key] };

/** Every request since the start, or since it was cleared. */
export class RequestLog {
  #requests: Seen[] = [];

  get requests(): readonly SeenRequest[] {
    return this.#requests;
  }

  add(method: string, path: string, headers: Readonly<Record<string, string>>): Seen {
    const seen: Seen = { method, path, headers, status: undefined };
    this.#requests.push(seen);
    return seen;
  }

  count(pattern: RequestPattern): number {
    return this.#requests.filter((request) => matches(request, pattern)).length;
  }

  clear(): void {
    this.#requests = [];
  }
}

function matches(request: SeenRequest, pattern: RequestPattern): boolean {
  if (typeof pattern === "function") return pattern(request);
  if (typeof pattern !== "string") return `${request.method} ${request.path}`.search(pattern) >= 0;
  const path = request.path.split("?", 1)[0];
  return pattern.startsWith("/") ? pattern === path : pattern === `${request.method} ${path}`;
}
