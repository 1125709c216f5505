/** Ends a stream for a reason that is no Error, which is all that a stream can end with. */
export class Aborted extends Error {
  readonly reason: unknown;

  constructor(reason: unknown) {
    super("aborted", { cause: reason });
    this.reason = reason;
  }
}

/** A reason as an Error. */
export function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Aborted(reason);
}

/** The reason itself. */
export function reasonOf(error: unknown): unknown {
  return error instanceof Aborted ? error.reason : error;
}
